"""Who speaks how much, and who has been offered a turn: for the facilitators only."""

import pytest

from signaling.room import (
    EndSession,
    Facilitation,
    GrantFloor,
    Instant,
    Leave,
    NextTurn,
    OpenSideRoom,
    PassTurn,
    ReleaseFloor,
    ReportMedia,
    RevokeFloor,
    SeatId,
    SkipTurn,
    StartRound,
    Tick,
    deadline,
    later,
)
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI, ENDS, Meeting, a_meeting, a_setup, as_json

LAST_CALL = later(ENDS, -20 * 60_000)


def panel(meeting: Meeting) -> Facilitation:
    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None
    return facilitation


def report(**ms: int) -> ReportMedia:
    return ReportMedia({SeatId(f"seat-{name}"): each for name, each in ms.items()}, {})


def turns(meeting: Meeting) -> dict[SeatId, tuple[int, int]]:
    return {person.seat: (person.offered, person.taken) for person in panel(meeting).people}


def test_reports_add_up_and_only_facilitators_see_them() -> None:
    meeting = a_meeting()
    before = as_json(meeting.seen_by(ANA))

    meeting.send(report(ana=4_000, ben=1_000))
    meeting.send(report(ana=2_500, dana=9_000))

    assert {person.seat: person.speech_ms for person in panel(meeting).people} == {ANA: 6_500, BEN: 1_000, CYD: 0}
    assert as_json(meeting.seen_by(ANA)) == before


@pytest.mark.parametrize("nothing", [report(), report(ana=0, ben=-5), report(dana=5_000), report(zoe=5_000)])
def test_a_report_of_nothing_changes_nothing(nothing: ReportMedia) -> None:
    assert a_meeting().send(nothing) == []


def spoken(meeting: Meeting, seat: SeatId) -> int:
    """What is counted of one second of speech."""
    before = meeting.seat(seat).speech_ms
    meeting.send(ReportMedia({seat: 1_000}, {}))
    return meeting.seat(seat).speech_ms - before


def test_what_is_said_outside_the_circle_or_the_session_does_not_count() -> None:
    early = Meeting(a_setup())
    early.connect(DANA)
    assert spoken(early, ANA) == 0

    meeting = a_meeting()
    meeting.send(Leave(BEN))
    assert (spoken(meeting, ANA), spoken(meeting, BEN)) == (1_000, 0)
    meeting.drop(DANA)
    meeting.wait(10_000)
    assert spoken(meeting, ANA) == 0
    meeting.connect(DANA)
    meeting.send(EndSession(DANA))
    assert spoken(meeting, ANA) == 0


def test_what_two_say_in_the_side_room_is_theirs() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.send(OpenSideRoom(DANA, ANA))

    assert (spoken(meeting, ANA), spoken(meeting, BEN)) == (0, 1_000)


def test_a_dropped_connection_keeps_what_was_said() -> None:
    meeting = a_meeting()
    meeting.send(report(ana=1_000))
    meeting.drop(ANA)

    meeting.send(report(ana=500))

    assert meeting.seat(ANA).speech_ms == 1_500


@pytest.mark.parametrize(
    ("spoken", "figure"),
    [({}, None), ({"ana": 900}, 0.0), ({"ana": 900, "ben": 900}, 0.63), ({"ana": 500, "ben": 500, "cyd": 500}, 1.0)],
)
def test_evenness_is_one_figure_from_nought_to_one(spoken: dict[str, int], figure: float | None) -> None:
    meeting = a_meeting()

    meeting.send(report(**spoken))

    assert panel(meeting).evenness == figure


def test_evenness_is_that_of_the_people_who_are_there() -> None:
    meeting = a_meeting()
    meeting.send(report(ana=600, ben=600))
    meeting.send(Leave(CYD))
    assert panel(meeting).evenness == 1.0

    meeting.send(Leave(BEN))

    assert panel(meeting).evenness == 1.0, "one person alone is even"


def test_turns_offered_and_taken_are_counted_in_every_mode() -> None:
    meeting = a_meeting()
    meeting.all_do(StartRound(DANA, None), ReleaseFloor(ANA), PassTurn(BEN, for_now=False), SkipTurn(DANA))
    assert turns(meeting) == {ANA: (1, 1), BEN: (1, 0), CYD: (2, 0)}

    meeting.all_do(NextTurn(DANA), GrantFloor(DANA, BEN), GrantFloor(DANA, ANA), RevokeFloor(DANA))

    assert turns(meeting) == {ANA: (2, 2), BEN: (2, 1), CYD: (2, 1)}


def test_a_turn_that_a_round_will_offer_again_was_not_taken() -> None:
    meeting = a_meeting()
    meeting.all_do(StartRound(DANA, None), RevokeFloor(DANA))
    assert turns(meeting)[ANA] == (1, 0)

    meeting.send(NextTurn(DANA))
    meeting.drop(BEN)
    meeting.send(NextTurn(DANA))

    assert turns(meeting)[BEN] == (1, 0)


def test_facilitators_turns_are_nobodys_figure() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.all_do(GrantFloor(DANA, ELI), ReleaseFloor(ELI))

    assert turns(meeting) == {ANA: (0, 0), BEN: (0, 0), CYD: (0, 0)}


def test_from_twenty_minutes_before_the_end_the_facilitators_see_who_was_not_offered_a_turn() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV]))
    meeting.all_do(GrantFloor(DANA, BEN), Leave(DEV))
    meeting.wait(LAST_CALL - meeting.now - 1)
    assert panel(meeting).not_yet_offered is None
    assert deadline(meeting.room) == LAST_CALL

    meeting.wait(1)
    assert panel(meeting).not_yet_offered == (ANA, CYD)
    meeting.all_do(GrantFloor(DANA, CYD), GrantFloor(DANA, ANA))

    assert panel(meeting).not_yet_offered == ()
    assert deadline(meeting.room) != LAST_CALL


def test_a_hold_at_that_moment_only_delays_it() -> None:
    meeting = a_meeting()
    meeting.wait(LAST_CALL - meeting.now - 10_001)
    meeting.drop(DANA)
    meeting.wait(60_000)
    meeting.connect(DANA)
    due = deadline(meeting.room)
    assert due is not None
    assert due <= meeting.now

    meeting.send(Tick())

    assert panel(meeting).not_yet_offered == (ANA, BEN, CYD)


@pytest.mark.parametrize("late_ms", [0, 1, 20 * 60_000])
def test_one_late_tick_does_this_and_what_else_is_due(late_ms: int) -> None:
    meeting = a_meeting()
    meeting.now = Instant(LAST_CALL + late_ms)
    meeting.send(Tick())

    assert meeting.room.last_call
    following = deadline(meeting.room)
    assert following is not None
    assert following > meeting.now
