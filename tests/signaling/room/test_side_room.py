"""Taking somebody aside: nothing of the two reaches the group, nothing of the group the two."""

from dataclasses import replace

import pytest

from signaling.room import (
    Admit,
    Chat,
    CloseSideRoom,
    Command,
    EndSession,
    FloorMode,
    GrantFloor,
    HandPiece,
    HoldPolicy,
    Leave,
    MicrophoneRule,
    Mute,
    NextTurn,
    OpenSideRoom,
    Outcome,
    Phase,
    React,
    ReactionKind,
    Refusal,
    Remove,
    RequestFloor,
    SeatId,
    SendToLobby,
    SetDevices,
    SetFloorMode,
    SetMicrophoneRule,
    SetShield,
    SideRoomView,
    StartFeedback,
    StartRound,
    Write,
)
from signaling.room.line import Audience
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, ELI, Meeting, a_meeting, a_setup

GROUP = {ELI, BEN, CYD}
PAIR = {DANA, ANA}


def two_facilitators(hold_policy: HoldPolicy = HoldPolicy.QUIET) -> Meeting:
    """Dana, Eli, Ana, Ben and Cyd, with everything on."""
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI], hold_policy=hold_policy))
    meeting.all_do(*(SetDevices(seat, microphone=True, camera=True) for seat in (DANA, ELI, ANA, BEN, CYD)))
    return meeting


def a_side_room(hold_policy: HoldPolicy = HoldPolicy.QUIET) -> Meeting:
    """Dana has taken Ana aside, Eli keeps Ben and Cyd."""
    meeting = two_facilitators(hold_policy)
    meeting.send(OpenSideRoom(DANA, ANA))
    return meeting


def received(meeting: Meeting) -> dict[SeatId, set[SeatId]]:
    """Whom everybody receives."""
    return {receiver: set(senders) for receiver, senders in meeting.policy.receives.items()}


def test_the_two_receive_each_other_and_nobody_else() -> None:
    meeting = a_side_room()

    assert received(meeting) == {
        DANA: {ANA},
        ANA: {DANA},
        ELI: {BEN, CYD},
        BEN: {ELI, CYD},
        CYD: {ELI, BEN},
    }
    assert meeting.heard() == {DANA, ELI, ANA, BEN, CYD}


def test_everybody_sees_that_they_are_aside() -> None:
    meeting = a_side_room()

    assert {seat.seat for seat in meeting.seen_by(BEN).circle if seat.aside} == PAIR
    assert (meeting.seen_by(ANA).me.aside, meeting.seen_by(DANA).me.aside) == (DANA, ANA)
    assert meeting.seen_by(BEN).me.aside is None
    facilitation = meeting.seen_by(ELI).facilitation
    assert facilitation is not None
    assert facilitation.side_room == SideRoomView(DANA, ANA)


def test_back_is_one_step_and_everything_is_as_it_was() -> None:
    meeting = two_facilitators()
    before = meeting.policy
    meeting.send(OpenSideRoom(DANA, ANA))

    meeting.send(CloseSideRoom(DANA))

    assert meeting.policy == before
    assert meeting.seen_by(ANA).me.aside is None
    assert meeting.refused(CloseSideRoom(DANA)) is Refusal.NO_SIDE_ROOM


@pytest.mark.parametrize("rule", [MicrophoneRule.STRICT, MicrophoneRule.GENTLE])
def test_no_rule_of_the_group_silences_the_two(rule: MicrophoneRule) -> None:
    meeting = a_side_room()

    meeting.all_do(SetMicrophoneRule(ELI, rule), SetFloorMode(ELI, FloorMode.QUIET))

    assert meeting.seen_by(ANA).me.may_speak
    assert meeting.heard() & PAIR == PAIR


def test_who_is_muted_stays_so_aside() -> None:
    meeting = two_facilitators()

    meeting.all_do(Mute(DANA, ANA), OpenSideRoom(DANA, ANA))

    assert ANA not in meeting.heard()


