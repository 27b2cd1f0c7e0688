"""What became of the last commands of each seat."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterator

from signaling.room import SeatId
from signaling.stores.store import OUTCOMES_PER_SEAT, CommandKey, Outcome


class Outcomes:
    """Of one room, for stores in memory. Belongs to seats, not to sockets: a command may be repeated on the next one."""

    def __init__(self) -> None:
        self._by_seat: defaultdict[SeatId, OrderedDict[str, Outcome]] = defaultdict(OrderedDict)

    def __iter__(self) -> Iterator[tuple[CommandKey, Outcome]]:
        """All that are known; those of one seat in the order in which they were added."""
        for seat, outcomes in self._by_seat.items():
            for command, outcome in outcomes.items():
                yield CommandKey(seat, command), outcome

    def of(self, key: CommandKey | None) -> Outcome | None:
        """The command's outcome, if it is known."""
        return None if key is None else self._by_seat[key.seat].get(key.command)

    def add(self, key: CommandKey | None, outcome: Outcome) -> Outcome:
        """Keep the outcome of a command unless it has one; returns the one that holds."""
        if key is None:
            return outcome
        known = self._by_seat[key.seat]
        held = known.setdefault(key.command, outcome)
        if len(known) > OUTCOMES_PER_SEAT:
            known.popitem(last=False)
        return held
