"""The course of the session."""

from typing import Annotated, TypeAlias

import msgspec

from signaling.gateway.messages.command_message import CommandMessage

MAX_SEGMENT = 63
"""Far more than an agenda has."""


class OpenRoom(CommandMessage, frozen=True, tag="open_room"): ...


class EndSession(CommandMessage, frozen=True, tag="end_session"): ...


class SetSegment(CommandMessage, frozen=True, tag="set_segment", kw_only=True):
    index: Annotated[int, msgspec.Meta(ge=0, le=MAX_SEGMENT)] | None


class ExtendSession(CommandMessage, frozen=True, tag="extend_session"): ...


class StartDebrief(CommandMessage, frozen=True, tag="start_debrief"): ...


SessionMessage: TypeAlias = OpenRoom | EndSession | SetSegment | ExtendSession | StartDebrief
