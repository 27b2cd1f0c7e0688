"""One room whose people are spread over two gateways on one Redis."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack

import pytest

from signaling.errors import StoreUnavailable
from signaling.gateway import follower, vigil
from signaling.hub import Hub
from signaling.processes import DeadProcess, OneProcess, node_of
from signaling.room import HOLD_AFTER_MS, ConnectionId, RoomId
from signaling.stores import Kept
from signaling.stores.redis import RedisLink, RedisProcesses, processes
from signaling.stores.revisions import Heard
from tests.redis_server import RedisServer, redis_server
from tests.signaling.gateway.house import House
from tests.signaling.gateway.page import NotLetIn
from tests.signaling.gateway.people import ANA, BEN, DANA, TUESDAY
from tests.signaling.gateway.street import Street


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
async def street(server: RedisServer) -> AsyncIterator[Street]:
    async with RedisLink(server.url) as link, AsyncExitStack() as stack:
        await link.client.flushall()
        yield Street(server, link, stack)


async def test_a_command_on_one_is_seen_on_the_other(street: Street) -> None:
    left, right = await street.open(), await street.open()
    dana, ana = await left.come(DANA), await right.come(ANA)
    await dana.done("open_room")
    await dana.until_view(lambda view: bool(view["facilitation"]["lobby"]))

    await dana.done("admit", seat=ANA)
    view = await ana.until_view(lambda view: view["me"]["state"] == "present")
    revision = await ana.done("signal_support", kind="need_a_word")
    seen = await dana.until_revision(revision)

    assert [seat["name"] for seat in view["circle"]] == ["Dana Dimitriou", "Ana Almeida"]
    assert [signal["seat"] for signal in seen["facilitation"]["support"]] == [ANA]


async def test_what_a_bus_does_not_say_is_found_by_looking(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    class Deaf:
        def follow(self, room: RoomId) -> None: ...
        def unfollow(self, room: RoomId) -> None: ...
        async def run(self, heard: Heard) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(follower, "LOOK_S", 0.05)
    left, right = await street.open(bus=Deaf()), await street.open(bus=Deaf())
    dana, ana = await left.come(DANA), await right.come(ANA)

    await dana.done("open_room")

    assert await ana.until_view(lambda view: view["room"]["phase"] == "open")


async def test_a_repeat_on_another_process_has_the_first_answer_and_changes_nothing(street: Street) -> None:
    left, right = await street.open(), await street.open()
    dana = await left.come(DANA)
    await dana.done("open_room")
    asked = {"id": "once", "type": "set_lock", "locked": True}
    first = await dana.call("command", asked)
    refused = {"id": "no", "type": "admit", "seat": "nobody"}
    refusal = await dana.call("command", refused)
    await dana.close()
    again = await right.come(DANA)
    await again.done("set_lock", locked=False)

    assert await again.call("command", asked) == first
    assert await again.call("command", refused) == refusal
    assert again.view["room"]["locked"] is False


async def test_another_device_on_another_process_takes_the_seat_over(street: Street) -> None:
    left, right = await street.open(), await street.open()
    ana = await left.come(ANA)
    with pytest.raises(NotLetIn, match="seat_in_use"):
        await right.come(ANA, device=2)

    second = await right.come(ANA, device=2, takeover=True)

    assert await ana.until_goodbye() == "replaced"
    assert second.me["state"] == "lobby"


@pytest.mark.parametrize(
    ("command", "goodbye"), [("remove", "removed"), ("decline", "declined"), ("end_session", "ended")]
)
async def test_goodbyes_reach_people_on_another_process(street: Street, command: str, goodbye: str) -> None:
    left, right = await street.open(), await street.open()
    dana, ana = await left.come(DANA), await right.come(ANA)
    await dana.done("open_room")
    await dana.until_view(lambda view: bool(view["facilitation"]["lobby"]))

    await dana.command(command, **({} if command == "end_session" else {"seat": ANA}))

    assert await ana.until_goodbye() == goodbye


async def test_the_people_of_a_process_that_died_are_away_and_keep_their_places(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LEASE_S", 1.5)
    monkeypatch.setattr(vigil, "EVERY_S", 0.05)
    left, right = await street.open(), await street.open()
    dana, ana, ben = await left.come(DANA), await right.come(ANA), await right.come(BEN)
    await dana.done("open_room")
    await dana.until_view(lambda view: len(view["facilitation"]["lobby"]) == 2)
    await dana.done("admit_all")
    await dana.done("set_floor_mode", mode="queue")
    await ana.until_view(lambda view: view["floor"]["mode"] == "queue")
    await ana.done("request_floor")
    revision = await ben.done("request_floor")
    await dana.until_revision(revision)

    with monkeypatch.context() as dead:
        # It neither renews its lease nor notes the ends of its connections.
        dead.setattr(RedisProcesses, "dead", _silent_if(right, RedisProcesses.dead))
        view = await dana.until_view(lambda view: [s["state"] for s in view["circle"]] == ["present", "away", "away"])
        back = await left.come(BEN)

    assert [each["seat"] for each in view["facilitation"]["queue"]] == [ANA, BEN]
    assert (back.me["state"], back.me["queue_position"]) == ("present", 2)
    assert await ben.until_goodbye() in ("replaced", "closing")


def _silent_if(house: House, real: object) -> object:
    silent = house.gateway._processes

    async def dead(self: RedisProcesses) -> Sequence[DeadProcess]:
        if self is silent:
            raise StoreUnavailable
        found: Sequence[DeadProcess] = await real(self)  # type: ignore[operator]  # the method
        return found

    return dead


async def test_who_was_let_go_though_the_process_lives_is_sent_to_come_again(street: Street) -> None:
    left, right = await street.open(), await street.open()
    dana, ana = await left.come(DANA), await right.come(ANA)
    kept = await street.store.load(TUESDAY)
    assert kept is not None
    held = kept.room.find(ANA)
    assert held is not None
    assert held.connection is not None

    await left.gateway._hub.release(TUESDAY, lambda connection: connection == held.connection)

    assert await ana.until_goodbye() == "closing"
    assert (await dana.until_view(lambda view: bool(view["facilitation"]["lobby"])))["facilitation"]["lobby"][0][
        "connected"
    ] is False


async def test_a_deadline_is_ticked_by_one(street: Street) -> None:
    left, right = await street.open(), await street.open()
    dana, ana = await left.come(DANA), await right.come(ANA)
    await dana.done("open_room")
    await dana.done("admit_all")
    await ana.until_view(lambda view: view["me"]["state"] == "present")
    await dana.close()
    away = await ana.until_view(lambda view: not view["room"]["facilitator_present"])
    revision = ana.views[-1]["revision"]

    street.clock.advance(HOLD_AFTER_MS)
    held = await ana.until_view(lambda view: view["room"]["phase"] == "on_hold")

    assert away["room"]["phase"] == "open"
    assert held["me"]["may_speak"] is False
    assert ana.views[-1]["revision"] == revision + 1


async def test_a_redis_that_forgot_the_last_second_gets_it_back(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "LOOK_S", 0.05)
    left = await street.open()
    dana, _ = await left.session(DANA, ANA)
    revision = await dana.done("set_lock", locked=True)
    put_back, real = asyncio.Event(), Hub.restore

    async def restore(self: Hub, kept: Kept) -> None:
        await real(self, kept)
        put_back.set()

    monkeypatch.setattr(Hub, "restore", restore)

    await street.link.client.flushall()
    async with asyncio.timeout(10):
        await put_back.wait()

    assert await street.store.revisions([TUESDAY]) == {TUESDAY: revision}
    assert await dana.done("set_lock", locked=False) == revision + 1


def test_a_connection_says_which_process_holds_it() -> None:
    assert node_of(ConnectionId("n-1.c")) == "n-1"
    assert OneProcess().me != OneProcess().me
