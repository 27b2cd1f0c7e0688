"""Synthetic members in a real session: server process, relay, DTLS, SRTP."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.members.connection import CommandRefused, RoomConnection
from server.members.join import join
from server.members.link import PersonalLink
from server.members.member import MemberState, SyntheticMember
from server.members.room_view import RoomView, ViewMessage
from tests.e2e.house import House, goround, open_house

TIMEOUT_S = 40


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path) as opened:
        yield opened


class Facilitator:
    """Dana, without camera and microphone."""

    def __init__(self, connection: RoomConnection) -> None:
        self.connection = connection
        self.view: RoomView | None = None

    async def see(self, names: set[str]) -> RoomView:
        """Wait until exactly these members and Dana are in the circle."""
        while self.view is None or {place.name for place in self.view.circle} != names | {"Dana"}:
            message = await self.connection.inbox.get()
            if isinstance(message, ViewMessage):
                self.view = message.view
        return self.view

    async def seat(self, name: str) -> str:
        assert self.view is not None
        return next(place.seat for place in self.view.circle if place.name == name)


@asynccontextmanager
async def session(
    house: House, count: int, say: Callable[[str], None] = lambda _line: None
) -> AsyncIterator[tuple[Facilitator, dict[str, SyntheticMember]]]:
    """An open room with Dana and some members in it."""
    link = PersonalLink.parse(house.facilitator)
    connection = RoomConnection()
    await connection.open(link.origin, await join(link), "d" * 32)
    facilitator = Facilitator(connection)
    members = [SyntheticMember(each.link, say=say, turn_s=0.5, hesitation_s=0.1) for each in house.members[:count]]
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await connection.command("open_room")
            for member in members:
                await member.start()
                await member.until(MemberState.WAITING)
            await connection.command("admit_all")
            for member in members:
                await member.until(MemberState.IN_THE_ROOM)
            await facilitator.see({member.name for member in members})
            yield facilitator, {member.name: member for member in members}
    finally:
        for member in members:
            await member.stop()
        await connection.close()


async def test_everybody_receives_everybody(house: House) -> None:
    async with session(house, 3) as (_, members):
        for receiver in members.values():
            for sender in members.keys() - {receiver.name}:
                await receiver.heard(sender, "audio", 100)
                await receiver.heard(sender, "video", 30)
        reports = [await member.statistics() for member in members.values()]

    assert all(set(report.received) == members.keys() - {report.name} for report in reports)
    assert all(min(report.sent.values()) >= 30 for report in reports)


async def test_mute_stops_the_sound_of_one_and_unmute_brings_it_back(house: House) -> None:
    async with session(house, 2) as (facilitator, members):
        ana, ben = members["Ana"], members["Ben"]
        await ben.heard("Ana", "audio", 50)
        await facilitator.connection.command("mute", seat=await facilitator.seat("Ana"))
        muted_at = (await ben.statistics()).received["Ana"]
        await ben.heard("Ana", "video", muted_at["video"] + 45)
        after = (await ben.statistics()).received["Ana"]
        # A muted member goes on sending; what was on its way when the acknowledgement came may still arrive.
        assert after["audio"] <= muted_at["audio"] + 5
        await facilitator.connection.command("ask_to_unmute", seat=await facilitator.seat("Ana"))
        await ben.heard("Ana", "audio", after["audio"] + 50)
        assert (await ana.statistics()).sent["audio"] > after["audio"] + 50


async def test_a_round_runs_to_its_end_by_itself(house: House) -> None:
    lines: list[str] = []
    async with session(house, 3, lines.append) as (facilitator, _):
        await facilitator.connection.command("start_round", turn_s=None)
        async with asyncio.timeout(TIMEOUT_S):
            while facilitator.view is None or facilitator.view.floor.mode != "round":
                await _next_view(facilitator)
            while facilitator.view.floor.mode == "round":
                await _next_view(facilitator)

    assert sorted(line for line in lines if "has the floor" in line) == [
        "Ana: has the floor",
        "Ben: has the floor",
        "Cyd: has the floor",
    ]


async def _next_view(facilitator: Facilitator) -> None:
    message = await facilitator.connection.inbox.get()
    if isinstance(message, ViewMessage):
        facilitator.view = message.view


async def test_a_lost_socket_is_made_good_without_losing_media(house: House) -> None:
    async with session(house, 2) as (_, members):
        ana, ben = members["Ana"], members["Ben"]
        await ben.heard("Ana", "video", 30)
        connection = ana._connection
        assert connection is not None
        await connection.close()
        media = ana._media
        before = (await ben.statistics()).received["Ana"]["video"]
        await ben.heard("Ana", "video", before + 60)
        assert ana._media is media
        await ana.command("signal_support", kind="take_a_moment")


async def test_sent_to_the_lobby_means_no_media_until_admitted_again(house: House) -> None:
    async with session(house, 2) as (facilitator, members):
        ana, ben = members["Ana"], members["Ben"]
        await ben.heard("Ana", "audio", 30)
        await facilitator.connection.command("send_to_lobby", seat=await facilitator.seat("Ana"))
        await ana.until(MemberState.WAITING)
        gone_at = (await ben.statistics()).received["Ana"]
        assert ana._media is None
        await facilitator.connection.command("admit_all")
        await ana.until(MemberState.IN_THE_ROOM)
        await ben.heard("Ana", "audio", gone_at["audio"] + 50)
        await ana.heard("Ben", "video", 60)


async def test_the_end_of_the_session_ends_everybody(house: House) -> None:
    async with session(house, 2) as (facilitator, members):
        await facilitator.connection.command("end_session")
        assert [await member.gone() for member in members.values()] == ["ended", "ended"]


async def test_a_member_cannot_do_what_facilitators_do(house: House) -> None:
    async with session(house, 2) as (_, members):
        with pytest.raises(CommandRefused) as refusal:
            await members["Ana"].command("mute_all")
    assert refusal.value.code == "not_permitted"


def test_the_command_reports_and_leaves_after_its_time(house: House, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = subprocess.run(
        [*goround(), "members", house.members[0].link, "--duration", "2", "--report", str(report)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "Ana: waiting"
    [member] = json.loads(report.read_text())["members"]
    assert (member["name"], member["state"]) == ("Ana", "waiting")


@pytest.mark.parametrize("fragment", ["!", "A" * 43])
def test_a_wrong_link_is_one_line_and_status_2(house: House, fragment: str) -> None:
    done = subprocess.run(
        [*goround(), "members", f"{house.url}/join#{fragment}"],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "link" in done.stderr
    assert fragment not in done.stderr
