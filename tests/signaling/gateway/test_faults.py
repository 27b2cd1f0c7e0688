"""What goes wrong in the middle leaves no seat occupied by nobody, and nobody else disturbed."""

import asyncio
from collections.abc import Sequence

import pytest

from signaling.errors import StoreUnavailable
from signaling.gateway import gateway as gateway_module
from signaling.gateway import sockets
from signaling.gateway.answer import AWAY
from signaling.gateway.live_room import LiveRoom
from signaling.gateway.socket import Socket
from signaling.room import Event, Instant, Legacy, Room, RoomId, SeatConnected, SeatId
from signaling.stores import CommandKey, Kept, MemoryStore, Revision
from tests.signaling.gateway.house import House, auth_of, open_house
from tests.signaling.gateway.page import NotLetIn
from tests.signaling.gateway.people import ANA, BEN, DANA, TUESDAY, People, device_of


class StuckStore(MemoryStore):
    """Keeps a seat's connecting, and then does not come back from it."""

    def __init__(self, stuck_for: SeatId) -> None:
        super().__init__()
        self.away = False
        self.asked_in_vain = asyncio.Event()
        self._stuck_for: SeatId | None = stuck_for

    async def load(self, room_id: RoomId, command: CommandKey | None = None) -> Kept | None:
        if self.away:
            self.asked_in_vain.set()
            raise StoreUnavailable
        return await super().load(room_id, command)

    async def commit(
        self,
        room_id: RoomId,
        *,
        expected: Revision,
        events: Sequence[Event],
        room: Room,
        deadline: Instant | None,
        command: CommandKey | None = None,
    ) -> bool:
        kept = await super().commit(
            room_id, expected=expected, events=events, room=room, deadline=deadline, command=command
        )
        if any(isinstance(event, SeatConnected) and event.seat == self._stuck_for for event in events):
            self._stuck_for = None
            await asyncio.Event().wait()
        return kept


async def test_a_join_cut_off_after_its_commit_leaves_nobody_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_module, "JOIN_TIMEOUT_S", 0.1)
    async with open_house(store=StuckStore(ANA)) as house:
        dana = await house.come(DANA)

        with pytest.raises(NotLetIn, match="internal"):
            await house.come(ANA)
        view = await dana.until_view(lambda view: bool(view["facilitation"]["lobby"]))

        assert [(seat["seat"], seat["connected"]) for seat in view["facilitation"]["lobby"]] == [(ANA, False)]
        assert (await house.come(ANA)).me["state"] == "lobby"


async def test_a_directory_that_does_not_answer_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(People):
        async def authenticate(self, token: str) -> None:  # type: ignore[override]  # it never returns
            await asyncio.Event().wait()

    monkeypatch.setattr(gateway_module, "JOIN_TIMEOUT_S", 0.1)
    async with open_house(Silent()) as house:
        with pytest.raises(NotLetIn, match="internal"):
            await house.come(ANA)


async def test_a_store_that_is_away_answers_internal_and_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    store = StuckStore(SeatId("nobody"))
    async with open_house(store=store) as house:
        dana = await house.come(DANA)
        store.away = True

        answer = await dana.command("open_room")
        store.away = False

        assert (answer["ok"], answer["code"]) == (False, "internal")
        assert dana.view["room"]["phase"] == "doors_closed"
        assert "the store does not answer" in caplog.text
        assert "Traceback" not in caplog.text


async def test_a_bug_in_one_connections_task_ends_that_connection_only(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    dana = await house.come(DANA)
    real = LiveRoom.show

    def broken(self: LiveRoom, connection: object) -> None:
        if getattr(connection, "seat", None) == ANA:
            raise ZeroDivisionError("a secret")
        real(self, connection)  # type: ignore[arg-type]  # it is one

    async with house.wire() as wire:
        with monkeypatch.context() as patched:
            patched.setattr(LiveRoom, "show", broken)
            await wire.join(auth_of(ANA))
            await wire.goodbye()
        await dana.done("open_room")
        view = await dana.until_view(lambda view: bool(view["facilitation"]["lobby"]))

    assert [seat["connected"] for seat in view["facilitation"]["lobby"]] == [False]
    assert "a connection failed" in caplog.text
    assert "a secret" not in caplog.text.replace('("a secret")', "")


async def test_a_socket_that_never_joins_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "JOIN_WITHIN_S", 0.1)
    async with open_house() as house, house.wire() as idle:
        async with house.wire() as joined:
            await joined.join(auth_of(ANA))

            assert await idle.read() is None
            assert "sid" in joined.frames[1]
        assert len(house.gateway.snapshot().joins) == 1


