"""How the floor moves, and whose microphone is passed on."""

from signaling.room.commands import SetFloorMode, SetMicrophoneRule
from signaling.room.decide.draft import Draft
from signaling.room.decide.turns import close_request, close_round, end_turn
from signaling.room.decide.who import facilitator, session_under_way
from signaling.room.events import FloorModeSet, MicrophoneRuleSet, SilenceSet
from signaling.room.floor import FloorMode, MicrophoneRule, RequestOutcome
from signaling.room.instant import Instant
from signaling.room.place import Outcome
from signaling.room.refused import Refusal, Refused
from signaling.room.silence import Silence

WITH_A_COMMAND_OF_THEIR_OWN = (FloorMode.ROUND, FloorMode.FEEDBACK)


def set_floor_mode(draft: Draft, command: SetFloorMode, now: Instant) -> None:
    """Change the mode. Where everybody may talk no request is left to grant, so they are denied; elsewhere they wait."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    if command.mode in WITH_A_COMMAND_OF_THEIR_OWN:
        raise Refused(Refusal.WRONG_MODE)
    if command.mode is not draft.room.floor.mode:
        _change(draft, command.mode)
    if command.mode is FloorMode.QUIET:
        _set_silence(draft, command.quiet_s, now)


def set_microphone_rule(draft: Draft, command: SetMicrophoneRule) -> None:
    """Change whose audio the relay forwards."""
    facilitator(draft.room, command.by)
    _set_rule(draft, command.rule)


def leave_mode(draft: Draft, mode: FloorMode) -> None:
    """Wind up the turn, the round or the piece that there is, for the floor to move by ``mode``."""
    if draft.room.floor.mode is FloorMode.PIECE:
        _set_rule(draft, draft.room.group_rule)
    close_round(draft, mode)
    end_turn(draft, Outcome.TAKEN)


def _change(draft: Draft, mode: FloorMode) -> None:
    leave_mode(draft, mode)
    if draft.room.floor.mode is not mode:
        draft.record(FloorModeSet(mode))
    if mode is FloorMode.PIECE:
        _set_rule(draft, MicrophoneRule.STRICT)
    if mode is FloorMode.OPEN:
        for request in draft.room.floor.queue:
            close_request(draft, request.seat, RequestOutcome.DENIED)


def _set_rule(draft: Draft, rule: MicrophoneRule) -> None:
    if draft.room.microphone_rule is not rule:
        draft.record(MicrophoneRuleSet(rule))


def _set_silence(draft: Draft, quiet_s: int | None, now: Instant) -> None:
    silence = Silence(remaining_ms=None if quiet_s is None else quiet_s * 1000)
    if draft.room.facilitator_present:
        silence = silence.started(now)
    if silence != draft.room.floor.silence:
        draft.record(SilenceSet(silence))
