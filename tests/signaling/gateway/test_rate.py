"""Rates, on a clock that is an argument."""

from signaling.gateway.rate import (
    FLOOD_PAUSE_MS,
    FLOOD_REFUSALS,
    MAX_ADDRESSES,
    AddressLimit,
    Rate,
    RefusalRow,
    TokenBucket,
)
from signaling.room import Instant

START = Instant(1_000_000)


def at(ms: int) -> Instant:
    return Instant(START + ms)


def test_a_burst_and_then_so_many_a_second() -> None:
    bucket = TokenBucket(Rate(burst=3, per_s=2), START)

    taken = [bucket.take(at(ms)) for ms in (0, 0, 0, 0, 499, 500, 501, 1_000)]

    assert taken == [True, True, True, False, False, True, False, True]


def test_a_bucket_never_holds_more_than_a_burst() -> None:
    bucket = TokenBucket(Rate(burst=2, per_s=100), START)

    assert [bucket.take(at(1_000_000)) for _ in range(3)] == [True, True, False]


def test_two_hundred_refusals_in_a_row_are_not_yet_a_flood() -> None:
    row = RefusalRow()

    floods = [row.add(at(number)) for number in range(FLOOD_REFUSALS + 1)]

    assert floods == [False] * FLOOD_REFUSALS + [True]


def test_a_pause_ends_the_row() -> None:
    row = RefusalRow()

    floods = [row.add(at(number * FLOOD_PAUSE_MS)) for number in range(2 * FLOOD_REFUSALS)]

    assert not any(floods)


def test_each_address_has_its_own_rate() -> None:
    limit = AddressLimit(Rate(burst=1, per_s=0.001))

    assert [limit.take(address, START) for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2")] == [True, False, True]


def test_a_slash_64_is_one_address() -> None:
    limit = AddressLimit(Rate(burst=1, per_s=0.001))

    assert [limit.take(address, START) for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")] == [
        True,
        False,
        True,
    ]


def test_addresses_are_forgotten_the_least_recent_first() -> None:
    limit = AddressLimit(Rate(burst=1, per_s=0.001))
    limit.take("first", START)
    for number in range(MAX_ADDRESSES):
        limit.take(str(number), START)

    assert limit.take("first", START)
    assert not limit.take(str(MAX_ADDRESSES - 1), START)
