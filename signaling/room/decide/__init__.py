"""What happens if a command arrives."""

from signaling.room.decide.dispatch import decide

__all__ = ["decide"]
