"""`goround bench relay` without its load: what it says, decides and tells other SFUs."""

import asyncio
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from aiortc import RTCCertificate

from bench.peers import janus
from bench.peers.identity import Identity
from bench.peers.private_network import ADDRESS
from bench.peers.sdp import answer, offer, remote_side
from bench.relay.command import Options
from bench.relay.failure import BenchFailed
from bench.relay.figures import Floor, Load, PeerRun, RelayRun, Report
from bench.relay.generator import generator
from bench.relay.measure import Bench
from bench.relay.search import at_share, carries, most_rooms
from bench.relay.table import table
from server import cli

LOAD = Load(
    seconds=8.0,
    packets_in=16_960,
    bytes_in=13_000_000,
    packets_out=78_400,
    bytes_out=63_700_000,
    expected_out=78_400,
    missing=0,
    overflowed=0,
    garbled=0,
    streams=112,
    nacks=0,
    keyframes_asked=0,
    delays=78_400,
    delay_p50_us=90,
    delay_p99_us=300,
    delay_max_us=700,
    late_us=100,
    cpu_s=0.4,
)
RUN = RelayRun(
    rooms=1,
    offload=True,
    joins=False,
    load=LOAD,
    seconds=8.0,
    forwarded=78_400,
    thread_cpu_s=0.392,
    process_cpu_s=0.4,
    dropped={},
    room_bytes=5_000_000,
    allocations=16,
    statistics_ms=0.2,
)
FLOOR = Floor("paced", offload=False, packets=10_000, bytes=8_000_000, runs=10_000, cpu_s=0.05)


class FakeBench(Bench):
    """A machine on which a room takes 5 % of a core, and 14 are carried."""

    async def relay(self, rooms: int, *, offload: bool, joins: bool = False, seconds: float | None = None) -> RelayRun:
        load = replace(LOAD, delay_p99_us=300 if rooms <= 14 else 9_000)
        return replace(RUN, rooms=rooms, offload=offload, joins=joins, load=load, thread_cpu_s=0.4 * rooms)


def a_bench() -> Bench:
    return FakeBench(Path("relay-load"), 8.0)


def test_the_cost_of_a_packet_is_told_in_units_of_the_floor() -> None:
    report = Report((RUN,), (FLOOR, replace(FLOOR, mode="tight", cpu_s=0.04)), ())
    assert RUN.us_per_packet == pytest.approx(5.0)
    assert report.ratio(RUN, "paced") == pytest.approx(1.0)
    assert report.ratio(RUN, "tight") == pytest.approx(1.25)
    assert report.ratio(RUN, "unknown") is None
    text = table(report)
    assert "with GSO, cut apart in software" in text
    assert "relay's thread / tight floor without GSO" in text
    assert "0 of 78400" in text


def test_two_measurements_of_a_floor_are_one_of_both() -> None:
    both = FLOOR.together(replace(FLOOR, packets=30_000, cpu_s=0.11))
    assert both.packets == 40_000
    assert both.us_per_packet == pytest.approx(4.0)


def test_what_the_generator_did_not_read_in_time_is_not_the_relays_loss() -> None:
    assert replace(LOAD, missing=5, overflowed=3).lost == 2
    assert replace(LOAD, missing=1, overflowed=3).lost == 0


def test_another_sfu_is_told_with_the_relays_share() -> None:
    peer = PeerRun("Janus", "1.1.2", LOAD, cpu_s=1.6)
    text = table(Report((RUN,), (), (peer,)))
    assert "Janus 1.1.2, the same room of eight" in text
    assert "0.25" in text


async def test_the_most_rooms_are_found_between_two_powers_of_two() -> None:
    best = await most_rooms(a_bench(), offload=True)
    assert best.rooms == 14
    assert carries(best)


async def test_a_share_of_a_core_is_reached_by_its_rooms() -> None:
    run = await at_share(a_bench(), 0.7, offload=False)
    assert run.rooms == 14
    assert run.core_share == pytest.approx(0.7)


async def test_a_machine_that_carries_nothing_says_so() -> None:
    class Broken(FakeBench):
        async def relay(
            self, rooms: int, *, offload: bool, joins: bool = False, seconds: float | None = None
        ) -> RelayRun:
            return replace(RUN, load=replace(LOAD, missing=9))

    with pytest.raises(BenchFailed):
        await most_rooms(Broken(Path("relay-load"), 8.0), offload=True)


def test_the_command_line_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--rooms", "0"], ["--seconds", "0"], ["--peers", "nobody"]):
        with pytest.raises(SystemExit) as left:
            cli.main(["bench", "relay", *arguments])
        assert left.value.code == cli.USAGE_ERROR
        assert "goround bench relay" in capsys.readouterr().err


def test_the_command_line_becomes_options(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Options] = []

    def run(options: Options) -> int:
        asked.append(options)
        return 0

    monkeypatch.setattr("bench.relay.command.run", run)
    assert cli.main(["bench", "relay", "--rooms", "50", "--no-gso", "--peers", "janus", "--json"]) == 0
    assert asked == [Options(rooms=50, gso=False, peers=("janus",), json=True)]


def test_without_cargo_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(BenchFailed, match="cargo"):
        generator()


async def test_without_janus_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(BenchFailed, match="apt-get install janus"):
        async with janus.Janus().room(frozenset({0})):
            pass


def test_our_answer_accepts_all_that_is_offered() -> None:
    us = Identity(RTCCertificate.generateCertificate())
    offered = offer(us, 100, (101, 102, 103))
    assert "a=ssrc-group:SIM 101 102 103\r\n" in offered
    answered = answer(offered, us)
    assert answered.count("m=") == 2
    assert answered.count("a=recvonly") == 2
    assert "a=group:BUNDLE 0 1\r\n" in answered


def test_the_other_side_is_read_from_its_description() -> None:
    us = Identity(RTCCertificate.generateCertificate())
    remote = remote_side(offer(us, 100, (101, 102, 103)))
    assert (remote.ufrag, remote.password, remote.setup, remote.port) == (us.ufrag, us.password, "actpass", 9)
    assert remote.fingerprint == us.fingerprint
    with pytest.raises(ValueError, match="candidate"):
        remote_side(offer(us, 100, (101, 102, 103)).replace(ADDRESS, "192.0.2.1"))


def test_figures_survive_json() -> None:
    from bench.relay.command import figures

    told = json.loads(json.dumps(figures(Report((RUN,), (FLOOR,), ()))))
    assert told["runs"][0]["over_paced_floor"] == pytest.approx(1.0)
    assert told["floors"][0]["us_per_packet"] == pytest.approx(5.0)


def test_a_process_that_ends_is_noticed() -> None:
    from bench.relay.process import cores, line_process, python_module

    async def ask() -> None:
        async with line_process("it", python_module("this_module_is_not_there"), cores()[0]) as process:
            await process.hear()

    with pytest.raises(BenchFailed, match="it has ended"):
        asyncio.run(ask())
