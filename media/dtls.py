"""DTLS-SRTP (RFC 5764) over the relay's socket, by aiortc's `RTCDtlsTransport`.

aiortc's class is made for its own ICE transport; here it runs over `_RelayPath`, which has the three members that it
uses. Everything of aiortc that is not public is touched in this file only.
"""

import asyncio
from collections.abc import Callable
from typing import Literal, cast

from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport, RTCIceTransport
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    SRTPProtectionProfile,
)
from OpenSSL import SSL

from media.rtp_parameters import DtlsParameters
from media.srtp_keys import SrtpKeys, SrtpProfile

HANDSHAKE_TIMEOUT_S = 30.0
"""From the first working ICE pair. RFC 6347 section 4.2.4.1 doubles its timer from 1 s: five flights lost in a row."""
INBOUND_QUEUE_DATAGRAMS = 64
"""More than a handshake's flights; after it only alerts come. What does not fit is dropped: DTLS retransmits."""
_DATAGRAM_BYTES = 1500
_PROFILES: dict[SrtpProfile, SRTPProtectionProfile] = {
    "AEAD_AES_256_GCM": SRTP_AEAD_AES_256_GCM,
    "AEAD_AES_128_GCM": SRTP_AEAD_AES_128_GCM,
    "AES128_CM_SHA1_80": SRTP_AES128_CM_SHA1_80,
}
"""In order of preference."""


class HandshakeFailed(Exception):
    """DTLS came to nothing: no answer, an alert, a wrong certificate, or no SRTP profile in common."""


class _RelayPath:
    """The part of an ICE transport that aiortc's DTLS uses."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._transmit = send
        self._inbound: asyncio.Queue[bytes] = asyncio.Queue(INBOUND_QUEUE_DATAGRAMS)

    def put(self, datagram: bytes) -> bool:
        try:
            self._inbound.put_nowait(datagram)
        except asyncio.QueueFull:
            return False
        return True

    async def _recv(self) -> bytes:
        return await self._inbound.get()

    async def _send(self, datagram: bytes) -> None:
        self._transmit(datagram)


class _Association(RTCDtlsTransport):
    """aiortc's DTLS with its SRTP sessions left out: the keys go to the relay."""

    def __init__(self, path: _RelayPath, certificate: RTCCertificate, role: Literal["client", "server"]) -> None:
        super().__init__(cast(RTCIceTransport, path), [certificate])
        self._srtp_profiles = list(_PROFILES.values())
        self._set_role(role)
        self.keys: SrtpKeys | None = None

    def _setup_srtp(self) -> None:
        """Called by aiortc when the handshake is done and the peer's certificate is the expected one."""
        connection = self._connection()
        chosen = connection.get_selected_srtp_profile()
        name = next((name for name, profile in _PROFILES.items() if profile.openssl_profile == chosen), None)
        if name is None:
            return
        profile = _PROFILES[name]
        # RFC 5764 section 4.2: client key, server key, client salt, server salt.
        material = connection.export_keying_material(
            b"EXTRACTOR-dtls_srtp", 2 * (profile.key_length + profile.salt_length)
        )
        of_client, of_server = (profile.get_key_and_salt(material, side) for side in (0, 1))
        send, receive = (of_server, of_client) if self._role == "server" else (of_client, of_server)
        self.keys = SrtpKeys(profile=name, send=send, receive=receive)

    def _connection(self) -> SSL.Connection:
        if self._ssl is None:
            raise RuntimeError("DTLS has not been started")
        return self._ssl

    async def ended(self) -> None:
        """Return when the peer has ended DTLS; raises what aiortc's pump raised, if it broke."""
        if self._task is not None:
            await self._task

    async def finish(self) -> None:
        """Stop, and leave nothing of aiortc running."""
        pump = self._task
        await self.stop()
        if pump is not None:
            await asyncio.wait([pump])

    def say_goodbye(self) -> None:
        """Queue a close_notify (RFC 5246 section 7.2.1), without waiting for an answer."""
        if self._ssl is None or not self.encrypted:
            return
        try:
            self._ssl.shutdown()
            alert = self._ssl.bio_read(_DATAGRAM_BYTES)
        except SSL.Error:
            return
        cast(_RelayPath, self._transport)._transmit(alert)


class DtlsSession:
    """DTLS of one transport: `run` is its whole life."""

    def __init__(
        self,
        certificate: RTCCertificate,
        send: Callable[[bytes], None],
        *,
        handshake_timeout_s: float = HANDSHAKE_TIMEOUT_S,
    ) -> None:
        """Prepare, without starting.

        Args:
            certificate: The node's.
            send: Takes one datagram to the peer; must not block.
            handshake_timeout_s: Counted from `path_works`.
        """
        self._certificate = certificate
        self._path = _RelayPath(send)
        self._path_works = asyncio.Event()
        self._association: _Association | None = None
        self._handshake_timeout_s = handshake_timeout_s
        self.dropped = 0
        """Datagrams that found the inbound queue full."""

    def path_works(self) -> None:
        """ICE has a pair; before that nothing we send would arrive."""
        self._path_works.set()

    def receive(self, datagram: bytes) -> None:
        """Take one DTLS datagram from the peer; dropped when too many wait."""
        if datagram and not self._path.put(datagram):
            self.dropped += 1

    async def run(self, remote: DtlsParameters, secured: Callable[[SrtpKeys], None]) -> None:
        """Shake hands, give the keys to ``secured`` once, return when the peer ends DTLS.

        Cancelling it is safe at any point and loses nothing but the association.

        Raises:
            HandshakeFailed: and ``secured`` has not been called.
        """
        await self._path_works.wait()
        # RFC 5763 section 5: who offers `passive` is the server. aiortc-based clients do that when they send.
        role: Literal["client", "server"] = "client" if remote.role == "server" else "server"
        association = _Association(self._path, self._certificate, role)
        self._association = association
        try:
            await self._shake_hands(association, remote)
            if association.keys is None or association.state != "connected":
                raise HandshakeFailed("DTLS handshake failed")
            secured(association.keys)
            association.keys = None
            await association.ended()
        finally:
            await association.finish()

    async def _shake_hands(self, association: _Association, remote: DtlsParameters) -> None:
        try:
            async with asyncio.timeout(self._handshake_timeout_s):
                await association.start(_fingerprints(remote))
        except TimeoutError as exc:
            raise HandshakeFailed("DTLS handshake timed out") from exc

    def close(self) -> None:
        """Tell the peer that DTLS is over, if it ever began. Whoever owns `run` cancels it."""
        if self._association is not None:
            self._association.say_goodbye()


def _fingerprints(remote: DtlsParameters) -> RTCDtlsParameters:
    return RTCDtlsParameters(
        fingerprints=[RTCDtlsFingerprint(algorithm=item.algorithm, value=item.value) for item in remote.fingerprints]
    )
