"""Care for one another, unseen by the group."""

from typing import TypeAlias

from signaling.gateway.messages.bounds import Opaque
from signaling.gateway.messages.command_message import CommandMessage, SeatMessage
from signaling.room.reaction import ReactionKind
from signaling.room.support import SupportKind


class SignalSupport(CommandMessage, frozen=True, tag="signal_support", kw_only=True):
    kind: SupportKind


class AcknowledgeSupport(CommandMessage, frozen=True, tag="acknowledge_support", kw_only=True):
    signal: Opaque


class SetShield(CommandMessage, frozen=True, tag="set_shield", kw_only=True):
    up: bool


class React(CommandMessage, frozen=True, tag="react", kw_only=True):
    kind: ReactionKind


class Here(CommandMessage, frozen=True, tag="here"): ...


class CheckOn(SeatMessage, frozen=True, tag="check_on"): ...


class OpenSideRoom(SeatMessage, frozen=True, tag="open_side_room"): ...


class CloseSideRoom(CommandMessage, frozen=True, tag="close_side_room"): ...


CareMessage: TypeAlias = (
    SignalSupport | AcknowledgeSupport | SetShield | React | Here | CheckOn | OpenSideRoom | CloseSideRoom
)