def test_somebody_has_to_keep_the_group() -> None:
    alone = a_meeting()
    assert alone.refused(OpenSideRoom(DANA, ANA)) is Refusal.NO_CO_FACILITATOR

    meeting = two_facilitators()
    meeting.drop(ELI)
    assert meeting.refused(OpenSideRoom(DANA, ANA)) is Refusal.NO_CO_FACILITATOR


def test_there_is_one_at_a_time() -> None:
    meeting = a_side_room()

    assert meeting.refused(OpenSideRoom(ELI, BEN)) is Refusal.SIDE_ROOM_OPEN


def test_only_members_who_are_there_are_taken_aside() -> None:
    meeting = two_facilitators()
    meeting.drop(BEN)

    assert meeting.refused(OpenSideRoom(DANA, ELI)) is Refusal.NOT_PERMITTED
    assert meeting.refused(OpenSideRoom(DANA, BEN)) is Refusal.NOT_PRESENT
    assert meeting.refused(OpenSideRoom(ANA, CYD)) is Refusal.NOT_PERMITTED


def test_a_turn_that_it_interrupts_is_offered_again() -> None:
    meeting = two_facilitators()
    meeting.send(StartRound(ELI, 120))
    assert meeting.holder == ANA

    meeting.send(OpenSideRoom(DANA, ANA))

    assert meeting.holder == BEN
    running = meeting.room.floor.round
    assert running is not None
    place = running.place(ANA)
    assert place is not None
    assert place.outcome is Outcome.MISSED
    meeting.send(CloseSideRoom(DANA))
    meeting.all_do(NextTurn(ELI), NextTurn(ELI))
    assert meeting.holder == ANA


def test_nobody_aside_is_offered_a_turn() -> None:
    meeting = two_facilitators()
    meeting.send(StartRound(ELI, 120))

    meeting.all_do(OpenSideRoom(DANA, BEN), NextTurn(ELI))

    assert meeting.holder == CYD


def test_a_request_keeps_its_place_and_waits() -> None:
    meeting = two_facilitators()
    meeting.all_do(SetFloorMode(ELI, FloorMode.QUEUE), RequestFloor(ANA), RequestFloor(BEN))

    meeting.all_do(OpenSideRoom(DANA, ANA), NextTurn(ELI))
    assert meeting.holder == BEN
    meeting.all_do(CloseSideRoom(DANA), NextTurn(ELI))

    assert meeting.holder == ANA


@pytest.mark.parametrize(
    "command",
    [GrantFloor(ELI, ANA), GrantFloor(ELI, DANA), StartFeedback(ELI, ANA, None)],
    ids=["member", "facilitator", "feedback"],
)
def test_nobody_aside_is_given_the_floor(command: Command) -> None:
    assert a_side_room().refused(command) is Refusal.NOT_PRESENT


def test_no_piece_is_handed_in_or_out() -> None:
    meeting = a_side_room()
    meeting.all_do(SetFloorMode(ELI, FloorMode.PIECE), HandPiece(ELI, BEN))

    assert meeting.refused(HandPiece(BEN, ANA)) is Refusal.NOT_PRESENT
    assert meeting.refused(HandPiece(DANA, CYD)) is Refusal.NOT_PRESENT


def test_nothing_is_said_to_the_group_from_there() -> None:
    meeting = a_meeting(replace(a_setup(facilitators=[DANA, ELI]), chat=Chat.ALL))
    meeting.send(OpenSideRoom(DANA, ANA))

    assert meeting.refused(React(ANA, ReactionKind.AGREE)) is Refusal.NOT_PRESENT
    assert meeting.refused(Write(ANA, Audience.ALL, ())) is Refusal.CHAT_OFF


def test_a_shield_holds_there_too() -> None:
    meeting = a_side_room()

    meeting.send(SetShield(ANA, up=True))

    assert received(meeting)[ANA] == set()
    assert received(meeting)[DANA] == set()


