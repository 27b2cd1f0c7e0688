"""What is particular to the store in memory."""

from signaling.room import Event, LockSet, RoomId, open_room
from signaling.stores import MemoryStore, Revision
from tests.signaling.room.meeting import a_setup


async def test_the_history_is_bounded_and_keeps_the_most_recent() -> None:
    store = MemoryStore(history_events=3)
    room = open_room(a_setup())
    await store.create(room, None)
    events: list[Event] = [LockSet(locked) for locked in (True, False, True, False)]

    for revision, event in enumerate(events):
        await store.commit(RoomId("tuesday"), expected=Revision(revision), events=[event], room=room, deadline=None)

    assert await store.history(RoomId("tuesday")) == events[1:]
