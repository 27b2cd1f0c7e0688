"""What follows when somebody comes, drops or goes."""

from signaling.room.decide.draft import Draft
from signaling.room.decide.turns import advance, close_request, close_round, end_turn, interrupted, mode_after
from signaling.room.events import (
    ClockSet,
    HoldAnnounced,
    HoldAverted,
    LeadPassed,
    PhaseChanged,
    SideRoomClosed,
    SilenceSet,
)
from signaling.room.floor import RequestOutcome
from signaling.room.ids import SeatId
from signaling.room.instant import Instant, later
from signaling.room.room import HOLD_AFTER_MS, Phase, Room
from signaling.room.silence import Silence
from signaling.room.turn import Turn


def settle_facilitation(draft: Draft, now: Instant) -> None:
    """Make the lead, the hold and the turn's clock fit who is present; nothing happens if they do already."""
    _pass_lead(draft)
    if draft.room.facilitator_present:
        _resume(draft, now)
    elif draft.room.under_way and draft.room.hold_at is None:
        draft.record(HoldAnnounced(later(now, HOLD_AFTER_MS)))
        _stop_clocks(draft, now)


def leave_circle(draft: Draft, seat: SeatId, now: Instant) -> None:
    """Wind up what somebody who is no longer in the circle had there; a round goes on without them."""
    if draft.room.aside(seat) is not None:
        return_from_side_room(draft, now, foreseen=False)
    close_request(draft, seat, RequestOutcome.WITHDRAWN)
    running = draft.room.floor.round
    if running is not None and running.sharer == seat:
        close_round(draft, mode_after(draft.room))
    interrupt(draft, seat, now)


def interrupt(draft: Draft, seat: SeatId, now: Instant) -> None:
    """Take the floor from ``seat``, which cannot use it now; in a round the turn is offered again before the end."""
    if draft.room.floor.holder != seat:
        return
    end_turn(draft, interrupted(draft.room))
    if draft.room.under_way:
        advance(draft, now)


def return_from_side_room(draft: Draft, now: Instant, *, foreseen: bool) -> None:
    """Bring whoever is in the side room back to the group; their microphones with them only if it was ``foreseen``."""
    draft.record(SideRoomClosed(now, held=not foreseen))
    settle_facilitation(draft, now)


def _pass_lead(draft: Draft) -> None:
    present = [seat.seat for seat in draft.room.seats if seat.present and seat.facilitates]
    if present and draft.room.lead not in present:
        draft.record(LeadPassed(present[0]))


def _resume(draft: Draft, now: Instant) -> None:
    if draft.room.hold_at is not None:
        draft.record(HoldAverted())
    if draft.room.phase is Phase.ON_HOLD:
        draft.record(PhaseChanged(_phase_by_now(draft.room, now), now))
    _start_clocks(draft, now)


def _phase_by_now(room: Room, now: Instant) -> Phase:
    return Phase.CLOSING if now >= room.ends else Phase.OPEN


def _stop_clocks(draft: Draft, now: Instant) -> None:
    floor = draft.room.floor
    _set_clock(draft, floor.turn and floor.turn.stopped(now))
    _set_silence(draft, floor.silence and floor.silence.stopped(now))


def _start_clocks(draft: Draft, now: Instant) -> None:
    floor = draft.room.floor
    _set_clock(draft, floor.turn and floor.turn.started(now))
    _set_silence(draft, floor.silence and floor.silence.started(now))


def _set_clock(draft: Draft, turn: Turn | None) -> None:
    if turn is not None and turn != draft.room.floor.turn:
        draft.record(ClockSet(turn))


def _set_silence(draft: Draft, silence: Silence | None) -> None:
    if silence is not None and silence != draft.room.floor.silence:
        draft.record(SilenceSet(silence))
