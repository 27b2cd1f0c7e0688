"""Support signals, shields and reactions."""

from signaling.room.commands import AcknowledgeSupport, React, SetShield, SignalSupport
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import facilitator, member_or_waiting, present_member, with_group
from signaling.room.events import Reacted, ShieldSet, SupportAcknowledged, SupportSignalled
from signaling.room.ids import SignalId
from signaling.room.instant import Instant, later
from signaling.room.reaction import REACTION_MS, Reaction
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Phase
from signaling.room.seat import Seat
from signaling.room.support import SUPPORT_SEEN_MS, Signal


def signal_support(draft: Draft, command: SignalSupport, now: Instant) -> None:
    """Tell the facilitators; from the lobby and on hold too. A repeat takes the place of the earlier one."""
    seat = member_or_waiting(draft.room, command.by)
    signal = Signal(_next_id(seat), seat.seat, command.kind, since=now)
    draft.record(SupportSignalled(signal))


def acknowledge_support(draft: Draft, command: AcknowledgeSupport, now: Instant) -> None:
    """Let the sender know that the signal was seen; it is put away a little later."""
    facilitator(draft.room, command.by)
    signal = next((each for each in draft.room.support if each.signal == command.signal), None)
    if signal is None:
        raise Refused(Refusal.UNKNOWN_SIGNAL)
    if not signal.acknowledged:
        draft.record(SupportAcknowledged(signal.signal, command.by, later(now, SUPPORT_SEEN_MS)))


def set_shield(draft: Draft, command: SetShield) -> None:
    """Cut somebody off from the group, or let them come back; on hold too."""
    seat = present_member(draft.room, command.by)
    if seat.shielded is not command.up:
        draft.record(ShieldSet(seat.seat, command.up))


def react(draft: Draft, command: React, now: Instant) -> None:
    """Show the circle a quiet word for some seconds."""
    seat = with_group(draft.room, command.by)
    if draft.room.phase is Phase.ON_HOLD:
        raise Refused(Refusal.WRONG_PHASE)
    if not draft.room.reactions:
        raise Refused(Refusal.REACTIONS_OFF)
    draft.record(Reacted(seat.seat, Reaction(command.kind, later(now, REACTION_MS))))


def _next_id(seat: Seat) -> SignalId:
    """Counted by seat: one number for the whole room would tell a sender how many others had signalled."""
    return SignalId(f"{seat.seat}-{seat.signals + 1}")
