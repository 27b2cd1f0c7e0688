"""A room as this process has it: its last revision and who of it is connected here."""

from collections.abc import Iterator

from signaling.clock import Clock
from signaling.gateway.answer import WireError, sentence
from signaling.gateway.connection import Connection
from signaling.gateway.nodes.order import order_of
from signaling.gateway.nodes.placed import PlacedMedia
from signaling.gateway.views import Showing
from signaling.room import DeviceId, Phase, Refusal, Room, SeatId, SeatState
from signaling.stores import Kept, Revision


class LiveRoom:
    """Makes media, connections and screens follow the room's last known revision.

    What follows is computed from the room, so a revision that was skipped costs nothing.
    """

    def __init__(self, media: PlacedMedia, clock: Clock) -> None:
        self.media = media
        self._clock = clock
        self.expected = 0
        """Connections that are being let in."""
        self.hosts = False
        """Whether other processes have asked for the room's media here."""
        self.kept: Kept | None = None
        """The room's last known state."""
        self._connections: dict[SeatId, Connection] = {}

    def __iter__(self) -> Iterator[Connection]:
        """The connections, one a seat at most."""
        return iter(tuple(self._connections.values()))

    def __len__(self) -> int:
        return len(self._connections)

    @property
    def room(self) -> Room | None:
        """The room as it is known."""
        return None if self.kept is None else self.kept.room

    @property
    def unused(self) -> bool:
        """Whether nothing is known of the room, and nobody is on the way to it."""
        return self.kept is None and not self._connections and not self.expected and not self.hosts

    def connection_of(self, seat: SeatId) -> Connection | None:
        """The seat's connection, if it is here."""
        return self._connections.get(seat)

    def add(self, connection: Connection) -> None:
        """The room has accepted this connection; an earlier one of the seat has been told goodbye by `follow`."""
        self._connections[connection.seat] = connection

    def discard(self, connection: Connection) -> None:
        """The connection has ended."""
        if self._connections.get(connection.seat) is connection:
            del self._connections[connection.seat]

    def follow(self, room: Room, revision: Revision) -> None:
        """Make everything here be as ``room`` says: media first, then goodbyes, then views; nothing if it is outdated."""
        kept = Kept(room, revision)
        if self.kept is not None and (revision < self.kept.revision or self.kept == kept):
            return
        self.kept = kept
        self.media.tell(order_of(kept))
        showing = Showing(kept, self._clock.now())
        for connection in self:
            self._show(connection, showing)

    def show(self, connection: Connection) -> None:
        """Show a connection the room as it is, or the door if it has no business here any more."""
        if self.kept is not None:
            self._show(connection, Showing(self.kept, self._clock.now()))

    def _show(self, connection: Connection, showing: Showing) -> None:
        reason = self._reason_to_go(showing.room, connection)
        if reason is None:
            connection.show(showing)
        else:
            # Let go by the others while this process did not answer, a page comes back by itself.
            connection.say_goodbye(reason, for_good=reason.code != Refusal.CLOSING)
            self.discard(connection)

    def device_of(self, seat: SeatId) -> DeviceId | None:
        """The device that is in the room on this seat, ``None`` when there is none."""
        found = self.room.find(seat) if self.room is not None else None
        return found.device if found is not None and found.present else None

    def _reason_to_go(self, room: Room, connection: Connection) -> WireError | None:
        seat = room.find(connection.seat)
        if room.phase is Phase.ENDED:
            return sentence(Refusal.ENDED)
        if seat is None or seat.state is SeatState.REMOVED:
            return sentence(Refusal.DECLINED if seat is not None and seat.declined else Refusal.REMOVED)
        if seat.state is SeatState.LEFT:
            return sentence(Refusal.ENDED if room.debrief else Refusal.LEFT)
        if seat.connection is None:
            return sentence(Refusal.CLOSING)
        return sentence(Refusal.REPLACED) if seat.connection != connection.id else None
