"""The rooms that this process has people or media of, and what follows from each of their changes."""

from collections.abc import Callable, Mapping, Sequence

from signaling.clock import Clock
from signaling.gateway.admission import Directory
from signaling.gateway.follower import Follower
from signaling.gateway.live_room import LiveRoom
from signaling.gateway.nodes.placed import PlacedMedia
from signaling.hub import Hub
from signaling.room import Event, Phase, Room, RoomId, SeatId, SeatState, legacy
from signaling.stores import Kept, Revision, RevisionBus, RoomStore
from signaling.supervisor import Supervisor


class LiveRooms:
    """By id, each as it was last known; whoever changes them, they are followed."""

    def __init__(
        self,
        store: RoomStore,
        clock: Clock,
        bus: RevisionBus,
        directory: Directory,
        supervisor: Supervisor,
        media_of: Callable[[RoomId], PlacedMedia],
    ) -> None:
        self.hub = Hub(store, clock, self._committed)
        self.follower = Follower(store, self.hub, bus, self._known, self._learn)
        self._directory = directory
        self._clock = clock
        self._supervisor = supervisor
        self._media_of = media_of
        self._rooms: dict[RoomId, LiveRoom] = {}
        self._revoked: set[tuple[RoomId, SeatId]] = set()

    def __len__(self) -> int:
        return len(self._rooms)

    @property
    def all(self) -> Mapping[RoomId, LiveRoom]:
        """All of them, at this moment."""
        return dict(self._rooms)

    def get(self, room_id: RoomId) -> LiveRoom | None:
        """The room, if this process has it."""
        return self._rooms.get(room_id)

    def enter(self, room_id: RoomId) -> LiveRoom:
        """The room, which this process has from now on until its end."""
        live = self._rooms.get(room_id)
        if live is None:
            live = self._rooms[room_id] = LiveRoom(self._media_of(room_id), self._clock)
            self.follower.follow(room_id)
        return live

    def drop_unused(self, room_id: RoomId) -> None:
        """Forget a room that this process has, after all, nothing of."""
        live = self._rooms.get(room_id)
        if live is not None and live.unused:
            self._drop(room_id)

    def _committed(self, room: Room, revision: Revision, _events: Sequence[Event]) -> None:
        """This process has changed a room, of which it may have nobody itself."""
        self._note(room)
        self._follow(room, revision)

    def _learn(self, kept: Kept) -> None:
        """A room of this process is found to be so in the store."""
        self.hub.watch(kept.room)
        self._note(kept.room)
        self._follow(kept.room, kept.revision)

    def _known(self, room_id: RoomId) -> Kept | None:
        live = self._rooms.get(room_id)
        return live.kept if live is not None else None

    def _note(self, room: Room) -> None:
        """Let the practice know what concerns it, from each process that sees it: the one that did it may be dead."""
        for seat in room.seats:
            if seat.state is SeatState.REMOVED and (room.room, seat.seat) not in self._revoked:
                self._revoked.add((room.room, seat.seat))
                revoked = self._directory.revoke(room.room, seat.seat, seat.removed_for_good)
                self._supervisor.start(revoked, f"room {room.room}: revoke")
        if room.phase is Phase.ENDED:
            self._revoked -= {(room.room, seat.seat) for seat in room.seats}
            ended = self._directory.ended(room.room, legacy(room))
            self._supervisor.start(ended, f"room {room.room}: note the end")

    def _follow(self, room: Room, revision: Revision) -> None:
        live = self._rooms.get(room.room)
        if live is None:
            return
        live.follow(room, revision)
        if room.phase is Phase.ENDED:
            self._drop(room.room)

    def _drop(self, room_id: RoomId) -> None:
        live = self._rooms.pop(room_id)
        self.follower.unfollow(room_id)
        live.media.close()
