"""The media of a room whose people are spread over two processes: at one of them, for all."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest

from signaling.gateway import vigil
from signaling.gateway.nodes import messages, placer
from signaling.stores.redis import RedisLink, RedisPlacement, processes
from signaling.stores.redis import placement as redis_placement
from tests.redis_server import RedisServer, redis_server
from tests.signaling.gateway import page
from tests.signaling.gateway.house import House
from tests.signaling.gateway.page import Page
from tests.signaling.gateway.people import ANA, BEN, DANA, TUESDAY
from tests.signaling.gateway.street import SECRET, Street


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
async def street(server: RedisServer) -> AsyncIterator[Street]:
    async with RedisLink(server.url) as link, AsyncExitStack() as stack:
        await link.client.flushall()
        yield Street(server, link, stack)


async def both(street: Street) -> tuple[House, House, Page, Page]:
    """Dana on the left, where the media are, and Ana on the right, both in the room."""
    left, right = await street.open(), await street.open()
    dana = await left.come(DANA)
    await dana.done("open_room")
    assert (await dana.media("create_transport", direction="recv", rtp_capabilities={}))["ok"]
    ana = await right.come(ANA)
    await dana.until_view(lambda view: bool(view["facilitation"]["lobby"]))
    await dana.done("admit", seat=ANA)
    await ana.until_view(lambda view: view["me"]["state"] == "present")
    return left, right, dana, ana


async def ana_sends(ana: Page) -> tuple[str, str]:
    """Her transport and producer."""
    transport = (await ana.media("create_transport", direction="send"))["transport"]
    assert (await ana.media("connect_transport", transport=transport, dtls_parameters={}))["ok"]
    produced = await ana.media("produce", transport=transport, kind="audio", rtp_parameters={})
    return transport, produced["producer"]


async def test_all_media_of_a_room_are_at_one_process(street: Street) -> None:
    left, right, dana, ana = await both(street)

    transport, producer = await ana_sends(ana)
    offered = await dana.until(lambda page: any(event == "consumer" for event, _ in page.media_events))
    told = await ana.until(lambda page: any(event == "transport_state" for event, _ in page.media_events))

    assert left.room_media.transports[transport] == ANA
    assert right.media.rooms == {}
    assert [payload["producer"] for event, payload in offered.media_events if event == "consumer"] == [producer]
    assert told.media_events[-1] == ("transport_state", {"transport": transport, "state": "connected"})


async def test_a_refusal_of_the_other_process_is_the_same_refusal(street: Street) -> None:
    _, right, _, ana = await both(street)

    answer = await ana.media("restart_ice", transport="t-9")

    assert (answer["ok"], answer["code"]) == (False, "unknown_transport")
    assert right.gateway.snapshot().media["restart_ice", "unknown_transport"] == 1


async def test_a_mute_from_either_process_holds_where_the_media_are(street: Street) -> None:
    left, _, dana, ana = await both(street)
    await ana_sends(ana)

    await dana.done("mute", seat=ANA)
    assert not left.room_media.policy.sends_of(ANA).audio
    await dana.close()
    await ana.until_view(lambda view: not view["room"]["facilitator_present"])


async def test_a_change_made_at_the_other_process_reaches_the_media(street: Street) -> None:
    left, _, _, ana = await both(street)
    await ana_sends(ana)

    closed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    left.room_media.on_close = closed.set_result
    await ana.command("leave")

    async with asyncio.timeout(10):
        await closed
    assert ANA not in left.room_media.policy.seats


async def test_of_two_devices_on_two_processes_only_the_last_has_media(street: Street) -> None:
    left, _, _, ana = await both(street)
    transport, _ = await ana_sends(ana)

    second = await left.come(ANA, device=2, takeover=True)

    assert transport not in left.room_media.transports
    assert await ana.until_goodbye() == "replaced"
    assert (await second.media("create_transport", direction="send"))["ok"]
    assert left.room_media.transports.keys() != {transport}


async def test_when_the_process_with_the_media_dies_they_are_placed_anew(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine everything is late; the lease is what must not be.
    monkeypatch.setattr(page, "WAIT_S", 40.0)
    monkeypatch.setattr(processes, "LEASE_S", 2.0)
    monkeypatch.setattr(redis_placement, "GRACE_MS", 0)
    monkeypatch.setattr(vigil, "EVERY_S", 0.05)
    monkeypatch.setattr(placer, "UNSETTLED_S", 0.05)
    monkeypatch.setattr(placer, "LOOK_S", 0.2)
    left, right, _, ana = await both(street)
    transport, _ = await ana_sends(ana)
    before = ana.view["floor"], ana.view["circle"]

    await left.die()
    await ana.until(lambda page: ("transport_state", {"transport": transport, "state": "closed"}) in page.media_events)
    again = await ana.media("create_transport", direction="send")
    back = await right.come(DANA)
    dana_again = await back.media("create_transport", direction="recv", rtp_capabilities={})

    placed = await RedisPlacement(street.link, "nobody", "").where([TUESDAY])
    assert placed[TUESDAY].epoch == 2
    assert again["ok"]
    assert dana_again["ok"]
    assert set(right.room_media.transports.values()) == {ANA, DANA}
    assert (ana.view["floor"], [seat["seat"] for seat in ana.view["circle"]]) == (
        before[0],
        [seat["seat"] for seat in before[1]],
    )


async def test_strangers_find_nothing_at_the_way_between_processes(street: Street) -> None:
    left = await street.open()

    for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": SECRET}):
        async with left.http.get(left.url + messages.PATH, headers=headers) as answer:
            assert answer.status == 404


async def test_a_process_that_speaks_nonsense_is_disconnected(street: Street) -> None:
    left = await street.open()

    async with left.http.ws_connect(left.url + messages.PATH, headers={"Authorization": f"Bearer {SECRET}"}) as socket:
        await socket.send_str('{"type": "nothing"}')
        assert (await socket.receive()).data is None or socket.closed

    assert (await left.come(BEN)).me["state"] == "lobby"


async def test_orders_and_requests_of_an_earlier_epoch_are_sent_elsewhere(street: Street) -> None:
    left, _, _, _ = await both(street)

    async with left.http.ws_connect(left.url + messages.PATH, headers={"Authorization": f"Bearer {SECRET}"}) as socket:
        await socket.send_bytes(b"ignored")
        order = messages.Order(TUESDAY, 0, 99, {}, [], {}, {})
        await socket.send_str(messages.encode(order).decode())
        first = messages.from_host((await socket.receive()).data)
        ask = b'{"type":"ask","number":7,"room":"room-tuesday","epoch":0,"seat":"s","device":"d","message":{}}'
        await socket.send_str(ask.decode())
        second = messages.from_host((await socket.receive()).data)
        third = messages.from_host((await socket.receive()).data)

    assert first == second == messages.Elsewhere(TUESDAY, 0)
    assert isinstance(third, messages.Answer)
    assert b'"ok":false' in bytes(third.answer)
    assert left.room_media.policy.seats
