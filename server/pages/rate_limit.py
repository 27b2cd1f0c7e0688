"""How often one network may ask."""

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_s: float


class RateLimit:
    """Token buckets by key: `burst` at once, `per_s` a second afterwards.

    Holds at most `keys` buckets. When there are more, the one unused for longest is forgotten, which is to say full
    again: a flood from very many networks can at worst buy each of them another burst.
    """

    def __init__(self, *, burst: int, per_s: float, keys: int = 10_000) -> None:
        self._burst = burst
        self._per_s = per_s
        self._keys = keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allows(self, key: str, now_s: float) -> bool:
        """Whether `key` may ask at `now_s` (monotonic); if so, this counts."""
        bucket = self._buckets.setdefault(key, _Bucket(self._burst, now_s))
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now_s - bucket.filled_s) * self._per_s)
        bucket.filled_s = now_s
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True
