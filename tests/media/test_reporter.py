"""What a room is told of everybody's speech and connection."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from media import _relay
from media.events import ConnectionQuality, Kind, MediaReport, SeatReport
from tests.media.counted import counted, leg
from tests.media.house import ANA, BEN, CYD, House, open_house

GOOD, WEAK, FROZEN = ConnectionQuality.GOOD, ConnectionQuality.WEAK, ConnectionQuality.FROZEN


class Room:
    """Ana, Ben and Cyd, and a relay that counts what a test says."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.silent_ms: dict[str, int | None] = dict.fromkeys((ANA, BEN, CYD), 100)
        self.disconnected: set[str] = set()

    def sent_by(self, seat: str, kind: Kind = "audio") -> int:
        """Number of a producer."""
        [number] = [one.number for one in self._house.router.producers if (one.seat, one.kind) == (seat, kind)]
        return number

    def sent_to(self, seat: str, sender: str, kind: Kind = "audio") -> int:
        """Number of a consumer."""
        [number] = [
            one.number
            for one in self._house.router.consumers
            if (one.seat, one.producer.seat, one.producer.kind) == (seat, sender, kind)
        ]
        return number

    async def report(self, *streams: _relay.StreamStatistics) -> dict[str, SeatReport]:
        """The report when the relay has counted this; empty where there is none."""
        relay, said = self._house.relay, self._house.said
        said.clear()
        before = len(relay.calls)
        asking = asyncio.create_task(self._house.node.report())
        async with asyncio.timeout(5):
            await relay.calls.reach(before + 1)
            await relay.say(counted(int(relay.calls[-1].split()[1]), transports=self._transports(), streams=streams))
            await asking
        reports = [event for event in said if isinstance(event, MediaReport)]
        assert len(reports) <= 1
        return dict(reports[0].seats) if reports else {}

    def _transports(self) -> list[_relay.TransportStatistics]:
        return [
            _relay.TransportStatistics(
                transport.number,
                "disconnected" if transport.seat in self.disconnected else "connected",
                self.silent_ms[transport.seat],
            )
            for transport in self._house.router.transports
        ]


@pytest_asyncio.fixture
async def room() -> AsyncIterator[Room]:
    async with open_house() as house:
        await house.fill()
        yield Room(house)


async def test_each_report_has_the_speech_since_the_one_before(room: Room) -> None:
    ana = room.sent_by(ANA)
    reports = [
        await room.report(leg(ana, "in", packets=packets, speech_ms=ms)) for packets, ms in [(9, 4000), (99, 4700)]
    ]

    assert [report[ANA].speech_ms for report in reports] == [4000, 700]
    assert {report[BEN].speech_ms for report in reports} == {0}


async def test_a_good_line_is_called_good(room: Room) -> None:
    report = await room.report(leg(room.sent_by(ANA), "in"), leg(room.sent_to(BEN, ANA), "out", lost=10))
    assert report == dict.fromkeys((ANA, BEN, CYD), SeatReport(0, GOOD))


async def test_loss_on_the_way_up_is_the_senders(room: Room) -> None:
    report = await room.report(
        leg(room.sent_by(ANA), "in", packets=450, lost=50),
        leg(room.sent_to(BEN, ANA), "out", packets=450, lost=50),
        leg(room.sent_to(CYD, ANA), "out", packets=450, lost=51),
    )
    assert {seat: one.connection for seat, one in report.items()} == {ANA: WEAK, BEN: GOOD, CYD: GOOD}


async def test_what_was_recovered_on_the_way_up_is_no_hole_on_the_way_down(room: Room) -> None:
    report = await room.report(
        leg(room.sent_by(ANA), "in", packets=450, lost=50, recovered=50),
        leg(room.sent_to(BEN, ANA), "out", packets=500, lost=50),
    )
    assert report[BEN].connection is WEAK


async def test_loss_on_the_way_down_is_the_receivers(room: Room) -> None:
    report = await room.report(
        leg(room.sent_by(ANA), "in"),
        leg(room.sent_to(BEN, ANA), "out", lost=60),
        leg(room.sent_to(BEN, CYD), "out", lost=50),
        leg(room.sent_to(CYD, ANA), "out", lost=5),
    )
    assert {seat: one.connection for seat, one in report.items()} == {ANA: GOOD, BEN: WEAK, CYD: GOOD}


async def test_loss_of_long_ago_is_forgotten(room: Room) -> None:
    ana = room.sent_by(ANA)
    await room.report(leg(ana, "in", packets=450, lost=50))
    report = await room.report(leg(ana, "in", packets=950, lost=50))
    assert report[ANA].connection is GOOD


async def test_late_and_uneven_sound_is_weak(room: Room) -> None:
    ana = room.sent_by(ANA)
    for packets, jitter_ms, rtt_ms, expected in [
        (500, 80.0, 40.0, WEAK),
        (1000, 5.0, 600.0, WEAK),
        (1500, 5.0, None, GOOD),
    ]:
        report = await room.report(leg(ana, "in", packets=packets, jitter_ms=jitter_ms, rtt_ms=rtt_ms))
        assert report[ANA].connection is expected


async def test_one_bad_sender_does_not_make_a_receivers_line_jittery(room: Room) -> None:
    report = await room.report(
        leg(room.sent_to(BEN, ANA), "out", jitter_ms=90.0), leg(room.sent_to(BEN, CYD), "out", jitter_ms=4.0)
    )
    assert report[BEN].connection is GOOD


async def test_who_sends_only_a_picture_is_judged_by_it(room: Room) -> None:
    video = room.sent_by(ANA, "video")
    report = await room.report(leg(video, "in", packets=400, lost=40), leg(room.sent_by(ANA), "in", packets=3, lost=40))
    assert report[ANA].connection is WEAK


async def test_who_is_not_heard_of_is_frozen(room: Room) -> None:
    room.silent_ms[BEN] = 9_000
    room.disconnected.add(CYD)
    report = await room.report()
    assert {seat: one.connection for seat, one in report.items()} == {ANA: GOOD, BEN: FROZEN, CYD: FROZEN}


async def test_who_has_never_been_heard_of_is_left_out(room: Room) -> None:
    room.silent_ms = dict.fromkeys((ANA, BEN, CYD))
    assert await room.report() == {}
