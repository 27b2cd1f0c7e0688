"""The floor and its clock."""

from typing import Annotated, Literal, TypeAlias

import msgspec

from signaling.gateway.messages.command_message import CommandMessage, SeatMessage
from signaling.room.floor import MicrophoneRule


class RequestFloor(CommandMessage, frozen=True, tag="request_floor"): ...


class WithdrawRequest(CommandMessage, frozen=True, tag="withdraw_request"): ...


class PassTurn(CommandMessage, frozen=True, tag="pass_turn", kw_only=True):
    for_now: bool


class ReleaseFloor(CommandMessage, frozen=True, tag="release_floor"): ...


class SetFloorMode(CommandMessage, frozen=True, tag="set_floor_mode", kw_only=True):
    mode: Literal["open", "queue"]


class SetMicrophoneRule(CommandMessage, frozen=True, tag="set_microphone_rule", kw_only=True):
    rule: MicrophoneRule


class StartRound(CommandMessage, frozen=True, tag="start_round", kw_only=True):
    turn_s: Annotated[int, msgspec.Meta(ge=10, le=3600)] | None


class GrantFloor(SeatMessage, frozen=True, tag="grant_floor"): ...


class RevokeFloor(CommandMessage, frozen=True, tag="revoke_floor"): ...


class NextTurn(CommandMessage, frozen=True, tag="next_turn"): ...


class ExtendTurn(CommandMessage, frozen=True, tag="extend_turn", kw_only=True):
    extend_s: Annotated[int, msgspec.Meta(ge=5, le=600)]


class SkipTurn(CommandMessage, frozen=True, tag="skip_turn"): ...


class EndRound(CommandMessage, frozen=True, tag="end_round"): ...


class SetClock(CommandMessage, frozen=True, tag="set_clock", kw_only=True):
    paused: bool


FloorMessage: TypeAlias = (
    RequestFloor
    | WithdrawRequest
    | PassTurn
    | ReleaseFloor
    | SetFloorMode
    | SetMicrophoneRule
    | StartRound
    | GrantFloor
    | RevokeFloor
    | NextTurn
    | ExtendTurn
    | SkipTurn
    | EndRound
    | SetClock
)
