"""The relay's events reach those they concern, also after some were lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest_asyncio

from media import _relay
from media.rtp_stream import Encoding, HeaderExtensions, RtpStream
from media.worker import CATCH_UP, RelayWorker
from tests.media.counted import counted, leg
from tests.media.fake_relay import FakeRelay

ANA, BEN = 1, 2


class Listener:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.states: list[_relay.IceState] = []

    def on_dtls(self, datagram: bytes) -> None:
        raise AssertionError("no DTLS here")

    def on_ice(self, state: "_relay.IceState") -> None:
        self.states.append(state)


class Office:
    """A worker with two transports."""

    def __init__(self) -> None:
        self.relay = FakeRelay()
        self.worker = RelayWorker(cast(_relay.Worker, self.relay))
        self.worker.open_router(9)
        self.ana, self.ben = Listener(), Listener()
        self.worker.open_transport(ANA, 9, "ufrag", "password", self.ana)
        self.worker.open_transport(BEN, 9, "other", "password", self.ben)


@pytest_asyncio.fixture
async def office() -> AsyncIterator[Office]:
    office = Office()
    yield office
    office.worker.close()


async def test_a_change_of_ice_that_was_lost_is_made_good(office: Office) -> None:
    async with asyncio.timeout(5):
        await office.relay.say(_relay.IceChanged(ANA, "connected"), _relay.Overflowed(2))
        assert office.relay.calls == [f"request_statistics {CATCH_UP}"]
        await office.relay.say(
            counted(
                CATCH_UP,
                transports=[
                    _relay.TransportStatistics(ANA, "disconnected", 31_000),
                    _relay.TransportStatistics(BEN, "connected", 20),
                    _relay.TransportStatistics(3, "connected", 20),
                ],
            )
        )

    assert (office.ana.states, office.ben.states) == (["connected", "disconnected"], ["connected"])
    assert office.worker.overflowed == 2


async def test_what_is_paused_or_stands_still_is_made_good_too(office: Office) -> None:
    wishes, stills = list[tuple[bool, ...]](), list[bool]()
    stream = RtpStream(
        codec="vp8",
        payload_type=96,
        rtx_payload_type=None,
        clock_rate=90_000,
        mid=None,
        cname="",
        encodings=(Encoding(ssrc=7),),
        extensions=HeaderExtensions(),
        nack=False,
        pli=False,
        transport_cc=False,
    )
    office.relay.transports[ANA] = ("", "")
    office.worker.open_producer(11, ANA, stream, wishes.append)
    office.worker.open_consumer(12, 11, ANA, stream, stills.append)

    async with asyncio.timeout(5):
        small, large = leg(11, "in"), leg(11, "in", encoding=1)
        await office.relay.say(
            counted(
                CATCH_UP,
                streams=[small._replace(paused=True), large, leg(12, "out")._replace(paused=True), leg(99, "out")],
            )
        )
    office.worker.close_consumer(12)
    office.worker.close_producer(11)
    async with asyncio.timeout(5):
        await office.relay.say(_relay.EncodingsWanted(11, (True,)), _relay.PictureStill(12, still=False))

    assert (wishes, stills) == ([(False, True)], [True])
