"""One room's media: transports, producers, consumers, and the policy over them."""

from collections.abc import Sequence
from dataclasses import dataclass

from media.events import Direction, Json, Kind
from media.policy import MediaPolicy
from media.transport_offer import TransportOffer


@dataclass(frozen=True, slots=True)
class TilePreference:
    """Size in device pixels at which a consumer's picture is shown; 0x0 when it is not."""

    consumer: str
    width: int
    height: int


class Router:
    """Handle of one room's media. Every call is for one seat and touches only that seat's objects.

    Parameters typed `object` are JSON values as a client sent them; they are validated here.
    A call that raises has changed nothing.
    """

    @property
    def rtp_capabilities(self) -> Json:
        """What producers may send here (mediasoup's RtpCapabilities)."""
        raise NotImplementedError

    async def create_transport(
        self, seat: str, direction: Direction, rtp_capabilities: object = None
    ) -> TransportOffer:
        """Open a transport, replacing the seat's earlier one of that direction.

        Args:
            seat: Its owner.
            direction: As the client sees it.
            rtp_capabilities: Of the receiving device; needed for ``recv``, ignored for ``send``.

        Raises:
            SeatNotAllowed: the policy does not name the seat.
            InvalidParameters: the capabilities are not acceptable.
        """
        raise NotImplementedError

    async def connect_transport(self, seat: str, transport: str, dtls_parameters: object) -> None:
        """Give the client's DTLS parameters; returns when the handshake has been started, not done.

        Raises:
            UnknownTransport, AlreadyConnected, InvalidParameters: as named.
        """
        raise NotImplementedError

    async def restart_ice(self, seat: str, transport: str) -> Json:
        """New ICE parameters for a transport; media stays on the old pair until the new one works.

        Raises:
            UnknownTransport: as named.
        """
        raise NotImplementedError

    def live_transports(self, seat: str, transports: Sequence[str]) -> list[str]:
        """Those of ``transports`` that are the seat's and live; the seat's live consumers are offered again."""
        raise NotImplementedError

    async def produce(self, seat: str, transport: str, kind: Kind, rtp_parameters: object) -> str:
        """Open a producer, replacing the seat's earlier one of that kind; returns its id.

        Raises:
            UnknownTransport, InvalidParameters: as named.
        """
        raise NotImplementedError

    async def close_producer(self, seat: str, producer: str) -> None:
        """Close a producer and what others receive of it.

        Raises:
            UnknownProducer: as named.
        """
        raise NotImplementedError

    def consumer_ready(self, seat: str, consumer: str) -> None:
        """The client can receive this consumer: from here it flows, as far as the policy lets it.

        Raises:
            UnknownConsumer: as named.
        """
        raise NotImplementedError

    def prefer(self, seat: str, tiles: Sequence[TilePreference]) -> None:
        """Choose layers by the size at which pictures are shown; consumers that are gone are passed over."""
        raise NotImplementedError

    def apply(self, policy: MediaPolicy) -> None:
        """Make the room's media be what ``policy`` says; idempotent, and total."""
        raise NotImplementedError

    def close_seat(self, seat: str) -> None:
        """Close all the seat's transports, producers and consumers (another device took the seat, say)."""
        raise NotImplementedError
