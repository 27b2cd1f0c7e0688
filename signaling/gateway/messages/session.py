"""The course of the session."""

from typing import TypeAlias

from signaling.gateway.messages.command_message import CommandMessage


class OpenRoom(CommandMessage, frozen=True, tag="open_room"): ...


class EndSession(CommandMessage, frozen=True, tag="end_session"): ...


SessionMessage: TypeAlias = OpenRoom | EndSession
