"""What a process has in common with the others that serve the same rooms."""

from dataclasses import dataclass

from signaling.placement import OnlyHere, Placement
from signaling.processes import OneProcess, Processes
from signaling.stores import NoRevisions, RevisionBus


@dataclass(frozen=True, slots=True)
class Cluster:
    """The parts of it; see each."""

    bus: RevisionBus
    processes: Processes
    placement: Placement
    secret: str | None = None
    """By which processes know one another on the way to one another's media; ``None``: there is no such way."""

    @classmethod
    def of_one(cls, processes: Processes | None = None) -> "Cluster":
        """For a process that has its rooms to itself."""
        processes = processes or OneProcess()
        return cls(NoRevisions(), processes, OnlyHere(processes.me))
