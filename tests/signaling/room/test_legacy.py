"""What a session leaves to the group's next one."""

from signaling.room import (
    EndSession,
    Leave,
    Legacy,
    MemberLegacy,
    ReleaseFloor,
    Remove,
    ReportMedia,
    RequestFloor,
    SetFloorMode,
    StartRound,
    legacy,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, EVA, a_meeting, a_setup


def test_a_session_in_which_nothing_happened_leaves_the_names_only() -> None:
    meeting = a_meeting(a_setup([ANA]))

    assert legacy(meeting.room) == Legacy((), (MemberLegacy(ANA, None, 0, 0),))


def test_shares_are_of_the_members_who_came_and_a_guests_part_ends() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD], guests=[DEV], capacity=8))
    meeting.send(ReportMedia({ANA: 3_000, BEN: 1_000, DEV: 9_000}, {}))
    meeting.send(Leave(BEN))

    shares = {member.seat: member.share for member in legacy(meeting.room).members}

    assert shares == {ANA: 0.75, BEN: 0.25, CYD: 0.0}


def test_who_did_not_come_has_no_share() -> None:
    meeting = a_meeting(a_setup([ANA, BEN], capacity=1))
    meeting.send(ReportMedia({ANA: 3_000}, {}))

    assert [member.share for member in legacy(meeting.room).members] == [1.0, None]


def test_turns_that_were_not_had_are_owed_and_requests_too() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV], guests=[EVA]))
    meeting.all_do(StartRound(DANA, None), ReleaseFloor(ANA), Remove(DANA, DEV), SetFloorMode(DANA, FloorMode.QUEUE))
    meeting.all_do(RequestFloor(ANA), EndSession(DANA))

    left = legacy(meeting.room)

    assert left.owed == (CYD, ANA), "Ben was having his turn, Dev was removed, Eva is a guest"
    assert {member.seat: (member.rounds, member.firsts) for member in left.members} == {
        ANA: (1, 1),
        BEN: (1, 0),
        CYD: (1, 0),
        DEV: (1, 0),
    }
