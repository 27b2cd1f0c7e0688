"""What follows from a room, whatever order its revisions are told in."""

from signaling.gateway.live_room import LiveRoom
from signaling.gateway.nodes.placed import PlacedMedia
from signaling.placement import Placed
from signaling.room import Connect, ConnectionId, DeviceId, Instant, Room, RoomId, SeatId, decide, evolve, open_room
from signaling.stores import Revision
from tests.signaling.gateway.fake_media import FakeRoomMedia
from tests.signaling.gateway.manual_clock import ManualClock
from tests.signaling.gateway.people import DANA, People, token_of


async def a_room() -> Room:
    return open_room((await People().authenticate(token_of(DANA))).setup)


class Ways:
    """To media that are here."""

    def __init__(self, media: FakeRoomMedia) -> None:
        self.media = media

    def open_here(self, room: RoomId) -> FakeRoomMedia:
        return self.media

    def close_here(self, room: RoomId) -> None:
        raise AssertionError("they stay")

    def say_closed(self, room: RoomId, seat: SeatId, transport: str) -> None:
        raise AssertionError("they stay")


def placed_here(media: FakeRoomMedia) -> PlacedMedia:
    placed = PlacedMedia(RoomId("r"), Ways(media))
    placed.settle_here(Placed("n-1", "", 1))
    return placed


def connected(room: Room, device: str, connection: str) -> Room:
    for event in decide(room, Connect(DANA, DeviceId(device), ConnectionId(connection), takeover=True), Instant(1)):
        room = evolve(room, event)
    return room


async def test_an_outdated_revision_changes_nothing() -> None:
    media = FakeRoomMedia(RoomId("r"), lambda room, event: None)
    live = LiveRoom(placed_here(media), ManualClock())
    before = await a_room()
    after = connected(before, "device-1", "c-1")

    live.follow(after, Revision(2))
    live.follow(before, Revision(1))

    assert live.room is after
    assert [policy.seats for policy in media.policies] == [{DANA}]


async def test_another_device_loses_what_the_seat_had_even_when_a_revision_was_missed() -> None:
    media = FakeRoomMedia(RoomId("r"), lambda room, event: None)
    live = LiveRoom(placed_here(media), ManualClock())
    first = connected(await a_room(), "device-1", "c-1")
    live.follow(first, Revision(1))
    transport = (await media.create_transport(DANA, "send")).id

    live.follow(connected(first, "device-1", "c-2"), Revision(2))
    kept = dict(media.transports)
    live.follow(connected(connected(first, "device-2", "c-3"), "device-3", "c-4"), Revision(5))

    assert kept == {transport: DANA}
    assert media.transports == {}
