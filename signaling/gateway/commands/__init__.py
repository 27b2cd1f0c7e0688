"""From the wire's words to the room's."""

from signaling.gateway.commands.to_command import to_command

__all__ = ["to_command"]
