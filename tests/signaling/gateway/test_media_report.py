"""What the media node hears reaches the facilitators, and nobody else."""

from media import MediaReport, SeatReport
from media.events import ConnectionQuality
from tests.signaling.gateway.house import House
from tests.signaling.gateway.people import ANA, BEN, DANA, TUESDAY


def heard(**speech_ms: int) -> MediaReport:
    return MediaReport({f"seat-{name}": SeatReport(each, ConnectionQuality.WEAK) for name, each in speech_ms.items()})


async def test_a_report_is_shown_to_the_facilitator_only(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    seen = len(ana.views)

    house.room_media.deliver(TUESDAY, heard(ana=4_000, dana=9_000))

    view = await dana.until_view(lambda view: view["facilitation"]["people"][0]["speech_ms"] == 4_000)
    person = view["facilitation"]["people"][0]
    assert (person["seat"], person["connection"]) == (ANA, "weak")
    assert view["facilitation"]["evenness"] == 1.0
    assert len(ana.views) == seen


async def test_a_report_of_strangers_or_after_the_end_is_let_go(house: House) -> None:
    dana, _ = await house.session(DANA, BEN)
    house.room_media.deliver(TUESDAY, heard(zoe=4_000))
    await dana.command("end_session")

    house.room_media.deliver(TUESDAY, heard(ben=4_000))

    assert await dana.until_goodbye() == "ended"
