"""DTLS of the server against aiortc as the browser's side, over loopback sockets."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest
from aiortc import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    RTCIceTransport,
)
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    SRTPProtectionProfile,
)

from media.dtls import INBOUND_QUEUE_DATAGRAMS, DtlsSession, HandshakeFailed
from media.rtp_parameters import DtlsFingerprint, DtlsParameters
from media.srtp_keys import SrtpKeys

TIMEOUT_S = 10


class Datagrams(asyncio.DatagramProtocol):
    """One end of a UDP path."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._take(data)


class Browser:
    """aiortc's DTLS on a socket of its own."""

    role = "controlling"

    def __init__(self, dtls_role: str, profiles: list[SRTPProtectionProfile]) -> None:
        self.certificate = RTCCertificate.generateCertificate()
        self.inbound: asyncio.Queue[bytes] = asyncio.Queue()
        self.socket: asyncio.DatagramTransport | None = None
        self.dtls = RTCDtlsTransport(cast(RTCIceTransport, self), [self.certificate])
        self.dtls._set_role(dtls_role)
        self.dtls._srtp_profiles = profiles

    async def _recv(self) -> bytes:
        return await self.inbound.get()

    async def _send(self, data: bytes) -> None:
        assert self.socket is not None
        self.socket.sendto(data)

    def parameters(self, role: str) -> DtlsParameters:
        fingerprints = tuple(
            DtlsFingerprint(algorithm=item.algorithm, value=item.value)
            for item in self.certificate.getFingerprints()
            if item.algorithm == "sha-256"
        )
        return DtlsParameters(fingerprints=fingerprints, role="client" if role == "client" else "server")


class Pair:
    """A server session and a browser with a path between them."""

    def __init__(self, browser_role: str, profiles: list[SRTPProtectionProfile]) -> None:
        self.certificate = RTCCertificate.generateCertificate()
        self.browser = Browser(browser_role, profiles)
        self.remote = self.browser.parameters(browser_role)
        self.keys: list[SrtpKeys] = []
        self.secured = asyncio.Event()
        self._socket: asyncio.DatagramTransport | None = None
        self.session = DtlsSession(self.certificate, self._send, handshake_timeout_s=TIMEOUT_S)

    def _send(self, datagram: bytes) -> None:
        assert self._socket is not None
        self._socket.sendto(datagram)

    def take_keys(self, keys: SrtpKeys) -> None:
        self.keys.append(keys)
        self.secured.set()

    async def connect_browser(self) -> None:
        fingerprints = [
            RTCDtlsFingerprint(item.algorithm, item.value)
            for item in self.certificate.getFingerprints()
            if item.algorithm == "sha-256"
        ]
        await self.browser.dtls.start(RTCDtlsParameters(fingerprints))

    @asynccontextmanager
    async def path(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        ends = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        for end in ends:
            end.bind(("127.0.0.1", 0))
            end.setblocking(False)
        ends[0].connect(ends[1].getsockname())
        ends[1].connect(ends[0].getsockname())
        server, _ = await loop.create_datagram_endpoint(lambda: Datagrams(self.session.receive), sock=ends[0])
        client, _ = await loop.create_datagram_endpoint(
            lambda: Datagrams(self.browser.inbound.put_nowait), sock=ends[1]
        )
        self._socket, self.browser.socket = server, client
        self.session.path_works()
        try:
            yield
        finally:
            pump = self.browser.dtls._task
            await self.browser.dtls.stop()
            if pump is not None:
                await asyncio.wait([pump])
            server.close()
            client.close()


ALL = [SRTP_AEAD_AES_256_GCM, SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80]


@pytest.mark.parametrize("browser_role", ["client", "server"])
@pytest.mark.parametrize(
    ("profiles", "chosen", "length"),
    [
        (ALL, "AEAD_AES_256_GCM", 44),
        ([SRTP_AEAD_AES_128_GCM], "AEAD_AES_128_GCM", 28),
        ([SRTP_AES128_CM_SHA1_80], "AES128_CM_SHA1_80", 30),
    ],
)
async def test_both_sides_derive_the_same_keys(
    browser_role: str, profiles: list[SRTPProtectionProfile], chosen: str, length: int
) -> None:
    pair = Pair(browser_role, profiles)
    async with asyncio.timeout(TIMEOUT_S), pair.path(), asyncio.TaskGroup() as group:
        browser = group.create_task(pair.connect_browser())
        server = group.create_task(pair.session.run(pair.remote, pair.take_keys))
        await pair.secured.wait()
        await browser
        connection = pair.browser.dtls._ssl
        assert connection is not None
        material = connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * length)
        server.cancel()

    [keys] = pair.keys
    profile = profiles[0]
    of_client, of_server = (profile.get_key_and_salt(material, side) for side in (0, 1))
    assert keys.profile == chosen
    assert len(keys.send) == len(keys.receive) == length
    expected = (of_server, of_client) if browser_role == "client" else (of_client, of_server)
    assert (keys.send, keys.receive) == expected
    assert keys.send.hex() not in repr(keys)


