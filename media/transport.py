"""One person's path to the relay: ICE-lite and DTLS."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiortc import RTCCertificate

from media.candidates import PROTOCOLS, candidate
from media.dtls import DtlsSession, HandshakeFailed
from media.errors import AlreadyConnected
from media.events import Direction, Json, TransportState
from media.ortc import ReceiverCapabilities
from media.rtp_parameters import DtlsParameters
from media.srtp_keys import SrtpKeys
from media.tasks import TaskOwner
from media.transport_offer import TransportOffer
from media.turn import NO_TURN, TurnServers

if TYPE_CHECKING:
    from media import _relay
    from media.worker import RelayWorker

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ground:
    """What every transport of a node stands on."""

    worker: "RelayWorker"
    certificate: RTCCertificate
    addresses: Sequence[str]
    """Announced to clients, the preferred one first."""
    tasks: TaskOwner
    turn: TurnServers = NO_TURN


class WebRtcTransport:
    """A transport of one seat. It is owned by its router, which closes it."""

    def __init__(
        self,
        ground: Ground,
        router: int,
        *,
        seat: str,
        direction: Direction,
        receiver: ReceiverCapabilities | None,
        changed: Callable[["WebRtcTransport", TransportState], None],
    ) -> None:
        """Open it at the relay.

        Args:
            ground: The node's.
            router: The worker's number of the room.
            seat: Its owner.
            direction: As the client sees it.
            receiver: What the device can receive; of a ``recv`` transport.
            changed: Told every change of state that was not ordered by `close`. After FAILED and CLOSED the owner
                closes the transport.
        """
        self.id = secrets.token_urlsafe(12)
        self.seat = seat
        self.direction = direction
        self.receiver = receiver
        self.number = ground.worker.new_id()
        self.closed = False
        self._ground = ground
        self._changed = changed
        self._ice = _new_ice_credentials()
        self._has_path = False
        self._secured = False
        self._state: TransportState | None = None
        self._task: asyncio.Task[None] | None = None
        self._mids = 0
        self._ssrcs: set[int] = set()
        self._dtls = DtlsSession(ground.certificate, self._send_dtls)
        ground.worker.open_transport(self.number, router, *self._ice, self)

    def offer(self) -> TransportOffer:
        """What the client needs to reach this transport."""
        return TransportOffer(
            id=self.id,
            ice_parameters=self._ice_parameters(),
            ice_candidates=[
                candidate(address, self._ground.worker.port, protocol, preference)
                for protocol in PROTOCOLS
                for preference, address in enumerate(self._ground.addresses)
            ],
            dtls_parameters={
                "role": "auto",
                # One digest that every client knows: mediasoup-client reads the last, pymediasoup sha-256 only.
                "fingerprints": [
                    {"algorithm": item.algorithm, "value": item.value}
                    for item in self._ground.certificate.getFingerprints()
                    if item.algorithm == "sha-256"
                ],
            },
            ice_servers=self._ground.turn.ice_servers(),
            ice_transport_policy="relay" if self._ground.turn.only else "all",
        )

    def connect(self, parameters: DtlsParameters) -> None:
        """Start DTLS with the client's parameters, as soon as ICE has a pair.

        Raises:
            AlreadyConnected: parameters were given before.
        """
        if self._task is not None:
            raise AlreadyConnected("This transport has been connected before.")
        self._task = self._ground.tasks.start(self._run_dtls(parameters), name=f"dtls {self.id}")

    def restart_ice(self) -> Json:
        """New ICE parameters; the pair in use stays until they have made another."""
        self._ice = _new_ice_credentials()
        self._ground.worker.restart_ice(self.number, *self._ice)
        return self._ice_parameters()

    def new_mid(self) -> str:
        """A MID for the next consumer on this transport."""
        self._mids += 1
        return str(self._mids - 1)

    def new_ssrc(self) -> int:
        """An SSRC that this transport has not sent under before (RFC 3550 section 8.1).

        Small numbers are left alone: mediasoup-client's probator receives 1234.
        """
        while True:
            ssrc = secrets.randbits(32)
            if ssrc > 0xFFFF and ssrc not in self._ssrcs:
                self._ssrcs.add(ssrc)
                return ssrc

    def close(self) -> None:
        """End DTLS and close the transport at the relay. Idempotent; `changed` is not called."""
        if self.closed:
            return
        self.closed = True
        self._dtls.close()
        self._ground.worker.close_transport(self.number)
        if self._task is not None:
            self._task.cancel()

    def on_dtls(self, datagram: bytes) -> None:
        """Take a datagram from the relay."""
        self._dtls.receive(datagram)

    def on_ice(self, state: "_relay.IceState") -> None:
        """Take a change of the path from the relay."""
        self._has_path = state == "connected"
        if self._has_path:
            self._dtls.path_works()
        self._tell()

    def _ice_parameters(self) -> Json:
        ufrag, password = self._ice
        return {"usernameFragment": ufrag, "password": password, "iceLite": True}

    def _send_dtls(self, datagram: bytes) -> None:
        if not self.closed:
            self._ground.worker.send_dtls(self.number, datagram)

    async def _run_dtls(self, parameters: DtlsParameters) -> None:
        try:
            await self._dtls.run(parameters, self._set_keys)
        except HandshakeFailed:
            _log.info("DTLS of transport %s failed", self.id)
            self._end(TransportState.FAILED)
        except Exception:
            self._end(TransportState.FAILED)
            raise
        else:
            self._end(TransportState.CLOSED)

    def _set_keys(self, keys: SrtpKeys) -> None:
        self._ground.worker.set_srtp(self.number, keys)
        self._secured = True
        self._tell()

    def _tell(self) -> None:
        """Report connected or disconnected, whichever is new; before the keys are set there is nothing to tell."""
        state = TransportState.CONNECTED if self._has_path else TransportState.DISCONNECTED
        if self._secured and state is not self._state and not self.closed:
            self._state = state
            self._changed(self, state)

    def _end(self, state: TransportState) -> None:
        self._secured = False
        if not self.closed:
            self._changed(self, state)


def _new_ice_credentials() -> tuple[str, str]:
    """A ufrag and a password in ice-char (RFC 8839 section 5.4), of 96 and 192 random bits."""
    return secrets.token_hex(12), secrets.token_hex(24)
