"""Shows one person the room, whole, whenever what that person may see has changed."""

from collections.abc import Callable
from dataclasses import fields

import msgspec

from signaling.gateway.packet import event_packet
from signaling.room import Instant, Room, RoomView, Scene, SeatId
from signaling.stores import Kept

_PARTS = tuple(field.name for field in fields(RoomView))


class Showing:
    """One revision of a room on its way to several screens: what is the same for all is encoded once."""

    def __init__(self, kept: Kept, now: Instant) -> None:
        self._scene = Scene(kept.room)
        self._revision = kept.revision
        self._now = now
        self._encoded: dict[int, tuple[object, msgspec.Raw]] = {}
        """By identity; with the object itself, so that no other takes its identity."""

    @property
    def room(self) -> Room:
        """The room that is shown."""
        return self._scene.room

    def seen_by(self, seat: SeatId) -> RoomView:
        """What this person may see."""
        return self._scene.seen_by(seat)

    def packet(self, view: RoomView) -> str:
        """The event that shows a view."""
        parts = {name: self._part(getattr(view, name)) for name in _PARTS}
        return event_packet("view", {"revision": self._revision, "now_ms": self._now, "view": parts})

    def _part(self, part: object) -> msgspec.Raw:
        known = self._encoded.get(id(part))
        if known is None:
            known = self._encoded[id(part)] = (part, msgspec.Raw(msgspec.json.encode(part)))
        return known[1]


class ViewFeed:
    """What has been shown on one connection."""

    def __init__(self, seat: SeatId, send: Callable[[str], None]) -> None:
        self._seat = seat
        self._send = send
        self._shown: RoomView | None = None

    def show(self, showing: Showing) -> bool:
        """Send this person's view if it differs from the last one sent; returns whether it did."""
        seen = showing.seen_by(self._seat)
        if seen == self._shown:
            return False
        self._shown = seen
        self._send(showing.packet(seen))
        return True
