"""What each person may see of a room."""

from signaling.room.view.whole import view

__all__ = ["view"]
