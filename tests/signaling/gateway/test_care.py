"""Side room, shield, debrief, removal for good: what they come to at the relay and on the wire."""

import pytest

from tests.signaling.gateway.house import House
from tests.signaling.gateway.page import NotLetIn
from tests.signaling.gateway.people import ANA, BEN, DANA, EVE, TUESDAY


def received(house: House) -> dict[str, set[str]]:
    """Whom everybody receives by the relay's policy."""
    return {receiver: set(senders) for receiver, senders in house.room_media.policy.receives.items()}


async def test_the_side_room_is_kept_apart_at_the_relay(house: House) -> None:
    dana, eve, ana, ben = await house.session(DANA, EVE, ANA, BEN)

    await dana.done("open_side_room", seat=ANA)

    assert received(house) == {DANA: {ANA}, ANA: {DANA}, EVE: {BEN}, BEN: {EVE}}
    await ben.until_view(lambda view: {one["seat"] for one in view["circle"] if one["aside"]} == {DANA, ANA})
    await ana.until_view(lambda view: view["me"]["aside"] == DANA)
    assert eve.view["facilitation"]["side_room"] == {"facilitator": DANA, "seat": ANA}
    await dana.done("close_side_room")
    assert received(house)[ANA] == {DANA, EVE, BEN}


async def test_a_shield_is_kept_at_the_relay(house: House) -> None:
    _, ana, _ = await house.session(DANA, ANA, BEN)

    await ana.done("set_shield", up=True)

    assert received(house) == {DANA: {BEN}, ANA: set(), BEN: {DANA}}
    await ana.done("set_shield", up=False)
    assert received(house)[ANA] == {DANA, BEN}


async def test_members_go_to_their_page_for_afterwards_and_the_facilitators_stay(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    ben = await house.come(BEN)

    await dana.done("start_debrief")

    assert [await page.until_goodbye() for page in (ana, ben)] == ["ended", "ended"]
    assert dana.view["room"]["debrief"]
    assert set(received(house)) == {DANA}
    with pytest.raises(NotLetIn, match="ended"):
        await house.come(ANA)


async def test_a_removal_for_good_takes_every_link(house: House) -> None:
    dana, ana, ben = await house.session(DANA, ANA, BEN)

    await dana.done("remove", seat=ANA, for_good=True)
    await dana.done("remove", seat=BEN, for_good=False)
    for page in (ana, ben):
        assert await page.until_goodbye() == "removed"

    assert house.people.revoked == [(TUESDAY, ANA, True), (TUESDAY, BEN, False)]


async def test_the_lead_is_handed_on_and_the_agenda_moved(house: House) -> None:
    dana, eve, ana = await house.session(DANA, EVE, ANA)

    await dana.done("hand_lead", seat=EVE)
    answer = await dana.command("set_segment", index=0)

    await eve.until_view(lambda view: view["me"]["lead"])
    assert answer["code"] == "unknown_segment", "the tests' group has no agenda"
    ends_ms = ana.view["room"]["ends_ms"]
    await eve.done("extend_session")
    await ana.until_view(lambda view: view["room"]["ends_ms"] == ends_ms + 300_000)


async def test_a_reaction_fades_by_the_clock(house: House) -> None:
    _, ana, ben = await house.session(DANA, ANA, BEN)
    await ana.done("react", kind="with_you")
    await ben.until_view(lambda view: [one["reaction"] for one in view["circle"]] == [None, "with_you", None])

    house.clock.advance(8_000)

    await ben.until_view(lambda view: not any(one["reaction"] for one in view["circle"]))
