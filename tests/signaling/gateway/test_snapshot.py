"""Numbers for the operator, and no names in them."""

from signaling.room import SeatState
from tests.signaling.gateway.house import House
from tests.signaling.gateway.people import ANA, BEN, DANA, NAMES


async def test_a_snapshot_counts_what_went_on(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    await house.come(BEN)
    await ana.command("open_room")
    await ana.command("sing")
    await dana.media("capabilities")
    await dana.media("restart_ice", transport="t-9")

    snapshot = house.gateway.snapshot()

    assert (snapshot.rooms, snapshot.connections) == (1, 3)
    assert snapshot.seats == {SeatState.PRESENT: 2, SeatState.LOBBY: 1, SeatState.EXPECTED: 2}
    assert snapshot.joins == {"ok": 3}
    assert snapshot.commands == {
        ("open_room", "ok"): 1,
        ("admit_all", "ok"): 1,
        ("open_room", "not_permitted"): 1,
        ("unknown", "malformed"): 1,
    }
    assert snapshot.media == {("capabilities", "ok"): 1, ("restart_ice", "unknown_transport"): 1}
    assert snapshot.views >= 6
    assert not [word for word in (*NAMES.values(), *NAMES, "sing") if word in repr(snapshot)]
