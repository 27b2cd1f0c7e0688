"""The floor and its clock."""

from typing import Annotated, Literal, TypeAlias

import msgspec

from signaling.gateway.messages.bounds import Opaque
from signaling.gateway.messages.command_message import CommandMessage, SeatMessage
from signaling.room.floor import MicrophoneRule, QueueOrder
from signaling.room.round import RoundOrder

MAX_CHOSEN = 12
"""As many as the largest group has members."""

MAX_POSITION = 64
MAX_PROMPT = 200

Seconds: TypeAlias = Annotated[int, msgspec.Meta(ge=10, le=3600)]
"""On the clock of a turn or a silence."""
TurnNumber: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class RequestFloor(CommandMessage, frozen=True, tag="request_floor"): ...


class WithdrawRequest(CommandMessage, frozen=True, tag="withdraw_request"): ...


class _TurnMessage(CommandMessage, frozen=True, kw_only=True):
    turn: TurnNumber | None = None
    """The turn that is meant; refused as stale when the floor has moved on."""


class PassTurn(_TurnMessage, frozen=True, tag="pass_turn", kw_only=True):
    for_now: bool


class ReleaseFloor(_TurnMessage, frozen=True, tag="release_floor", kw_only=True): ...


class HandPiece(SeatMessage, frozen=True, tag="hand_piece"): ...


class StopFeedback(CommandMessage, frozen=True, tag="stop_feedback"): ...


class SetFloorMode(CommandMessage, frozen=True, tag="set_floor_mode", kw_only=True):
    mode: Literal["open", "queue", "piece", "quiet"]
    quiet_s: Seconds | None = None


class SetMicrophoneRule(CommandMessage, frozen=True, tag="set_microphone_rule", kw_only=True):
    rule: MicrophoneRule


class StartRound(CommandMessage, frozen=True, tag="start_round", kw_only=True):
    turn_s: Seconds | None
    order: RoundOrder = RoundOrder.CIRCLE
    seats: Annotated[tuple[Opaque, ...], msgspec.Meta(max_length=MAX_CHOSEN)] = ()
    """Who comes first in a ``chosen`` order."""
    prompt: Annotated[str, msgspec.Meta(max_length=MAX_PROMPT)] | None = None

    def __post_init__(self) -> None:
        """Refuse an order in which somebody comes twice; msgspec makes it a ``ValidationError``."""
        if len(set(self.seats)) != len(self.seats):
            raise ValueError("a seat twice")


class StartFeedback(SeatMessage, frozen=True, tag="start_feedback", kw_only=True):
    turn_s: Seconds | None


class InsertTurn(SeatMessage, frozen=True, tag="insert_turn"): ...


class DenyRequest(SeatMessage, frozen=True, tag="deny_request"): ...


class SetQueueOrder(CommandMessage, frozen=True, tag="set_queue_order", kw_only=True):
    order: QueueOrder


class MoveRequest(SeatMessage, frozen=True, tag="move_request", kw_only=True):
    position: Annotated[int, msgspec.Meta(ge=1, le=MAX_POSITION)]


class GrantFloor(SeatMessage, frozen=True, tag="grant_floor"): ...


class RevokeFloor(_TurnMessage, frozen=True, tag="revoke_floor", kw_only=True): ...


class NextTurn(_TurnMessage, frozen=True, tag="next_turn", kw_only=True): ...


class ExtendTurn(_TurnMessage, frozen=True, tag="extend_turn", kw_only=True):
    extend_s: Annotated[int, msgspec.Meta(ge=5, le=600)]


class SkipTurn(_TurnMessage, frozen=True, tag="skip_turn", kw_only=True): ...


class EndRound(CommandMessage, frozen=True, tag="end_round"): ...


class SetClock(CommandMessage, frozen=True, tag="set_clock", kw_only=True):
    paused: bool


FloorMessage: TypeAlias = (
    RequestFloor
    | WithdrawRequest
    | PassTurn
    | ReleaseFloor
    | HandPiece
    | StopFeedback
    | SetFloorMode
    | SetMicrophoneRule
    | StartRound
    | StartFeedback
    | InsertTurn
    | DenyRequest
    | SetQueueOrder
    | MoveRequest
    | GrantFloor
    | RevokeFloor
    | NextTurn
    | ExtendTurn
    | SkipTurn
    | EndRound
    | SetClock
)