@pytest.mark.parametrize(
    "command",
    [Leave(ANA), Leave(DANA), Remove(ELI, ANA), SendToLobby(ELI, ANA), CloseSideRoom(ELI)],
    ids=["member leaves", "facilitator leaves", "removed", "sent to the lobby", "closed by another"],
)
def test_an_end_that_comes_from_outside_leaves_no_microphone_open(command: Command) -> None:
    meeting = a_side_room()

    meeting.send(command)

    assert meeting.room.side_room is None
    assert meeting.heard() & PAIR == set()
    left = next(seat for seat in (ANA, DANA) if meeting.seat(seat).present)
    assert meeting.seen_by(left).me.unmute_asked
    meeting.send(SetDevices(left, microphone=True, camera=True))
    assert left in meeting.heard()


def test_a_facilitator_who_drops_there_has_as_long_as_a_group_waits() -> None:
    meeting = a_side_room()
    meeting.drop(DANA)
    meeting.wait(9_999)
    assert received(meeting)[ANA] == {DANA}
    meeting.connect(DANA)
    meeting.wait(60_000)
    assert meeting.seen_by(ANA).me.aside == DANA

    meeting.drop(DANA)
    meeting.wait(10_000)

    assert meeting.seen_by(ANA).me.aside is None
    assert meeting.seen_by(ANA).me.unmute_asked
    assert received(meeting)[ANA] == {DANA, ELI, BEN, CYD}
    assert ANA not in meeting.heard()


def test_a_member_who_drops_there_keeps_it() -> None:
    meeting = a_side_room()
    meeting.drop(ANA)
    meeting.wait(300_000)

    meeting.connect(ANA)

    assert meeting.seen_by(ANA).me.aside == DANA
    assert received(meeting)[ANA] == {DANA}


def test_who_is_aside_does_not_keep_the_group() -> None:
    meeting = a_side_room()
    meeting.drop(ELI)
    assert not meeting.seen_by(BEN).room.facilitator_present

    meeting.wait(10_000)

    assert meeting.phase() is Phase.ON_HOLD
    assert received(meeting) == {DANA: {ANA}, ANA: {DANA}, ELI: set(), BEN: {ELI}, CYD: {ELI}}
    assert meeting.refused(SetFloorMode(DANA, FloorMode.QUEUE)) is Refusal.WRONG_PHASE
    assert meeting.refused(EndSession(DANA)) is Refusal.WRONG_PHASE


def test_the_facilitator_aside_ends_the_hold_in_one_step() -> None:
    meeting = a_side_room()
    meeting.send(StartRound(ELI, 120))
    meeting.drop(ELI)
    meeting.wait(10_000)

    meeting.send(CloseSideRoom(DANA))

    assert meeting.phase() is Phase.OPEN
    assert meeting.holder == BEN
    assert meeting.room.lead == DANA


def test_the_lead_passes_to_who_is_aside_only_where_there_is_nobody_else() -> None:
    meeting = a_side_room()
    assert meeting.room.lead == DANA

    meeting.drop(ELI)
    meeting.drop(DANA)
    meeting.connect(ELI)

    assert meeting.room.lead == ELI


def test_the_group_goes_on_hold_with_company_without_the_two() -> None:
    meeting = a_side_room(HoldPolicy.COMPANY)
    meeting.drop(ELI)
    meeting.wait(10_000)

    assert received(meeting)[BEN] == {ELI, CYD}


def test_the_end_of_the_session_ends_it() -> None:
    meeting = a_side_room()

    meeting.send(EndSession(ELI))

    assert meeting.room.side_room is None


def test_who_came_back_to_the_lobby_is_not_aside_when_admitted_again() -> None:
    meeting = a_side_room()

    meeting.all_do(SendToLobby(ELI, ANA), Admit(ELI, ANA))

    assert meeting.seen_by(ANA).me.aside is None
