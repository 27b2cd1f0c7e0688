"""What another SFU has to offer to be measured beside the relay."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RunningRoom:
    """A room of eight at another SFU, its people connected, their media still to come."""

    pid: int
    """The process whose CPU time counts."""
    version: str
    lines: tuple[str, ...]
    """The load generator's line for each leg."""


class Peer(Protocol):
    """Another SFU."""

    @property
    def name(self) -> str:
        """As it is called."""

    def room(self, on: frozenset[int]) -> AbstractAsyncContextManager[RunningRoom]:
        """Run it on these cores, with one room, until the block ends.

        Raises:
            BenchFailed: it is not installed, or does not work.
        """
