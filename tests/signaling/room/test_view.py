"""What each person may see: nothing private, field by field and by marker."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest

from signaling.room import (
    Admit,
    Audience,
    Chat,
    CheckOn,
    DeviceId,
    EndSession,
    HoldPolicy,
    Leave,
    LeaveCard,
    MicrophoneRule,
    OpenCard,
    OpenSideRoom,
    Phase,
    React,
    ReactionKind,
    Remove,
    Request,
    RequestFloor,
    RoomId,
    RoomSetup,
    Sealed,
    Seat,
    SeatId,
    SeatState,
    SendToLobby,
    SetDevices,
    SetKey,
    SetSegment,
    Signal,
    SignalId,
    SignalSupport,
    StartRound,
    SupportKind,
    Write,
    default_agenda,
    open_room,
    view,
)
from signaling.room.floor import Floor, FloorMode
from signaling.room.room import Room
from signaling.room.room_view import FloorView
from tests.signaling.room.meeting import (
    ANA,
    BEN,
    CYD,
    DANA,
    DEV,
    EIGHT,
    ELI,
    ENDS,
    STARTS,
    Meeting,
    a_meeting,
    a_setup,
    as_json,
)

MEMBER_SEES = {
    "room": {
        "name",
        "phase",
        "locked",
        "starts_ms",
        "ends_ms",
        "hold_policy",
        "microphone_rule",
        "facilitator_present",
        "capacity",
        "landing",
        "segment",
        "debrief",
        "chat",
        "reactions",
        "emergency_card",
        "keys",
    },
    "me": {
        "seat",
        "name",
        "role",
        "state",
        "lead",
        "may_speak",
        "muted",
        "unmute_asked",
        "microphone",
        "camera",
        "queue_position",
        "turn",
        "support",
        "late",
        "shielded",
        "aside",
        "check",
        "guest_questions",
        "lines",
        "card_left",
    },
    "room.segment": {"index", "kind", "title", "ends_ms"},
    "room.keys": {"seat", "key"},
    "me.support": {"signal", "kind", "acknowledged"},
    "me.guest_questions": {"seat", "name"},
    "me.lines": {"line", "from", "to", "at_ms", "box"},
    "circle": {
        "seat",
        "name",
        "role",
        "state",
        "lead",
        "microphone",
        "camera",
        "muted",
        "has_floor",
        "next",
        "shielded",
        "aside",
        "reaction",
    },
    "floor": {"mode", "holder", "next", "turn", "round", "quiet"},
    "floor.turn": {"number", "length_ms", "ends_ms", "remaining_ms", "paused"},
    "floor.round": {"number", "taken", "total", "prompt", "sharer", "answering"},
    "": {"room", "me", "circle", "floor", "facilitation"},
}
"""Every field a member's view may have, written down here a second time on purpose."""

MEMBERS_ALONE = {"me.support", "me.guest_questions"}

FACILITATORS_SEE = {
    "facilitation": {
        "lobby",
        "expected",
        "guests",
        "queue_order",
        "queue",
        "round",
        "carried_over",
        "support",
        "people",
        "evenness",
        "not_yet_offered",
        "agenda",
        "check_out_by_ms",
        "check_out_due",
        "cards",
        "side_room",
    },
    "facilitation.people": {
        "seat",
        "offered",
        "taken",
        "speech_ms",
        "connection",
        "unresponsive",
        "card",
        "card_opened_by",
    },
    "facilitation.agenda": {"segments", "current"},
    "facilitation.agenda.segments": {"kind", "title", "length_ms"},
    "facilitation.guests": {"seat", "name", "consent", "missing"},
    "facilitation.cards": {"seat", "box"},
    "facilitation.side_room": {"facilitator", "seat"},
    "facilitation.lobby": {"seat", "name", "role", "since_ms", "connected", "late"},
    "facilitation.expected": {"seat", "name", "role", "state"},
    "facilitation.queue": {"seat", "since_ms", "reason", "deficit"},
    "facilitation.round": {"order"},
    "facilitation.round.order": {"seat", "outcome"},
    "facilitation.support": {"signal", "seat", "kind", "since_ms", "acknowledged"},
}


