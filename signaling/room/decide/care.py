"""Support signals."""

from signaling.room.commands import AcknowledgeSupport, SignalSupport
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import facilitator, member
from signaling.room.events import SupportAcknowledged, SupportSignalled
from signaling.room.ids import SignalId
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Room
from signaling.room.seat import Seat, SeatState
from signaling.room.support import Signal


def signal_support(draft: Draft, command: SignalSupport, now: Instant) -> None:
    """Tell the facilitators; from the lobby and on hold too. A repeat takes the place of the earlier one."""
    seat = member(draft.room, command.by)
    if not (seat.present or seat.state is SeatState.LOBBY):
        raise Refused(Refusal.NOT_PRESENT)
    signal = Signal(_next_id(draft.room, seat), seat.seat, command.kind, since=now)
    draft.record(SupportSignalled(signal))


def acknowledge_support(draft: Draft, command: AcknowledgeSupport) -> None:
    """Let the sender know that the signal was seen."""
    facilitator(draft.room, command.by)
    signal = next((each for each in draft.room.support if each.signal == command.signal), None)
    if signal is None:
        raise Refused(Refusal.UNKNOWN_SIGNAL)
    if not signal.acknowledged:
        draft.record(SupportAcknowledged(signal.signal, command.by))


def _next_id(room: Room, seat: Seat) -> SignalId:
    """Counted by seat: one number for the whole room would tell a sender how many others had signalled."""
    return SignalId(f"{room.seats.index(seat)}-{seat.signals + 1}")
