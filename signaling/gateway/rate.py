"""How much one connection, or one address, may ask for."""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from signaling.room import Instant


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many a second afterwards."""

    burst: int
    per_s: float


COMMANDS = Rate(burst=20, per_s=5)
"""A facilitator admitting eight people one by one stays far below it."""
MEDIA = Rate(burst=200, per_s=50)
"""Joining a room of 14 takes about 60 at once (two answers for each of 26 tracks); a page that is resized tells its tiles
often."""
JOINS = Rate(burst=60, per_s=5)
"""Of one address: a clinic's whole group behind one address may return at the same moment."""
ARRIVALS = Rate(burst=120, per_s=10)
"""Sockets of one address, before anything is known of them. Each may wait some seconds to be let in: no stranger holds more
than a few hundred of all that a process takes."""

FLOOD_REFUSALS = 200
FLOOD_PAUSE_MS = 1_000
"""A second without a refusal ends the row of refusals."""

MAX_ADDRESSES = 4_096


class TokenBucket:
    """Lets through what a ``Rate`` allows."""

    def __init__(self, rate: Rate, now: Instant) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._since = now

    def take(self, now: Instant) -> bool:
        """Whether one more is allowed at ``now``."""
        earned = (now - self._since) / 1000 * self._rate.per_s
        self._tokens = min(self._rate.burst, self._tokens + earned)
        self._since = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class RefusalRow:
    """Counts refusals in a row."""

    def __init__(self) -> None:
        self._length = 0
        self._last = Instant(0)

    def add(self, now: Instant) -> bool:
        """Count one more; whether that makes it a flood."""
        self._length = self._length + 1 if now - self._last < FLOOD_PAUSE_MS else 1
        self._last = now
        return self._length > FLOOD_REFUSALS


class AddressLimit:
    """A bucket for each address that asked of late, the least recent forgotten first."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def take(self, address: str, now: Instant) -> bool:
        """Whether one more is allowed to this address."""
        prefix = address_prefix(address)
        bucket = self._buckets.pop(prefix, None) or TokenBucket(self._rate, now)
        self._buckets[prefix] = bucket
        if len(self._buckets) > MAX_ADDRESSES:
            self._buckets.popitem(last=False)
        return bucket.take(now)


def address_prefix(address: str) -> str:
    """What one household or attacker has: an IPv4 address, or an IPv6 /64.

    >>> address_prefix("192.0.2.7")
    '192.0.2.7/32'
    >>> address_prefix("2001:db8::1:2:3:4")
    '2001:db8::/64'
    >>> address_prefix("a unix socket")
    'a unix socket'
    """
    try:
        bits = 64 if ip_address(address).version == 6 else 32
    except ValueError:
        return address
    return str(ip_network((address, bits), strict=False))