def objects(value: object, path: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every object in a JSON value with the names of its fields; the items of a list share its path."""
    match value:
        case dict():
            yield path, set(value)
            for name, inner in value.items():
                yield from objects(inner, f"{path}.{name}".lstrip("."))
        case list():
            for inner in value:
                yield from objects(inner, path)
        case _:
            pass


def fields(meeting: Meeting, viewer: SeatId) -> dict[str, set[str]]:
    return dict(objects(msgspec.json.decode(as_json(meeting.seen_by(viewer)))))


def a_lively_room() -> Meeting:
    """Everything at once: a round, a queue, signals, lines, somebody aside, waiting, gone or never there."""
    setup = a_setup([ANA, BEN, CYD, *EIGHT[4:7], DEV], [DANA, ELI], guests=[EIGHT[7]], welcome=[])
    agenda = default_agenda(ENDS - STARTS)
    meeting = a_meeting(replace(setup, chat=Chat.ALL, emergency_card=True, agenda=agenda))
    both = [Sealed(seat, "box") for seat in (DANA, ELI)]
    meeting.all_do(*(SetKey(seat, f"key-{seat}") for seat in (DANA, ELI, ANA, BEN)), SetSegment(DANA, 1))
    meeting.all_do(LeaveCard(ANA, both), OpenCard(DANA, ANA), OpenCard(ELI, ANA), OpenSideRoom(ELI, EIGHT[5]))
    meeting.all_do(Write(BEN, Audience.ALL, [*both, Sealed(ANA, "box")]), React(BEN, ReactionKind.AGREE))
    meeting.all_do(StartRound(DANA, 120), RequestFloor(BEN), RequestFloor(ANA))
    meeting.all_do(SignalSupport(ANA, SupportKind.URGENT), SignalSupport(BEN, SupportKind.NEED_A_WORD))
    meeting.all_do(SendToLobby(DANA, CYD), Leave(DEV), Remove(DANA, EIGHT[4]))
    return meeting


def test_a_member_sees_these_fields_and_no_other() -> None:
    meeting = a_lively_room()

    assert fields(meeting, ANA) == MEMBER_SEES
    assert meeting.seen_by(ANA).facilitation is None


def test_a_facilitator_sees_these_fields_besides() -> None:
    meeting = a_lively_room()

    facilitators = fields(meeting, DANA)

    assert facilitators == {k: v for k, v in MEMBER_SEES.items() if k not in MEMBERS_ALONE} | FACILITATORS_SEE


def test_a_co_facilitator_sees_what_the_lead_sees() -> None:
    meeting = a_lively_room()

    assert meeting.seen_by(ELI).facilitation == meeting.seen_by(DANA).facilitation


def test_a_facilitator_who_is_away_sees_no_more_than_the_circle() -> None:
    meeting = a_lively_room()
    meeting.drop(DANA)

    assert meeting.seen_by(DANA).facilitation is None


def test_the_facilitators_side_panel() -> None:
    meeting = a_lively_room()

    panel = meeting.seen_by(DANA).facilitation

    assert panel is not None
    assert [one.seat for one in panel.lobby] == [CYD, EIGHT[7]]
    assert {one.seat: one.state for one in panel.expected} == {DEV: SeatState.LEFT, EIGHT[4]: SeatState.REMOVED}
    assert [one.seat for one in panel.queue] == [BEN, ANA]
    assert [one.seat for one in panel.support] == [ANA, BEN]


@pytest.mark.parametrize("how", ["never admitted", "sent back", "left", "removed"])
def test_who_is_outside_sees_nobody(how: str) -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD]))
    meeting.send(StartRound(DANA, 120))
    match how:
        case "never admitted":
            meeting.send(Leave(ANA))
            meeting.connect(ANA)
        case "sent back":
            meeting.send(SendToLobby(DANA, ANA))
        case "left":
            meeting.send(Leave(ANA))
        case _:
            meeting.send(Remove(DANA, ANA))

    seen = meeting.seen_by(ANA)

    assert seen.circle == ()
    assert seen.floor == FloorView(FloorMode.OPEN, None, None, None, None, None)
    assert seen.facilitation is None
    for name in (b"Ben", b"Cyd", b"Dana", b"seat-ben", b"seat-cyd", b"seat-dana"):
        assert name not in as_json(seen)


def test_who_waits_learns_that_a_facilitator_is_there() -> None:
    meeting = Meeting(a_setup())
    meeting.connect(ANA)
    assert not meeting.seen_by(ANA).room.facilitator_present

    meeting.connect(DANA)

    assert meeting.seen_by(ANA).room.facilitator_present


def test_members_do_not_see_who_comes_goes_or_waits_outside() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD], capacity=2))
    before = as_json(meeting.seen_by(ANA))

    meeting.send(Leave(CYD))
    meeting.connect(CYD)
    meeting.drop(CYD)
    meeting.send(Remove(DANA, CYD))

    assert as_json(meeting.seen_by(ANA)) == before


def test_a_stranger_has_no_view() -> None:
    with pytest.raises(KeyError):
        view(a_meeting().room, SeatId("seat-zoe"))


def marked_room(mark: str) -> Room:
    """A room in which everything private of everybody but Ana carries a marker, in every field that can hold one."""
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV], [DANA]))
    meeting.send(Leave(DEV))
    hidden: dict[SeatId, Seat] = {}
    for index, seat in enumerate(meeting.room.seats):
        if seat.seat == ANA:
            hidden[seat.seat] = seat
            continue
        hidden[seat.seat] = replace(
            seat,
            name=seat.name if seat.in_circle else f"name-{mark}",
            order=(1_000 if mark == "one" else 2_000) + index,
            device=DeviceId(f"device-{mark}"),
            signals=7 if mark == "one" else 9,
        )
    signal = Signal(SignalId(f"signal-{mark}"), BEN, SupportKind.URGENT, since=STARTS)
    queue = (Request(BEN, STARTS), Request(CYD, ENDS)) if mark == "one" else (Request(BEN, ENDS),)
    return replace(
        meeting.room,
        seats=tuple(hidden.values()),
        support=(signal,),
        floor=Floor(mode=FloorMode.QUEUE, queue=queue),
        carried_over=(CYD,) if mark == "one" else (),
    )


def test_two_rooms_that_differ_only_in_private_things_look_the_same_to_a_member() -> None:
    one, other = marked_room("one"), marked_room("other")

    assert one != other
    assert as_json(view(one, ANA)) == as_json(view(other, ANA))
    for viewer in (ANA, CYD):
        for mark in (b"-one", b"1000"):
            assert mark not in as_json(view(one, viewer))
    assert b"signal-one" in as_json(view(one, DANA))
    assert b"name-one" in as_json(view(one, DANA))


def test_no_view_holds_a_device_or_a_connection() -> None:
    meeting = a_lively_room()

    for seat in meeting.room.seats:
        assert b"device" not in as_json(meeting.seen_by(seat.seat))
        assert b"connection-" not in as_json(meeting.seen_by(seat.seat))


def a_full_room(chat: Chat) -> tuple[Meeting, SeatId, SeatId]:
    """Eight members, two facilitators, and as much to say of each as there can be; with the lead and one member."""
    setup = a_setup(EIGHT, [DANA, ELI])
    ids = {one.seat: SeatId(f"{one.seat}-0123456789abcdef"[:20]) for one in setup.seats}
    seats = [replace(one, seat=ids[one.seat]) for one in setup.seats]
    agenda = default_agenda(ENDS - STARTS)
    meeting = a_meeting(replace(setup, seats=seats, chat=chat, emergency_card=True, agenda=agenda))
    dana, ana, *others = (ids[seat] for seat in (DANA, *EIGHT))
    for seat in ids.values():
        meeting.all_do(SetKey(seat, "K" * 87), SetDevices(seat, microphone=True, camera=True))
        meeting.send(React(seat, ReactionKind.THANK_YOU))
    meeting.all_do(SetSegment(dana, 1), StartRound(dana, 120, prompt="p" * 200), CheckOn(dana, ana))
    meeting.all_do(*(RequestFloor(seat) for seat in (ana, *others[:3])))
    meeting.all_do(*(SignalSupport(seat, SupportKind.TAKE_A_MOMENT) for seat in (ana, *others[:2])))
    return meeting, dana, ana


def test_a_view_of_a_full_room_of_eight_is_small() -> None:
    meeting, dana, ana = a_full_room(Chat.OFF)

    assert len(as_json(meeting.seen_by(ana))) < 4_000
    assert len(as_json(meeting.seen_by(dana))) < 8_000


def test_the_keys_of_a_chatting_circle_add_their_own_size_only() -> None:
    quiet, _, ana = a_full_room(Chat.OFF)
    chatting, _, _ = a_full_room(Chat.ALL)

    assert len(as_json(chatting.seen_by(ana))) - len(as_json(quiet.seen_by(ana))) < 7 * 130


def test_the_view_says_how_the_room_is_set_up() -> None:
    meeting = a_meeting(
        a_setup(hold_policy=HoldPolicy.COMPANY, microphone_rule=MicrophoneRule.STRICT, capacity=5),
    )

    room = meeting.seen_by(ANA).room

    assert (room.name, room.phase, room.locked) == ("Tuesday group", Phase.OPEN, False)
    assert (room.starts_ms, room.ends_ms) == (STARTS, ENDS)
    assert (room.hold_policy, room.microphone_rule, room.capacity) == (HoldPolicy.COMPANY, MicrophoneRule.STRICT, 5)


def test_the_circle_is_the_same_for_everybody_and_does_not_move() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV], [DANA]))
    order = [seat.seat for seat in meeting.seen_by(ANA).circle]
    assert order == [DANA, ANA, BEN, CYD, DEV]

    meeting.drop(BEN)
    meeting.all_do(SendToLobby(DANA, ANA), Admit(DANA, ANA), StartRound(DANA, None))

    assert [[seat.seat for seat in meeting.seen_by(viewer).circle] for viewer in (ANA, BEN, DANA)] == [order] * 3


def test_after_the_end_everybody_learns_it() -> None:
    meeting = a_meeting()
    meeting.send(EndSession(DANA))

    assert meeting.seen_by(ANA).room.phase is Phase.ENDED
    assert not meeting.seen_by(ANA).me.may_speak


def test_two_seats_of_one_id_are_a_mistake() -> None:
    seat = a_setup([]).seats[0]

    with pytest.raises(ValueError, match="same id"):
        open_room(RoomSetup(room=RoomId("tuesday"), name="", seats=[seat, seat], starts=STARTS, ends=ENDS))
