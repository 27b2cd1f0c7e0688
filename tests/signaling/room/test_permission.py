"""Who may send what."""

from typing import get_args

import pytest

from signaling.room import (
    AcknowledgeSupport,
    Admit,
    AdmitAll,
    AskToUnmute,
    Chat,
    CheckOn,
    CloseSideRoom,
    Decline,
    DenyRequest,
    EndRound,
    EndSession,
    ExtendSession,
    ExtendTurn,
    FacilitatorCommand,
    GrantFloor,
    HandLead,
    Here,
    InsertTurn,
    MemberCommand,
    MicrophoneRule,
    MoveRequest,
    Mute,
    MuteAll,
    NextTurn,
    OpenCard,
    OpenRoom,
    OpenSideRoom,
    PassTurn,
    PersonCommand,
    QueueOrder,
    React,
    ReactionKind,
    Refusal,
    ReleaseFloor,
    Remove,
    RequestFloor,
    RevokeFloor,
    SeatId,
    SendToLobby,
    SetChat,
    SetClock,
    SetDevices,
    SetFloorMode,
    SetLock,
    SetMicrophoneRule,
    SetQueueOrder,
    SetSegment,
    SetShield,
    SignalId,
    SignalSupport,
    SkipTurn,
    StartDebrief,
    StartFeedback,
    StartRound,
    SupportKind,
    WithdrawRequest,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, DANA, Meeting, a_meeting, a_setup


def facilitators_only(by: SeatId) -> list[FacilitatorCommand]:
    return [
        OpenRoom(by),
        SetLock(by, locked=True),
        Admit(by, BEN),
        AdmitAll(by),
        Decline(by, BEN),
        SendToLobby(by, BEN),
        Remove(by, BEN),
        EndSession(by),
        SetFloorMode(by, FloorMode.QUEUE),
        SetMicrophoneRule(by, MicrophoneRule.STRICT),
        StartRound(by, None),
        GrantFloor(by, BEN),
        RevokeFloor(by),
        NextTurn(by),
        ExtendTurn(by, 60),
        SkipTurn(by),
        EndRound(by),
        SetClock(by, paused=True),
        Mute(by, BEN),
        MuteAll(by),
        AskToUnmute(by, BEN),
        AcknowledgeSupport(by, SignalId("1-1")),
        HandLead(by, DANA),
        SetSegment(by, None),
        ExtendSession(by),
        StartDebrief(by),
        OpenSideRoom(by, BEN),
        CloseSideRoom(by),
        CheckOn(by, BEN),
        SetChat(by, Chat.ALL),
        OpenCard(by, BEN),
        StartFeedback(by, BEN, None),
        InsertTurn(by, BEN),
        DenyRequest(by, BEN),
        SetQueueOrder(by, QueueOrder.FAIR),
        MoveRequest(by, BEN, 1),
    ]


def anybody(by: SeatId) -> list[MemberCommand]:
    return [
        SetDevices(by, microphone=True, camera=True),
        RequestFloor(by),
        WithdrawRequest(by),
        PassTurn(by, for_now=False),
        ReleaseFloor(by),
        SetShield(by, up=True),
        React(by, ReactionKind.AGREE),
        Here(by),
    ]


def named(command: PersonCommand) -> str:
    return type(command).__name__


@pytest.mark.parametrize("command", facilitators_only(ANA), ids=named)
def test_a_member_may_not(command: FacilitatorCommand) -> None:
    meeting = a_meeting()
    before = meeting.room

    assert meeting.refused(command) is Refusal.NOT_PERMITTED
    assert meeting.room == before


@pytest.mark.parametrize("command", [*facilitators_only(DANA), *anybody(DANA)[:1]], ids=named)
def test_a_facilitator_who_dropped_may_not(command: PersonCommand) -> None:
    meeting = a_meeting()
    meeting.drop(DANA)

    assert meeting.refused(command) is Refusal.NOT_PRESENT


@pytest.mark.parametrize("command", anybody(ANA), ids=named)
def test_somebody_in_the_lobby_may_not(command: MemberCommand) -> None:
    meeting = Meeting(a_setup())
    meeting.connect(ANA)

    assert meeting.refused(command) is Refusal.NOT_PRESENT


@pytest.mark.parametrize(
    "command", [RequestFloor(DANA), WithdrawRequest(DANA), PassTurn(DANA, for_now=True)], ids=named
)
def test_a_facilitator_asks_for_no_floor(command: MemberCommand) -> None:
    assert a_meeting().refused(command) is Refusal.NOT_PERMITTED


def test_a_facilitator_signals_to_nobody() -> None:
    assert a_meeting().refused(SignalSupport(DANA, SupportKind.URGENT)) is Refusal.NOT_PERMITTED


@pytest.mark.parametrize("command", [*facilitators_only(DANA), *anybody(ANA)], ids=named)
def test_nothing_is_taken_once_the_session_has_ended(command: PersonCommand) -> None:
    meeting = a_meeting()
    meeting.send(EndSession(DANA))

    assert meeting.refused(command) is Refusal.ENDED


@pytest.mark.parametrize(
    "command",
    [RequestFloor(ANA), PassTurn(ANA, for_now=False), ReleaseFloor(ANA)],
    ids=named,
)
def test_the_floor_stands_still_on_hold(command: MemberCommand) -> None:
    meeting = a_meeting()
    meeting.send(StartRound(DANA, None))
    meeting.drop(DANA)
    meeting.wait(10_000)

    assert meeting.refused(command) is Refusal.WRONG_PHASE


def test_every_kind_of_a_facilitators_command_is_tried() -> None:
    assert {type(command) for command in facilitators_only(DANA)} == set(get_args(FacilitatorCommand))