async def test_the_browsers_goodbye_ends_the_session() -> None:
    pair = Pair("client", ALL)
    async with asyncio.timeout(TIMEOUT_S), pair.path(), asyncio.TaskGroup() as group:
        server = group.create_task(pair.session.run(pair.remote, pair.take_keys))
        await pair.connect_browser()
        await pair.secured.wait()
        await pair.browser.dtls.stop()
        await server

    assert len(pair.keys) == 1


async def test_our_goodbye_reaches_the_browser() -> None:
    pair = Pair("client", ALL)
    async with asyncio.timeout(TIMEOUT_S), pair.path(), asyncio.TaskGroup() as group:
        server = group.create_task(pair.session.run(pair.remote, pair.take_keys))
        await pair.connect_browser()
        await pair.secured.wait()
        closed = asyncio.Event()
        pair.browser.dtls.on("statechange", closed.set)
        pair.session.close()
        server.cancel()
        await closed.wait()

    assert pair.browser.dtls.state == "closed"


async def test_another_certificate_than_announced_fails() -> None:
    pair = Pair("client", ALL)
    stranger = Browser("client", ALL).parameters("client")
    async with asyncio.timeout(TIMEOUT_S), pair.path():
        connecting = asyncio.create_task(pair.connect_browser())
        with pytest.raises(HandshakeFailed):
            await pair.session.run(stranger, pair.take_keys)
        await connecting

    assert pair.keys == []


async def test_no_profile_in_common_fails() -> None:
    pair = Pair("client", ALL)
    pair.browser.dtls._srtp_profiles = [
        SRTPProtectionProfile(
            libsrtp_profile=2, openssl_profile=b"SRTP_AES128_CM_SHA1_32", key_length=16, salt_length=14
        )
    ]
    async with asyncio.timeout(TIMEOUT_S), pair.path():
        connecting = asyncio.create_task(pair.connect_browser())
        with pytest.raises(HandshakeFailed):
            await pair.session.run(pair.remote, pair.take_keys)
        connecting.cancel()
        await asyncio.wait([connecting])

    assert pair.keys == []


async def test_silence_and_garbage_end_in_a_timeout() -> None:
    sent: list[bytes] = []
    session = DtlsSession(RTCCertificate.generateCertificate(), sent.append, handshake_timeout_s=0.2)
    session.path_works()
    for length in (0, 1, 13, 1500):
        session.receive(bytes([22]) * length)
    with pytest.raises(HandshakeFailed, match="timed out"):
        await session.run(Browser("client", ALL).parameters("client"), lambda _keys: None)


async def test_a_flood_is_dropped_not_kept() -> None:
    session = DtlsSession(RTCCertificate.generateCertificate(), lambda _datagram: None)
    for _ in range(1000):
        session.receive(b"\x16")
    assert session.dropped == 1000 - INBOUND_QUEUE_DATAGRAMS
