"""Events applied to a room."""

from signaling.room.evolve.dispatch import evolve

__all__ = ["evolve"]
