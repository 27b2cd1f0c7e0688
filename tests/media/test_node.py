"""Two clients with real ICE, DTLS, SRTP and RTP through a real node, without signaling between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import msgspec
import pytest

from media.errors import NodeClosed
from media.events import (
    ConnectionQuality,
    ConsumerOffered,
    MediaEvent,
    MediaReport,
    TransportState,
    TransportStateChanged,
)
from media.node import Node, NodeConfig, NodeStatistics
from media.router import TilePreference
from server.members.connection import RoomConnection
from server.members.media_path import MediaPath
from server.members.reception import Reception
from server.members.room_view import ConsumerMessage
from tests.media.house import ANA, BEN, everybody
from tests.media.journal import Journal

ROOM = "tuesday"
BOTH = frozenset({ANA, BEN})
TIMEOUT_S = 30


class Client:
    """A synthetic member's media, with the node itself in the place of the gateway."""

    def __init__(self, node: Node, seat: str) -> None:
        self._router = node.router(ROOM)
        self.seat = seat
        self.reception = Reception()
        self.path = MediaPath(cast(RoomConnection, self), seat, self.reception)
        self.path.voice.speaking = True
        self.transports: list[str] = []

    async def media(self, type_: str, **fields: Any) -> dict[str, Any]:
        """What the gateway does with a `media` message."""
        match type_:
            case "capabilities":
                return {"rtp_capabilities": self._router.rtp_capabilities}
            case "create_transport":
                offer = await self._router.create_transport(self.seat, **fields)
                self.transports.append(offer.id)
                return {**cast(dict[str, Any], msgspec.to_builtins(offer)), "transport": offer.id}
            case "connect_transport":
                await self._router.connect_transport(self.seat, **fields)
            case "produce":
                return {"producer": await self._router.produce(self.seat, **fields)}
            case "prefer":
                self._router.prefer(self.seat, [TilePreference(**tile) for tile in fields["tiles"]])
            case "consumer_ready":
                self._router.consumer_ready(self.seat, **fields)
            case _:
                raise AssertionError(type_)
        return {}

    async def accept(self, offered: ConsumerOffered) -> None:
        await self.path.accept(
            ConsumerMessage(
                offered.consumer,
                offered.producer,
                offered.producer_seat,
                offered.kind,
                cast(dict[str, object], msgspec.to_builtins(offered.rtp_parameters)),
            )
        )

    async def heard(self, seat: str, kind: str, packets: int) -> int:
        while (count := self.reception.counts().get(seat, {}).get(kind, 0)) < packets:
            await self.reception.grown()
        return count


@asynccontextmanager
async def conversation() -> AsyncIterator[tuple[Node, Client, Client, Journal[MediaEvent]]]:
    """Ana and Ben receive each other."""
    said = Journal[MediaEvent]()
    node = await Node.start(NodeConfig(), lambda _room, event: said.append(event))
    node.router(ROOM).apply(everybody(BOTH))
    ana, ben = Client(node, ANA), Client(node, BEN)
    try:
        async with asyncio.timeout(TIMEOUT_S):
            for client in (ana, ben):
                await client.path.open()
            offers = [event for event in said if isinstance(event, ConsumerOffered)]
            for event in offers:
                await (ana if event.seat == ANA else ben).accept(event)
            yield node, ana, ben, said
    finally:
        for client in (ana, ben):
            await client.path.close()
        await node.close()


async def test_sound_and_picture_flow_both_ways() -> None:
    async with conversation() as (node, ana, ben, said):
        for client, sender in ((ana, BEN), (ben, ANA)):
            await client.heard(sender, "audio", 100)
            await client.heard(sender, "video", 50)
        statistics = await node.statistics()
        states = {event.state for event in said if isinstance(event, TransportStateChanged)}

    assert states == {TransportState.CONNECTED}
    assert (statistics.rooms, statistics.transports, statistics.producers, statistics.consumers) == (1, 4, 4, 4)
    assert statistics.workers[0].packets_forwarded >= 300
    tracks = {(track.seat, track.producer_seat, track.kind, track.direction) for track in statistics.tracks}
    assert {(ANA, ANA, "audio", "in"), (ANA, BEN, "video", "out")} <= tracks
    assert not {"srtp_auth", "srtp_replay", "rtp_malformed"} & {
        reason for reason, count in statistics.workers[0].dropped.items() if count
    }


async def test_speech_is_measured_and_reported() -> None:
    async with conversation() as (node, ana, ben, said):
        ben.path.voice.speaking = False
        await ben.heard(ANA, "audio", 240)
        await ana.heard(BEN, "audio", 240)
        statistics = await node.statistics()
        await node.report()
        [report] = [event for event in said if isinstance(event, MediaReport)]

    [(voice, heard)] = [
        (track.relay, 20 * track.relay.packets)
        for track in statistics.tracks
        if (track.seat, track.kind, track.direction) == (ANA, "audio", "in")
    ]
    # The five seconds of words with which her voice begins; the first packets came while it was negotiated. Paced by the
    # clock of a busy machine they bunch up, hence a tenth.
    assert voice.speaking
    assert voice.speech_ms == pytest.approx(heard, rel=0.1)
    assert report.seats[ANA].speech_ms == pytest.approx(voice.speech_ms, abs=100)
    assert report.seats[BEN].speech_ms < 500
    assert {one.connection for one in report.seats.values()} == {ConnectionQuality.GOOD}


