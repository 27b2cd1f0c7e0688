"""Names of things, opaque to the room; all come from outside except signal and line ids, which the room makes."""

from typing import NewType

RoomId = NewType("RoomId", str)
"""One live meeting; the opaque id of its session."""

SeatId = NewType("SeatId", str)
"""One person's place in one room; the opaque id of the member."""

DeviceId = NewType("DeviceId", str)
"""One browser tab of one person; survives a reload, not a second tab."""

ConnectionId = NewType("ConnectionId", str)
"""One socket of one device; a reconnect has a new one, so that news of the old one's end is known to be stale."""

SignalId = NewType("SignalId", str)
"""One support signal, unique in its room and telling nothing about anybody else's signals."""

LineId = NewType("LineId", str)
"""One written line, unique in its room and telling nothing about lines to anybody else."""
