"""Support signals: to the facilitators, and to nobody else."""

from signaling.room import (
    AcknowledgeSupport,
    Leave,
    OwnSupportView,
    Refusal,
    SignalId,
    SignalSupport,
    SupportKind,
    SupportView,
)
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, ELI, Meeting, a_meeting, a_setup, as_json


def seen_by_dana(meeting: Meeting) -> tuple[SupportView, ...]:
    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None
    return facilitation.support


def test_a_signal_reaches_every_facilitator_and_not_one_byte_any_other_member() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    before = {seat: as_json(meeting.seen_by(seat)) for seat in (BEN, CYD)}

    meeting.send(SignalSupport(ANA, SupportKind.NEED_A_WORD))

    (signal,) = seen_by_dana(meeting)
    assert signal == SupportView(signal.signal, ANA, SupportKind.NEED_A_WORD, meeting.now, acknowledged=False)
    assert meeting.seen_by(ELI).facilitation == meeting.seen_by(DANA).facilitation
    assert {seat: as_json(meeting.seen_by(seat)) for seat in (BEN, CYD)} == before


def test_the_acknowledgement_goes_to_the_sender_alone() -> None:
    meeting = a_meeting()
    meeting.send(SignalSupport(ANA, SupportKind.URGENT))
    (signal,) = seen_by_dana(meeting)
    before = as_json(meeting.seen_by(BEN))

    meeting.send(AcknowledgeSupport(DANA, signal.signal))

    assert meeting.seen_by(ANA).me.support == OwnSupportView(signal.signal, SupportKind.URGENT, acknowledged=True)
    assert as_json(meeting.seen_by(BEN)) == before
    assert meeting.send(AcknowledgeSupport(DANA, signal.signal)) == []


def test_a_repeat_raises_the_signal_anew() -> None:
    meeting = a_meeting()
    meeting.send(SignalSupport(ANA, SupportKind.URGENT))
    (first,) = seen_by_dana(meeting)
    meeting.send(AcknowledgeSupport(DANA, first.signal))

    meeting.wait(1_000)
    meeting.send(SignalSupport(ANA, SupportKind.URGENT))

    (second,) = seen_by_dana(meeting)
    assert (second.since_ms, second.acknowledged) == (meeting.now, False)
    assert second.signal != first.signal
    assert meeting.refused(AcknowledgeSupport(DANA, first.signal)) is Refusal.UNKNOWN_SIGNAL


def test_each_kind_is_a_signal_of_its_own_and_one_sees_ones_last() -> None:
    meeting = a_meeting()
    for kind in SupportKind:
        meeting.send(SignalSupport(ANA, kind))

    assert [one.kind for one in seen_by_dana(meeting)] == list(SupportKind)
    support = meeting.seen_by(ANA).me.support
    assert support is not None
    assert support.kind is SupportKind.URGENT


def test_the_number_of_a_signal_tells_nothing_about_others() -> None:
    quiet, lively = a_meeting(), a_meeting()
    for _ in range(3):
        lively.send(SignalSupport(BEN, SupportKind.URGENT))

    for meeting in (quiet, lively):
        meeting.send(SignalSupport(ANA, SupportKind.URGENT))

    assert quiet.seen_by(ANA) == lively.seen_by(ANA)


def test_signals_are_taken_in_the_lobby() -> None:
    meeting = Meeting(a_setup())
    meeting.connect(ANA)
    meeting.connect(DANA)

    meeting.send(SignalSupport(ANA, SupportKind.TAKE_A_MOMENT))

    assert [one.seat for one in seen_by_dana(meeting)] == [ANA]


def test_who_was_never_there_or_left_cannot_signal() -> None:
    meeting = a_meeting()
    meeting.send(Leave(ANA))

    assert meeting.refused(SignalSupport(ANA, SupportKind.URGENT)) is Refusal.NOT_PRESENT


def test_an_unknown_signal_cannot_be_acknowledged() -> None:
    assert a_meeting().refused(AcknowledgeSupport(DANA, SignalId("9-9"))) is Refusal.UNKNOWN_SIGNAL


def test_a_signal_that_was_seen_is_put_away_after_a_minute() -> None:
    meeting = a_meeting()
    meeting.all_do(SignalSupport(ANA, SupportKind.URGENT), SignalSupport(BEN, SupportKind.URGENT))
    meeting.send(AcknowledgeSupport(DANA, seen_by_dana(meeting)[0].signal))

    meeting.wait(59_999)
    assert [one.seat for one in seen_by_dana(meeting)] == [ANA, BEN]
    meeting.wait(1)

    assert [one.seat for one in seen_by_dana(meeting)] == [BEN]
    assert meeting.seen_by(ANA).me.support is None


def test_a_signal_raised_anew_meanwhile_stays() -> None:
    meeting = a_meeting()
    meeting.send(SignalSupport(ANA, SupportKind.URGENT))
    meeting.send(AcknowledgeSupport(DANA, seen_by_dana(meeting)[0].signal))
    meeting.wait(30_000)

    meeting.send(SignalSupport(ANA, SupportKind.URGENT))
    meeting.wait(600_000)

    assert [one.acknowledged for one in seen_by_dana(meeting)] == [False]


def test_a_signal_is_put_away_on_hold_too() -> None:
    meeting = a_meeting()
    meeting.send(SignalSupport(ANA, SupportKind.URGENT))
    meeting.send(AcknowledgeSupport(DANA, seen_by_dana(meeting)[0].signal))
    meeting.drop(DANA)

    meeting.wait(60_000)

    assert meeting.room.support == ()