async def test_members_report_how_they_receive() -> None:
    async with conversation() as (node, _, ben, _):
        rtts: list[float] = []
        packets = 0
        while not rtts:
            packets = await ben.heard(ANA, "audio", packets + 10)
            rtts = _round_trips(await node.statistics(), BEN)
    assert max(rtts) < 1000.0


def _round_trips(statistics: NodeStatistics, seat: str) -> list[float]:
    tracks = [track for track in statistics.tracks if (track.seat, track.direction) == (seat, "out")]
    return [track.relay.rtt_ms for track in tracks if track.relay.rtt_ms is not None]


async def test_muting_stops_sound_and_leaves_the_picture() -> None:
    async with conversation() as (node, _, ben, _):
        await ben.heard(ANA, "audio", 20)
        node.router(ROOM).apply(everybody(BOTH, muted=frozenset({ANA})))
        await node.statistics()  # the worker has carried the policy out when it answers
        muted_at = ben.reception.counts()[ANA]
        await ben.heard(ANA, "video", muted_at["video"] + 45)
        after = ben.reception.counts()[ANA]
        node.router(ROOM).apply(everybody(BOTH))
        await ben.heard(ANA, "audio", after["audio"] + 50)

    assert after["audio"] <= muted_at["audio"] + 2


async def test_a_client_that_hangs_up_is_reported_closed() -> None:
    async with conversation() as (node, ana, ben, said):
        await ben.heard(ANA, "audio", 20)
        said.clear()
        await ana.path.close()
        await said.reach(4)
        closed = {event.transport for event in said if isinstance(event, TransportStateChanged)}
        while closed != set(ana.transports):
            await said.reach(len(said) + 1)
            closed = {event.transport for event in said if isinstance(event, TransportStateChanged)}
        assert {transport.seat for transport in node.router(ROOM).transports} == {BEN}


async def test_a_seat_that_must_go_receives_nothing_more() -> None:
    async with conversation() as (node, _, ben, _):
        await ben.heard(ANA, "audio", 20)
        node.router(ROOM).apply(everybody(frozenset({ANA})))
        await node.statistics()
        forwarded = (await node.statistics()).workers[0].packets_forwarded
        await asyncio.sleep(0.3)  # fifteen packets' time
        assert (await node.statistics()).workers[0].packets_forwarded == forwarded


async def test_a_closed_node_says_so() -> None:
    node = await Node.start(NodeConfig(), lambda _room, _event: None)
    await node.close()
    await node.close()
    with pytest.raises(NodeClosed):
        node.router(ROOM)
    with pytest.raises(NodeClosed):
        await node.statistics()


async def test_a_port_in_use_is_an_os_error() -> None:
    node = await Node.start(NodeConfig(), lambda _room, _event: None)
    with pytest.raises(OSError):  # noqa: PT011 - the kernel's words differ
        await Node.start(NodeConfig(port=node.ports[0]), lambda _room, _event: None)
    await node.close()


async def test_rooms_are_spread_over_workers_and_counted_together() -> None:
    node = await Node.start(NodeConfig(workers=2), lambda _room, _event: None)
    try:
        for room in ("monday", "tuesday", "wednesday"):
            node.router(room).apply(everybody(BOTH))
        offers = {room: await node.router(room).create_transport(ANA, "send") for room in ("monday", "tuesday")}
        ports = {room: offer.ice_candidates[0]["port"] for room, offer in offers.items()}
        await node.close_router("monday")
        node.router("thursday").apply(everybody(BOTH))
        thursday = await node.router("thursday").create_transport(ANA, "send")
        statistics = await node.statistics()
        bound = set(node.ports)
    finally:
        await node.close()

    assert set(ports.values()) == bound
    assert thursday.ice_candidates[0]["port"] == ports["monday"]
    assert (statistics.rooms, len(statistics.workers)) == (3, 2)


async def test_of_several_ports_none_is_kept_when_one_is_in_use() -> None:
    taken = await Node.start(NodeConfig(), lambda _room, _event: None)
    try:
        with pytest.raises(OSError):  # noqa: PT011 - the kernel's words differ
            await Node.start(NodeConfig(port=taken.ports[0] - 1, workers=2), lambda _room, _event: None)
        before = await Node.start(NodeConfig(port=taken.ports[0] - 1), lambda _room, _event: None)
        await before.close()
    finally:
        await taken.close()
