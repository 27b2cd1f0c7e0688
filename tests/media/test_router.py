"""A room's media follows its policy, whatever clients ask."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import cast

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from media import _relay
from media.errors import (
    AlreadyConnected,
    InvalidParameters,
    MediaError,
    NodeClosed,
    SeatNotAllowed,
    UnknownConsumer,
    UnknownProducer,
    UnknownTransport,
)
from media.events import ConsumerClosed, EncodingsWanted, PictureStill, TransportState, TransportStateChanged
from media.policy import MediaPolicy, Sends
from media.router import Router, TilePreference
from media.track import Consumer
from tests.media.client_parameters import CHROMIUM_AUDIO, DTLS, PYMEDIASOUP_VIDEO, RECEIVER, changed
from tests.media.counted import counted
from tests.media.house import ALL, ANA, BEN, CYD, House, complete, everybody, open_house


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    async with open_house() as opened:
        yield opened


async def test_a_transport_is_offered_as_ice_lite_on_every_announced_address(house: House) -> None:
    house.router.apply(everybody())

    offer = await house.router.create_transport(ANA, "send")

    [(ufrag, password)] = house.relay.transports.values()
    assert offer.ice_parameters == {"usernameFragment": ufrag, "password": password, "iceLite": True}
    assert [(each["ip"], each["port"], each["protocol"], each["type"]) for each in offer.ice_candidates] == [
        ("192.0.2.7", 40_000, "udp", "host"),
        ("127.0.0.1", 40_000, "udp", "host"),
        ("192.0.2.7", 40_000, "tcp", "host"),
        ("127.0.0.1", 40_000, "tcp", "host"),
    ]
    priorities = [cast(int, each["priority"]) for each in offer.ice_candidates]
    assert priorities == sorted(priorities, reverse=True)
    assert [each.get("tcpType") for each in offer.ice_candidates] == [None, None, "passive", "passive"]
    assert isinstance(offer.dtls_parameters["fingerprints"], list)
    assert "sha-256" in {each["algorithm"] for each in offer.dtls_parameters["fingerprints"]}


async def test_a_seat_outside_the_policy_gets_no_transport(house: House) -> None:
    house.router.apply(everybody(frozenset({ANA})))
    with pytest.raises(SeatNotAllowed):
        await house.router.create_transport(BEN, "send")
    assert house.relay.transports == {}


async def test_receiving_needs_capabilities(house: House) -> None:
    house.router.apply(everybody())
    with pytest.raises(InvalidParameters):
        await house.router.create_transport(ANA, "recv", None)
    assert house.relay.transports == {}


async def test_a_new_transport_replaces_the_seats_earlier_one(house: House) -> None:
    house.router.apply(everybody())
    await house.enter(ANA)
    ben = await house.enter(BEN)

    again = await house.router.create_transport(BEN, "recv", RECEIVER)

    assert house.router.live_transports(BEN, [ben["send"], ben["recv"], again.id]) == [ben["send"], again.id]
    assert [event.producer_seat for event in house.offered(BEN)[-2:]] == [ANA, ANA]


async def test_a_consumer_flows_only_once_its_client_is_ready(house: House) -> None:
    house.router.apply(everybody())
    for seat in (ANA, BEN):
        await house.enter(seat)
    assert house.received() == set()

    house.ready(BEN)

    assert house.received() == {(BEN, ANA, "audio"), (BEN, ANA, "video")}


async def test_who_comes_late_is_offered_what_is_there(house: House) -> None:
    house.router.apply(everybody())
    await house.enter(ANA)
    await house.enter(BEN)

    assert {(event.producer_seat, event.kind) for event in house.offered(BEN)} == {(ANA, "audio"), (ANA, "video")}
    assert {(event.producer_seat, event.kind) for event in house.offered(ANA)} == {(BEN, "audio"), (BEN, "video")}


async def test_mids_and_ssrcs_are_unique_within_a_transport(house: House) -> None:
    await house.fill()
    to_ana = [stream for _, transport, stream in house.relay.consumers.values()]
    by_transport: dict[int, list[str | None]] = {}
    for _, transport, stream in house.relay.consumers.values():
        by_transport.setdefault(transport, []).append(stream.mid)
    assert all(sorted(mids, key=str) == ["0", "1", "2", "3"] for mids in by_transport.values())
    assert len({ssrc for stream in to_ana for ssrc in stream.ssrcs}) == 18


async def test_both_tracks_of_a_seat_share_a_cname(house: House) -> None:
    await house.fill()
    names = {consumer.producer.seat: set[object]() for consumer in house.router.consumers}
    for consumer in house.router.consumers:
        rtcp = consumer.parameters["rtcp"]
        assert isinstance(rtcp, dict)
        names[consumer.producer.seat].add(rtcp["cname"])
    assert all(len(each) == 1 for each in names.values())
    assert len(set.union(*names.values())) == 3


async def test_mute_stops_sound_at_the_relay_in_one_batch(house: House) -> None:
    await house.fill()
    batches = house.relay.batches

    house.router.apply(everybody(muted=ALL))

    assert house.relay.batches == batches + 1
    assert house.received() == {each for each in complete(everybody()) if each[2] == "video"}


async def test_the_same_policy_twice_tells_the_relay_nothing(house: House) -> None:
    await house.fill()
    batches, said = house.relay.batches, len(house.said)
    house.router.apply(everybody())
    assert (house.relay.batches, len(house.said)) == (batches, said)


async def test_a_seat_that_leaves_the_policy_loses_everything(house: House) -> None:
    await house.fill()
    said = len(house.said)

    house.router.apply(everybody(frozenset({ANA, BEN})))

    assert {transport.seat for transport in house.router.transports} == {ANA, BEN}
    assert house.received() == complete(everybody(frozenset({ANA, BEN})))
    news = house.said[said:]
    assert [event for event in news if isinstance(event, ConsumerClosed) and event.seat == ANA]
    assert not [event for event in news if isinstance(event, TransportStateChanged)]


async def test_a_side_room_is_only_a_policy(house: House) -> None:
    await house.fill()
    aside = replace(everybody(), receives={ANA: {BEN: 1}, BEN: {ANA: 1}, CYD: {}})

    house.router.apply(aside)

    assert {(receiver, sender) for receiver, sender, _ in house.received()} == {(ANA, BEN), (BEN, ANA)}


async def test_a_new_producer_replaces_the_old_of_its_kind(house: House) -> None:
    house.router.apply(everybody())
    ana = await house.enter(ANA)
    await house.enter(BEN)

    await house.router.produce(ANA, ana["send"], "video", PYMEDIASOUP_VIDEO)

    assert len([producer for producer in house.router.producers if producer.seat == ANA]) == 2
    with pytest.raises(UnknownProducer):
        await house.router.close_producer(ANA, ana["video"])


async def test_closing_a_producer_closes_its_consumers(house: House) -> None:
    house.router.apply(everybody())
    ana = await house.enter(ANA)
    await house.enter(BEN)
    [offered] = [event for event in house.offered(BEN, ANA) if event.kind == "audio"]

    await house.router.close_producer(ANA, ana["audio"])

    assert ConsumerClosed(BEN, offered.consumer) in house.said


async def test_tracks_on_one_transport_must_not_share_a_mid_or_an_ssrc(house: House) -> None:
    house.router.apply(everybody())
    ana = await house.enter(ANA)
    with pytest.raises(InvalidParameters):
        await house.router.produce(ANA, ana["send"], "audio", changed(CHROMIUM_AUDIO, mid="1"))
    assert len(house.router.producers) == 2


async def test_small_tiles_get_small_pictures_and_hidden_ones_none(house: House) -> None:
    await house.fill()
    [of_ben] = [consumer for consumer in house.router.consumers if _names(consumer) == (ANA, BEN, "video")]
    [of_cyd] = [consumer for consumer in house.router.consumers if _names(consumer) == (ANA, CYD, "video")]
    assert (house.relay.preferred[of_ben.number], house.relay.preferred[of_cyd.number]) == ((0, 1), (0, 1))

    house.router.prefer(ANA, [TilePreference(of_ben.id, 1280, 720), TilePreference(of_cyd.id, 0, 0)])

    assert house.relay.preferred[of_ben.number] == (2, 1)
    assert house.received() == complete(everybody()) - {(ANA, CYD, "video")}


async def test_priorities_of_the_policy_reach_the_relay(house: House) -> None:
    await house.fill()
    [of_ben] = [consumer for consumer in house.router.consumers if _names(consumer) == (ANA, BEN, "video")]

    policy = everybody()
    house.router.apply(MediaPolicy(policy.seats, policy.sends, {**policy.receives, ANA: {BEN: 2, CYD: 1}}))

    assert house.relay.preferred[of_ben.number] == (0, 2)


async def test_a_sender_is_told_which_encodings_anybody_receives(house: House) -> None:
    await house.fill()
    [of_ana] = [one for one in house.router.producers if (one.seat, one.kind) == (ANA, "video")]

    await house.relay.say(_relay.EncodingsWanted(of_ana.number, (True, False, True)))
    await house.relay.say(_relay.EncodingsWanted(of_ana.number, (True, False, True)))
    await house.relay.say(_relay.EncodingsWanted(9_999, (False,)))

    wish = EncodingsWanted(ANA, of_ana.id, (True, False, True))
    assert [event for event in house.said if isinstance(event, EncodingsWanted)] == [wish]
    house.router.live_transports(ANA, [])
    assert [event for event in house.said if isinstance(event, EncodingsWanted)] == [wish, wish]


async def test_a_receiver_is_told_which_pictures_stand_still(house: House) -> None:
    await house.fill()
    [of_ben] = [consumer for consumer in house.router.consumers if _names(consumer) == (ANA, BEN, "video")]

    await house.relay.say(_relay.PictureStill(of_ben.number, still=True), _relay.PictureStill(9_999, still=True))

    assert [event for event in house.said if isinstance(event, PictureStill)] == [
        PictureStill(ANA, of_ben.id, still=True)
    ]
    await house.relay.say(_relay.PictureStill(of_ben.number, still=False))
    assert house.said[-1] == PictureStill(ANA, of_ben.id, still=False)


async def test_nobody_can_set_the_tiles_of_another(house: House) -> None:
    await house.fill()
    [of_ben] = [consumer for consumer in house.router.consumers if _names(consumer) == (ANA, BEN, "video")]
    house.router.prefer(CYD, [TilePreference(of_ben.id, 0, 0), TilePreference("gone", 9, 9)])
    assert house.received() == complete(everybody())


def _names(consumer: Consumer) -> tuple[str, str, str]:
    return consumer.seat, consumer.producer.seat, consumer.producer.kind


ASKED_BY_THE_WRONG_ONE: dict[str, tuple[Callable[[Router, dict[str, str]], Awaitable[object]], type[MediaError]]] = {
    "connect": (lambda router, ids: router.connect_transport(BEN, ids["send"], DTLS), UnknownTransport),
    "restart": (lambda router, ids: router.restart_ice(BEN, ids["send"]), UnknownTransport),
    "produce": (lambda router, ids: router.produce(BEN, ids["send"], "audio", CHROMIUM_AUDIO), UnknownTransport),
    "produce on recv": (
        lambda router, ids: router.produce(ANA, ids["recv"], "audio", CHROMIUM_AUDIO),
        UnknownTransport,
    ),
    "produce nothing": (lambda router, ids: router.produce(ANA, ids["send"], "audio", {}), InvalidParameters),
    "close": (lambda router, ids: router.close_producer(BEN, ids["audio"]), UnknownProducer),
    "connect to nobody": (lambda router, ids: router.connect_transport(ANA, ids["send"], {}), InvalidParameters),
}


@pytest.mark.parametrize("what", ASKED_BY_THE_WRONG_ONE)
async def test_a_refused_call_changes_nothing(house: House, what: str) -> None:
    ask, refusal = ASKED_BY_THE_WRONG_ONE[what]
    house.router.apply(everybody())
    ids = await house.enter(ANA)
    before = (house.router.transports, house.router.producers, house.router.consumers)
    with pytest.raises(refusal):
        await ask(house.router, ids)
    assert (house.router.transports, house.router.producers, house.router.consumers) == before


async def test_another_seat_cannot_start_a_consumer(house: House) -> None:
    house.router.apply(everybody())
    for seat in (ANA, BEN):
        await house.enter(seat)
    with pytest.raises(UnknownConsumer):
        house.router.consumer_ready(CYD, house.offered(BEN)[0].consumer)
    assert house.received() == set()


async def test_a_transport_is_connected_once(house: House) -> None:
    house.router.apply(everybody())
    ana = await house.enter(ANA)
    await house.router.connect_transport(ANA, ana["send"], DTLS)
    with pytest.raises(AlreadyConnected):
        await house.router.connect_transport(ANA, ana["send"], DTLS)


async def test_an_ice_restart_gives_new_credentials(house: House) -> None:
    house.router.apply(everybody())
    ana = await house.enter(ANA)
    before = set(house.relay.transports.values())

    parameters = await house.router.restart_ice(ANA, ana["send"])

    [new] = set(house.relay.transports.values()) - before
    assert (parameters["usernameFragment"], parameters["password"]) == new


async def test_resuming_offers_live_consumers_again(house: House) -> None:
    await house.fill()
    before = house.offered(ANA)

    assert house.router.live_transports(ANA, ["gone"]) == []

    assert house.offered(ANA) == before + before


async def test_a_failed_handshake_closes_the_transport_and_says_so(house: House) -> None:
    house.router.apply(everybody())
    offer = await house.router.create_transport(ANA, "send")
    [number] = house.relay.transports
    await house.router.connect_transport(ANA, offer.id, {**DTLS, "role": "server"})
    await house.relay.say(_relay.IceChanged(number, "connected"))
    async with asyncio.timeout(5):
        await house.relay.dtls.reach(1)
        fatal_alert = bytes.fromhex("15fefd0000000000000000000202" + "28")
        await house.relay.say(_relay.DtlsReceived(number, fatal_alert))
        await house.said.reach(1)

    assert house.said == [TransportStateChanged(ANA, offer.id, TransportState.FAILED)]
    assert house.router.transports == ()


async def test_a_closed_room_opens_nothing(house: House) -> None:
    router = house.router
    router.apply(everybody())
    await house.node.close_router("tuesday")
    with pytest.raises(NodeClosed):
        await router.create_transport(ANA, "send")


async def test_statistics_are_asked_again_after_an_overflow(house: House) -> None:
    asking = asyncio.create_task(house.node.statistics())
    async with asyncio.timeout(5):
        await house.relay.calls.reach(1)
        await house.relay.say(_relay.Overflowed(3))
        [first, _, again] = house.relay.calls
        assert first == again
        token = int(first.split()[1])
        await house.relay.say(counted(token, dropped={"policy": 6}))
        statistics = await asking

    assert (statistics.rooms, statistics.workers[0].dropped) == (1, {"policy": 6})


seats = st.sampled_from(sorted(ALL))
policies = st.builds(
    MediaPolicy,
    seats=st.frozensets(seats),
    sends=st.dictionaries(seats, st.builds(Sends, audio=st.booleans(), video=st.booleans())),
    receives=st.dictionaries(seats, st.dictionaries(seats, st.integers(0, 9))),
)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(policies | seats, max_size=12))
async def test_after_any_story_exactly_the_policy_flows(steps: list[MediaPolicy | str]) -> None:
    async with open_house() as house:
        policy = MediaPolicy()
        for step in steps:
            if isinstance(step, MediaPolicy):
                policy = step
                house.router.apply(step)
            elif step in policy.seats:
                await house.enter(step)
            for seat in ALL:
                house.ready(seat)
            house.check()
            present = {transport.seat for transport in house.router.transports}
            assert present <= policy.seats
            assert house.received() == {
                (receiver, sender, kind)
                for receiver, sender, kind in complete(policy)
                if {receiver, sender} <= present and receiver != sender
            }
