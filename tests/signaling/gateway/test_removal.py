"""Put out, turned away, sent back, muted: effective at the relay before anybody is told."""

import pytest

from tests.signaling.gateway.house import House
from tests.signaling.gateway.page import NotLetIn
from tests.signaling.gateway.people import ANA, BEN, DANA, TUESDAY


async def test_a_removed_seats_transports_are_closed_before_any_view_is_pushed(house: House) -> None:
    dana, ana, _ = await house.session(DANA, ANA, BEN)
    for direction in ("send", "recv"):
        await ana.media("create_transport", direction=direction, rtp_capabilities={})
    views_at_close: list[int] = []
    house.room_media.on_close = lambda _: views_at_close.append(house.gateway.snapshot().views)
    before = house.gateway.snapshot().views

    await dana.done("remove", seat=ANA)

    assert await ana.until_goodbye() == "removed"
    assert views_at_close == [before, before]
    assert house.gateway.snapshot().views > before
    assert house.room_media.transports == {}
    assert ANA not in house.room_media.policy.seats


async def test_a_removed_seat_cannot_return_and_its_invite_is_revoked(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    await dana.done("remove", seat=ANA)
    await ana.until_goodbye()

    for device in (1, 2):
        with pytest.raises(NotLetIn, match="removed"):
            await house.come(ANA, device=device, takeover=True)

    assert house.people.revoked == [(TUESDAY, ANA, False)]


async def test_a_declined_seat_is_told_so_and_cannot_return(house: House) -> None:
    dana, _ = await house.session(DANA, ANA)
    ben = await house.come(BEN)

    await dana.done("decline", seat=BEN)

    assert await ben.until_goodbye() == "declined"
    with pytest.raises(NotLetIn, match="removed"):
        await house.come(BEN)
    assert house.people.revoked == [(TUESDAY, BEN, False)]


async def test_who_is_sent_to_the_lobby_loses_transports_and_stays_connected(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    sending = (await ana.media("create_transport", direction="send"))["transport"]

    await dana.done("send_to_lobby", seat=ANA)
    view = await ana.until_view(lambda view: view["me"]["state"] == "lobby")

    assert house.room_media.transports == {}
    assert view["circle"] == []
    assert (await ana.media("restart_ice", transport=sending))["code"] == "not_present"


async def test_a_mute_is_in_force_at_the_relay_when_it_is_acknowledged(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    await ana.done("set_devices", microphone=True, camera=True)

    await dana.done("mute", seat=ANA)

    sends = house.room_media.policy.sends_of(ANA)
    assert (sends.audio, sends.video) == (False, True)
    assert (await ana.command("set_devices", microphone=True, camera=True))["code"] == "muted"


async def test_nobody_is_revoked_who_only_leaves(house: House) -> None:
    _, ana = await house.session(DANA, ANA)

    await ana.command("leave")
    await ana.until_goodbye()

    assert house.people.revoked == []
