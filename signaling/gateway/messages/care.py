"""Care for one another, unseen by the group."""

from typing import TypeAlias

from signaling.gateway.messages.bounds import Opaque
from signaling.gateway.messages.command_message import CommandMessage
from signaling.room.support import SupportKind


class SignalSupport(CommandMessage, frozen=True, tag="signal_support", kw_only=True):
    kind: SupportKind


class AcknowledgeSupport(CommandMessage, frozen=True, tag="acknowledge_support", kw_only=True):
    signal: Opaque


CareMessage: TypeAlias = SignalSupport | AcknowledgeSupport
