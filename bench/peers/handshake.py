"""ICE and DTLS with another SFU, up to the keys; the load generator takes it from there."""

import asyncio
import secrets
from typing import Literal, cast

from aioice import stun

from bench.peers.identity import Identity
from bench.peers.private_network import ADDRESS
from bench.peers.sdp import RemoteSide
from bench.relay.failure import BenchFailed
from media.dtls import DtlsSession, HandshakeFailed
from media.rtp_parameters import DtlsFingerprint, DtlsParameters
from media.srtp_keys import SrtpKeys

WITHIN_S = 10.0
_CHECK_EVERY_S = 0.05
_FIRST_OF_STUN = 3
"""The first byte of a STUN message is at most this (RFC 7983)."""


class Way(asyncio.DatagramProtocol):
    """A UDP socket of ours with an SFU at the other end."""

    def __init__(self, identity: Identity, remote: RemoteSide) -> None:
        """Use `shake_hands`."""
        self._identity = identity
        self._remote = remote
        self._transport: asyncio.DatagramTransport | None = None
        self._session = DtlsSession(identity.certificate, self._send)
        self.works = asyncio.Event()
        self.keys: asyncio.Future[SrtpKeys] = asyncio.get_running_loop().create_future()

    @property
    def username(self) -> str:
        """Of our ICE checks."""
        return f"{self._remote.ufrag}:{self._identity.ufrag}"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is bound."""
        # The selector loop's own class is none by inheritance before Python 3.12.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, _: object) -> None:
        """Something came."""
        if data and data[0] <= _FIRST_OF_STUN:
            self._take(stun.parse_message(data))
        else:
            self._session.receive(data)

    def _take(self, message: stun.Message) -> None:
        """Note an answer; answer a check: not every ICE-lite SFU leaves checks to us."""
        if message.message_class == stun.Class.RESPONSE:
            self.works.set()
        elif message.message_class == stun.Class.REQUEST:
            answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, transaction_id=message.transaction_id)
            answer.attributes["XOR-MAPPED-ADDRESS"] = (ADDRESS, self._remote.port)
            answer.add_message_integrity(self._identity.password.encode())
            self._send(bytes(answer))

    async def check(self) -> None:
        """Send ICE checks until one is answered (RFC 8445 section 7.2.4)."""
        while not self.works.is_set():
            message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, transaction_id=secrets.token_bytes(12))
            message.attributes["USERNAME"] = self.username
            message.attributes["PRIORITY"] = 1
            message.attributes["ICE-CONTROLLING"] = 1
            message.attributes["USE-CANDIDATE"] = None
            message.add_message_integrity(self._remote.password.encode())
            self._send(bytes(message))
            try:
                async with asyncio.timeout(_CHECK_EVERY_S):
                    await self.works.wait()
            except TimeoutError:
                continue

    async def run(self) -> None:
        """Check, then shake hands; returns when DTLS has ended or it is cancelled."""
        await self.check()
        self._session.path_works()
        # Our answers say `active`, so who offers `actpass` is the server.
        role: Literal["client", "server"] = "client" if self._remote.setup == "active" else "server"
        algorithm, value = self._remote.fingerprint
        parameters = DtlsParameters(role=role, fingerprints=(DtlsFingerprint(algorithm=algorithm, value=value),))
        try:
            await self._session.run(parameters, self._secured)
        except HandshakeFailed as failure:
            self.keys.set_exception(BenchFailed(f"DTLS failed: {failure}"))

    def _secured(self, keys: SrtpKeys) -> None:
        # The last flight has been sent by now. From now on we are silent: a goodbye would end what the load generator goes on with.
        self._transport = None
        self.keys.set_result(keys)

    def _send(self, datagram: bytes) -> None:
        if self._transport is not None:
            self._transport.sendto(datagram)


async def shake_hands(identity: Identity, remote: RemoteSide) -> str:
    """Agree on keys, and let the socket go; the words of the load generator's line for this leg.

    Raises:
        BenchFailed: it does not come about.
    """
    loop = asyncio.get_running_loop()
    transport, way = await loop.create_datagram_endpoint(
        lambda: Way(identity, remote), local_addr=(ADDRESS, 0), remote_addr=(ADDRESS, remote.port)
    )
    local_port = transport.get_extra_info("sockname")[1]
    running = asyncio.create_task(way.run())
    try:
        async with asyncio.timeout(WITHIN_S):
            keys = await way.keys
    except TimeoutError as failure:
        raise BenchFailed("no association: ICE or DTLS gets no answer") from failure
    finally:
        running.cancel()
        await asyncio.wait([running])
        transport.close()
    return (
        f"local={ADDRESS}:{local_port} remote={ADDRESS}:{remote.port} username={way.username} "
        f"password={remote.password} profile={keys.profile} send_key={keys.send.hex()} receive_key={keys.receive.hex()}"
    )
