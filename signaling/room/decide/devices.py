"""Microphones and cameras, one's own and everybody's."""

from signaling.room.commands import AskToUnmute, Mute, MuteAll, SetDevices
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import facilitator, member_in_circle, present, present_member
from signaling.room.events import DevicesSet, MuteLifted, SeatMuted
from signaling.room.refused import Refusal, Refused
from signaling.room.seat import Seat


def set_devices(draft: Draft, command: SetDevices) -> None:
    """Note what somebody opened or closed."""
    seat = present(draft.room, command.by)
    if command.microphone and seat.muted:
        raise Refused(Refusal.MUTED)
    if (seat.microphone, seat.camera) != (command.microphone, command.camera):
        draft.record(DevicesSet(seat.seat, microphone=command.microphone, camera=command.camera))


def mute(draft: Draft, command: Mute) -> None:
    """Block one microphone."""
    facilitator(draft.room, command.by)
    _block(draft, member_in_circle(draft.room, command.seat))


def mute_all(draft: Draft, command: MuteAll) -> None:
    """Block every microphone but the facilitators'."""
    facilitator(draft.room, command.by)
    for seat in draft.room.circle:
        if not seat.facilitates:
            _block(draft, seat)


def ask_to_unmute(draft: Draft, command: AskToUnmute) -> None:
    """Lift the block and ask the person to open the microphone; nobody is asked to open one that is open.

    Somebody whose connection dropped is not asked: a page that never heard of the block would open again by itself.
    """
    facilitator(draft.room, command.by)
    seat = present_member(draft.room, command.seat)
    if seat.muted or not (seat.microphone or seat.unmute_asked):
        draft.record(MuteLifted(seat.seat, asked=True))


def _block(draft: Draft, seat: Seat) -> None:
    if not seat.muted:
        draft.record(SeatMuted(seat.seat))
