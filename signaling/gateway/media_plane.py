"""What the gateway needs of a media node: ``media.Node`` and ``media.Router`` as seen from here."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeAlias

from media import MediaEvent, MediaPolicy, TilePreference, TransportOffer
from media.events import Direction, Json, Kind


class RoomMedia(Protocol):
    """One room's media; see ``media.Router`` for what each call raises."""

    @property
    def rtp_capabilities(self) -> Json:
        """What producers may send here."""

    async def create_transport(
        self, seat: str, direction: Direction, rtp_capabilities: object = None
    ) -> TransportOffer:
        """Open a transport, replacing the seat's earlier one of that direction."""

    async def connect_transport(self, seat: str, transport: str, dtls_parameters: object) -> None:
        """Start the DTLS handshake."""

    async def restart_ice(self, seat: str, transport: str) -> Json:
        """New ICE parameters for a transport."""

    def live_transports(self, seat: str, transports: Sequence[str]) -> list[str]:
        """Those that still live; the seat's consumers are announced again."""

    async def produce(self, seat: str, transport: str, kind: Kind, rtp_parameters: object) -> str:
        """Open a producer, replacing the seat's earlier one of that kind."""

    async def close_producer(self, seat: str, producer: str) -> None:
        """Close a producer."""

    def consumer_ready(self, seat: str, consumer: str) -> None:
        """Let a consumer flow."""

    def prefer(self, seat: str, tiles: Sequence[TilePreference]) -> None:
        """Choose layers by the size at which pictures are shown."""

    def apply(self, policy: MediaPolicy) -> None:
        """Make the room's media be what ``policy`` says; idempotent, total, effective on return."""

    def close_seat(self, seat: str) -> None:
        """Close all that a seat has."""


class MediaPlane(Protocol):
    """All rooms' media."""

    def router(self, room: str) -> RoomMedia:
        """The room's media, opened on first use."""

    async def close_router(self, room: str) -> None:
        """Close a room's media; without any, nothing happens."""

    async def close(self) -> None:
        """Close everything. Idempotent."""


Deliver: TypeAlias = Callable[[str, MediaEvent], None]
"""Takes a room and an event of it; does not block and does not raise."""

StartMedia: TypeAlias = Callable[[Deliver], Awaitable[MediaPlane]]
"""Starts the media plane, which tells its events to the callback: ``lambda deliver: Node.start(config, deliver)``."""
