"""Books on who is here by which device, and whose microphone was closed by others."""

from signaling.room import (
    Command,
    Connect,
    DevicesSet,
    Event,
    Room,
    SeatConnected,
    SeatId,
    SeatMuted,
    SeatRemoved,
    SetDevices,
    SideRoomClosed,
)


class DeviceBooks:
    """One seat, one device; nobody's microphone is opened from afar; who was removed stays away."""

    def __init__(self) -> None:
        self.silenced: set[SeatId] = set()
        """Muted, or back from a side room unforeseen, and not opened by their owner since."""
        self.removed: set[SeatId] = set()

    def note(self, event: Event, before: Room, command: Command) -> None:
        """Check ``event`` against the books."""
        match event:
            case SeatMuted(seat):
                self.silenced.add(seat)
            case SideRoomClosed(held=True) if before.side_room is not None:
                self.silenced |= set(before.side_room.pair) & {seat.seat for seat in before.circle}
            case DevicesSet(seat, microphone) if isinstance(command, SetDevices):
                assert command.by == seat
                if microphone:
                    self.silenced.discard(seat)
            case DevicesSet(microphone=microphone):
                assert not microphone, "only its owner opens a microphone"
            case SeatRemoved(seat):
                self.removed.add(seat)
            case SeatConnected(seat):
                assert isinstance(command, Connect)
                self._note_connection(seat, before, command)
            case _:
                pass

    def _note_connection(self, seat_id: SeatId, before: Room, command: Connect) -> None:
        """Another device comes in only if the seat is free or its person says so."""
        seat = before.find(seat_id)
        assert seat is not None
        assert seat_id not in self.removed
        assert seat.device in (None, command.device) or not seat.connected or command.takeover
