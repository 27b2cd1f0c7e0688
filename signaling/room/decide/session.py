"""How a session begins and ends."""

from signaling.room.commands import EndSession, OpenRoom
from signaling.room.decide.draft import Draft
from signaling.room.decide.turns import close_round, end_turn
from signaling.room.decide.who import facilitator
from signaling.room.events import PhaseChanged, RequestClosed, SideRoomClosed
from signaling.room.floor import FloorMode, RequestOutcome
from signaling.room.instant import Instant
from signaling.room.place import Outcome
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Phase


def open_doors(draft: Draft, command: OpenRoom, now: Instant) -> None:
    """Begin the session."""
    facilitator(draft.room, command.by)
    if draft.room.phase is not Phase.DOORS_CLOSED:
        raise Refused(Refusal.WRONG_PHASE)
    draft.record(PhaseChanged(Phase.OPEN, now))


def end_session(draft: Draft, command: EndSession, now: Instant) -> None:
    """End the session at once."""
    facilitator(draft.room, command.by)
    end(draft, now)


def end(draft: Draft, now: Instant) -> None:
    """End the session with nothing left open."""
    if draft.room.side_room is not None:
        draft.record(SideRoomClosed(now, held=True))
    leave_nothing_open(draft)
    draft.record(PhaseChanged(Phase.ENDED, now))


def leave_nothing_open(draft: Draft) -> None:
    """Carry over what nobody got to."""
    close_round(draft, FloorMode.OPEN)
    end_turn(draft, Outcome.TAKEN)
    for request in draft.room.floor.queue:
        draft.record(RequestClosed(request.seat, RequestOutcome.CARRIED_OVER))
