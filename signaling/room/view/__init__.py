"""What each person may see of a room."""

from signaling.room.view.whole import Scene, view

__all__ = ["Scene", "view"]
