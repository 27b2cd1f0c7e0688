"""Browsers' way into the rooms: Socket.IO, namespace /room (docs/protocol.md)."""

from signaling.gateway.admission import Admission, Directory
from signaling.gateway.counters import Snapshot
from signaling.gateway.gateway import Gateway
from signaling.gateway.media_plane import Deliver, MediaPlane, RoomMedia, StartMedia

__all__ = ["Admission", "Deliver", "Directory", "Gateway", "MediaPlane", "RoomMedia", "Snapshot", "StartMedia"]
