"""The earliest of many deadlines."""

from hypothesis import given
from hypothesis import strategies as st

from signaling.deadlines import Deadlines
from signaling.room import Instant, RoomId

rooms = st.sampled_from([RoomId(name) for name in "abcd"])
instants = st.none() | st.integers(0, 50).map(Instant)


@given(st.lists(st.tuples(rooms, instants)), st.integers(0, 50).map(Instant))
def test_the_last_word_on_each_room_counts(story: list[tuple[RoomId, Instant | None]], now: Instant) -> None:
    deadlines, expected = Deadlines(), dict(story)
    for room, instant in story:
        deadlines.set(room, instant)
    left = {room: instant for room, instant in expected.items() if instant is not None}

    earliest = deadlines.next
    due = deadlines.take(now)

    assert earliest == min(left.values(), default=None)
    assert due == sorted((room for room in left if left[room] <= now), key=lambda room: (left[room], room))
    assert deadlines.next == min((each for each in left.values() if each > now), default=None)
    assert all(deadlines.of(room) is None for room in due)