async def test_a_socket_that_was_refused_is_closed(house: House) -> None:
    async with house.wire() as wire:
        refusal = await wire.join({"token": "nobody's", "device": device_of(ANA)})

        assert refusal["data"]["code"] == "session_expired"
        assert await wire.read() is None


async def test_a_refused_socket_does_not_put_off_its_end_by_asking_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    armed = 0
    abort_after = Socket.abort_after

    def count(self: Socket, seconds: float) -> None:
        nonlocal armed
        armed += 1
        abort_after(self, seconds)

    async with house.wire() as wire:
        await wire.join({"token": "nobody's", "device": device_of(ANA)})
        monkeypatch.setattr(Socket, "abort_after", count)
        again = await wire.join(auth_of(ANA))

        assert "sid" not in again
        assert armed == 0
    assert house.gateway.snapshot().joins == {"session_expired": 1}


async def test_a_socket_that_left_the_namespace_cannot_hold_a_seat_again(house: House) -> None:
    dana = await house.come(DANA)
    async with house.wire() as wire:
        await wire.join(auth_of(ANA))
        await dana.until_view(lambda view: [seat["connected"] for seat in view["facilitation"]["lobby"]] == [True])
        await wire.socket.send_str("41/room,")
        await dana.until_view(lambda view: [seat["connected"] for seat in view["facilitation"]["lobby"]] == [False])

        again = await wire.join(auth_of(ANA))

        assert "sid" not in again
        assert await wire.read() is None
    assert house.gateway.snapshot().connections == 1


async def test_who_answers_no_pings_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "PING_INTERVAL_S", 1)
    monkeypatch.setattr(sockets, "PING_TIMEOUT_S", 2)
    async with open_house() as house:
        dana, _ = await house.session(DANA, BEN)
        async with house.wire() as silent:
            await silent.join(auth_of(ANA))
            await dana.done("admit", seat=ANA)

            view = await dana.until_view(lambda view: any(seat["state"] == "away" for seat in view["circle"]))

        assert [seat["seat"] for seat in view["circle"] if seat["state"] == "away"] == [ANA]


async def test_a_session_ends_at_once_though_its_end_cannot_be_noted_yet() -> None:
    class Slow(People):
        async def ended(self, room: RoomId, left: Legacy) -> None:
            await noted.wait()
            await super().ended(room, left)

    noted = asyncio.Event()
    async with open_house(Slow()) as house:
        dana, ana = await house.session(DANA, ANA)

        await dana.command("end_session")

        assert await ana.until_goodbye() == "ended"
        assert house.room_media.policy.seats == frozenset()
        noted.set()
    assert house.people.ended_rooms == [TUESDAY]


@pytest.mark.parametrize(
    "query", ["", "EIO=4", "EIO=4&transport=polling", "EIO=3&transport=websocket", "EIO=4&transport=x&sid=y"]
)
async def test_a_request_that_is_no_socket_is_refused_and_is_no_error_of_ours(
    house: House, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    async with house.http.get(f"{house.url}/socket.io/?{query}") as answer:
        assert answer.status == 400

    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_join_that_takes_too_long_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(gateway_module, "JOIN_TIMEOUT_S", 0.1)
    async with open_house(store=StuckStore(ANA)) as house:
        with pytest.raises(NotLetIn) as refused:
            await house.come(ANA)

    assert (refused.value.code, refused.value.text) == ("internal", AWAY)
    assert "_lines" not in caplog.text
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_the_end_of_a_connection_is_noted_once_the_store_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_module, "NOTE_AGAIN_S", 0.01)
    store = StuckStore(SeatId("nobody"))
    async with open_house(store=store) as house:
        dana, ana = await house.session(DANA, ANA)
        store.away = True
        await ana.close()
        async with asyncio.timeout(10):
            await store.asked_in_vain.wait()
        store.away = False

        view = await dana.until_view(lambda view: [seat["state"] for seat in view["circle"]] == ["present", "away"])

    assert view["room"]["phase"] == "open"
