"""How evenly a group talks, from seconds of speech alone."""

from collections.abc import Mapping, Sequence
from math import log

from signaling.room.ids import SeatId
from signaling.room.seat import Seat

EARLIER_WEIGHTS = (0.5, 0.25, 0.125, 0.0625)
"""What the last four sessions count for, the latest first, beside 1 for this one: habit matters, tonight matters more."""


def evenness(speech_ms: Sequence[int]) -> float | None:
    """Normalised entropy of how speech is shared out: 0 when one person has it all, 1 when all have the same.

    Args:
        speech_ms: One number a person, 0 for who has said nothing.

    Returns:
        0..1; 1 for one person alone, ``None`` while nobody has spoken.

    >>> round(evenness([600, 600, 600]), 2)
    1.0
    >>> round(evenness([600, 600, 0]), 2)
    0.63
    """
    total = sum(speech_ms)
    if total == 0:
        return None
    if len(speech_ms) == 1:
        return 1.0
    shares = [each / total for each in speech_ms if each > 0]
    return min(1.0, -sum(share * log(share) for share in shares) / log(len(speech_ms)))


def deficits(people: Sequence[Seat]) -> Mapping[SeatId, float]:
    """By how much each of ``people`` falls short of a fair share of speech, in shares; negative for who is ahead.

    The share that is compared is this session's and, weighing less, that of up to four sessions before.
    """
    total = sum(seat.speech_ms for seat in people)
    return {seat.seat: 1 / len(people) - _share(seat, total, fair=1 / len(people)) for seat in people}


def _share(seat: Seat, total_ms: int, *, fair: float) -> float:
    """The weighted share of ``seat``; a fair one as long as nothing is known of anybody."""
    parts = [*zip(EARLIER_WEIGHTS, seat.earlier_shares, strict=False)]
    if total_ms > 0:
        parts.append((1.0, seat.speech_ms / total_ms))
    weight = sum(weight for weight, _ in parts)
    return sum(weight * share for weight, share in parts) / weight if weight > 0 else fair
