"""Taking somebody aside."""

from signaling.room.commands import CloseSideRoom, OpenSideRoom
from signaling.room.decide.attendance import interrupt, return_from_side_room
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import facilitator, facilitator_even_on_hold, present_member, session_under_way
from signaling.room.events import SideRoomOpened
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused
from signaling.room.side_room import SideRoom


def open_side_room(draft: Draft, command: OpenSideRoom, now: Instant) -> None:
    """Take somebody aside; another facilitator keeps the group, and a turn of either is interrupted."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    if draft.room.side_room is not None:
        raise Refused(Refusal.SIDE_ROOM_OPEN)
    seat = present_member(draft.room, command.seat)
    others = draft.room.present - {command.by}
    if not any(each.facilitates and each.seat in others for each in draft.room.seats):
        raise Refused(Refusal.NO_CO_FACILITATOR)
    side_room = SideRoom(command.by, seat.seat)
    draft.record(SideRoomOpened(side_room))
    for each in side_room.pair:
        interrupt(draft, each, now)


def close_side_room(draft: Draft, command: CloseSideRoom, now: Instant) -> None:
    """Bring both back, on hold too. Only who is there themselves can do so without their microphones being closed."""
    facilitator_even_on_hold(draft.room, command.by)
    side_room = draft.room.side_room
    if side_room is None:
        raise Refused(Refusal.NO_SIDE_ROOM)
    return_from_side_room(draft, now, foreseen=command.by == side_room.facilitator)
