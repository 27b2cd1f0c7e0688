"""Shows one person the room, whole, whenever what that person may see has changed."""

from collections.abc import Callable

from signaling.gateway.packet import event_packet
from signaling.room import Instant, Room, RoomView, SeatId, view
from signaling.stores import Revision


class ViewFeed:
    """What has been shown on one connection."""

    def __init__(self, seat: SeatId, send: Callable[[str], None]) -> None:
        self._seat = seat
        self._send = send
        self._shown: RoomView | None = None

    def show(self, room: Room, revision: Revision, now: Instant) -> bool:
        """Send this person's view if it differs from the last one sent; returns whether it did."""
        seen = view(room, self._seat)
        if seen == self._shown:
            return False
        self._shown = seen
        self._send(event_packet("view", {"revision": revision, "now_ms": now, "view": seen}))
        return True
