"""Media messages reach the media plane as one's own, its events one's own page."""

import pytest

from media import ConsumerClosed, EncodingsWanted, PictureStill, TilePreference, TransportState, TransportStateChanged
from signaling.room import SeatId
from tests.signaling.gateway.house import House
from tests.signaling.gateway.people import ANA, BEN, DANA, TUESDAY


async def test_who_waits_has_no_media(house: House) -> None:
    await house.session(DANA, ANA)
    ben = await house.come(BEN)

    answers = [
        await ben.media("capabilities"),
        await ben.media("create_transport", direction="send"),
        await ben.media("resume", transports=[]),
    ]

    assert {answer["code"] for answer in answers} == {"not_present"}
    assert not [call for call in house.room_media.calls if BEN in call]


async def test_a_present_seat_negotiates(house: House) -> None:
    _, ana = await house.session(DANA, ANA)

    capabilities = await ana.media("capabilities")
    offer = await ana.media("create_transport", direction="recv", rtp_capabilities={"codecs": []})
    connected = await ana.media("connect_transport", transport=offer["transport"], dtls_parameters={"role": "client"})
    restarted = await ana.media("restart_ice", transport=offer["transport"])
    await ana.until(lambda page: bool(page.media_events))

    assert capabilities == {"ok": True, "rtp_capabilities": {"codecs": [], "headerExtensions": []}}
    assert set(offer) == {
        *("ok", "transport", "ice_parameters", "ice_candidates", "dtls_parameters"),
        *("ice_servers", "ice_transport_policy"),
    }
    assert connected == {"ok": True}
    assert restarted == {"ok": True, "ice_parameters": {"usernameFragment": "v"}}
    assert ana.media_events == [("transport_state", {"transport": offer["transport"], "state": "connected"})]
    assert ("create_transport", ANA, "recv", {"codecs": []}) in house.room_media.calls


async def test_others_things_are_unknown(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    transport = (await dana.media("create_transport", direction="send"))["transport"]
    producer = (await dana.media("produce", transport=transport, kind="audio", rtp_parameters={}))["producer"]

    answers = [
        await ana.media("connect_transport", transport=transport, dtls_parameters={}),
        await ana.media("restart_ice", transport=transport),
        await ana.media("produce", transport=transport, kind="audio", rtp_parameters={}),
        await ana.media("close_producer", producer=producer),
    ]

    assert [answer["code"] for answer in answers] == ["unknown_transport"] * 3 + ["unknown_producer"]


async def test_a_track_is_announced_to_the_seat_that_receives_it_and_to_no_other(house: House) -> None:
    dana, ana, ben = await house.session(DANA, ANA, BEN)
    await house.come(SeatId("seat-cyd"))
    transport = (await ana.media("create_transport", direction="send"))["transport"]

    producer = (await ana.media("produce", transport=transport, kind="video", rtp_parameters={}))["producer"]
    for page in (dana, ben):
        await page.until(lambda page: bool(page.media_events))

    for page in (dana, ben):
        assert len(page.media_events) == 1
        event, payload = page.media_events[0]
        assert (event, payload["producer"], payload["seat"], payload["kind"]) == ("consumer", producer, ANA, "video")
        assert set(payload) == {"consumer", "producer", "seat", "kind", "rtp_parameters"}
    assert dana.media_events[0][1]["consumer"] != ben.media_events[0][1]["consumer"]
    assert ana.media_events == []
    assert all(page.media_events == [] for page in house.pages if page not in (dana, ben))


async def test_ready_and_tiles_are_passed_on(house: House) -> None:
    _, ana = await house.session(DANA, ANA)

    ready = await ana.media("consumer_ready", consumer="k-1")
    tiles = await ana.media("prefer", tiles=[{"consumer": "k-1", "width": 640, "height": 360}])

    assert ready == tiles == {"ok": True}
    assert house.room_media.calls[-2:] == [
        ("consumer_ready", ANA, "k-1"),
        ("prefer", ANA, TilePreference("k-1", 640, 360)),
    ]


async def test_events_for_seats_that_are_not_here_go_nowhere(house: House) -> None:
    _, ana = await house.session(DANA, ANA)

    house.room_media.deliver("room-unknown", ConsumerClosed(ANA, "k-1"))
    house.room_media.deliver(TUESDAY, ConsumerClosed("seat-nobody", "k-1"))
    house.room_media.deliver(TUESDAY, TransportStateChanged(ANA, "t-1", TransportState.FAILED))
    house.room_media.deliver(TUESDAY, EncodingsWanted(ANA, "p-1", (True, False)))
    house.room_media.deliver(TUESDAY, PictureStill(ANA, "k-2", still=True))
    house.room_media.deliver(TUESDAY, ConsumerClosed(ANA, "k-2"))
    await ana.until(lambda page: len(page.media_events) == 4)

    assert ana.media_events == [
        ("transport_state", {"transport": "t-1", "state": "failed"}),
        ("encodings", {"producer": "p-1", "active": [True, False]}),
        ("still", {"consumer": "k-2", "still": True}),
        ("consumer_closed", {"consumer": "k-2"}),
    ]


async def test_a_fault_of_the_media_plane_is_internal_and_logged_without_content(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    _, ana = await house.session(DANA, ANA)

    async def broken(seat: str, transport: str, kind: str, rtp_parameters: object) -> str:
        raise KeyError("cname-that-is-private")

    house.room_media.produce = broken  # type: ignore[method-assign]  # breaks it

    answer = await ana.media(
        "produce", transport="t-1", kind="audio", rtp_parameters={"cname": "cname-that-is-private"}
    )

    assert (answer["ok"], answer["code"]) == (False, "internal")
    assert (await ana.media("capabilities"))["ok"]
    assert "produce failed" in caplog.text
    assert "KeyError" in caplog.text
    assert "cname-that-is-private" not in caplog.text.replace('cname-that-is-private")', "")
