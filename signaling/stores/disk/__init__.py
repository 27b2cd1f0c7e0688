"""Rooms in memory that outlive their process: every change is also in a file before anybody is told of it."""

from signaling.stores.disk.process import DiskProcess
from signaling.stores.disk.store import DiskStore

__all__ = ["DiskProcess", "DiskStore"]
