"""The facilitators by themselves, after the members have gone."""

from signaling.room.commands import StartDebrief
from signaling.room.decide.attendance import return_from_side_room
from signaling.room.decide.draft import Draft
from signaling.room.decide.mode import leave_mode
from signaling.room.decide.session import leave_nothing_open
from signaling.room.decide.who import facilitator, session_under_way
from signaling.room.events import DebriefStarted, FloorModeSet, SeatLeft
from signaling.room.floor import FloorMode
from signaling.room.instant import Instant
from signaling.room.seat import SeatState


def start_debrief(draft: Draft, command: StartDebrief, now: Instant) -> None:
    """Let everybody but the facilitators go, with nothing left open."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    if draft.room.debrief:
        return
    if draft.room.side_room is not None:
        return_from_side_room(draft, now, foreseen=False)
    leave_nothing_open(draft)
    leave_mode(draft, FloorMode.OPEN)
    if draft.room.floor.mode is not FloorMode.OPEN:
        draft.record(FloorModeSet(FloorMode.OPEN))
    draft.record(DebriefStarted())
    for seat in draft.room.seats:
        if not seat.facilitates and (seat.in_circle or seat.state is SeatState.LOBBY):
            draft.record(SeatLeft(seat.seat, now))
