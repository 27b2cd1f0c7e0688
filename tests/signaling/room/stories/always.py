"""What must hold whatever has happened: facilitation.md's invariants as they show in a single room."""

from collections import Counter

from signaling.room import HoldPolicy, MicrophoneRule, Phase, SeatState, SupportKind, policy, view
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import DANA, as_json
from tests.signaling.room.stories.care_always import CARE_CHECKS
from tests.signaling.room.stories.cast import CAPACITY, MEMBERS
from tests.signaling.room.stories.chronicle import Chronicle


def check(session: Chronicle) -> None:
    """Everything that is always true."""
    for each in CHECKS:
        each(session)


def places(session: Chronicle) -> None:
    """Invariant 1, its ground: no member is in the room during a round without one place in it."""
    floor = session.room.floor
    running = floor.round
    assert (running is None) == (floor.mode not in (FloorMode.ROUND, FloorMode.FEEDBACK))
    if running is not None:
        seats = [place.seat for place in running.places]
        assert len(set(seats)) == len(seats)
        assert {seat.seat for seat in session.room.people} <= set(seats)
        assert (running.sharer is None) == (floor.mode is FloorMode.ROUND)
        assert running.sharer is None or running.sharer in {seat.seat for seat in session.room.people}


def one_holder(session: Chronicle) -> None:
    """Invariant 2: one holder, in the circle; what nobody else may be heard in, nobody else is heard in."""
    room = session.room
    holder = room.floor.holder
    assert sum(seat.has_floor for seat in view(room, DANA).circle) <= 1
    assert holder is None or holder in {seat.seat for seat in room.circle}
    assert holder is None or room.floor.mode not in (FloorMode.OPEN, FloorMode.QUIET)
    heard = {seat for seat, sends in policy(room).sends.items() if sends.audio and room.aside(seat) is None}
    if room.microphone_rule is MicrophoneRule.STRICT:
        assert heard & set(MEMBERS) <= {holder}
    if room.floor.mode is FloorMode.QUIET:
        assert not heard & set(MEMBERS)


def silence(session: Chronicle) -> None:
    """A silence is there exactly in its mode, and its clock runs exactly while somebody is in charge."""
    room = session.room
    quiet = room.floor.silence
    assert (quiet is not None) == (room.floor.mode is FloorMode.QUIET)
    if quiet is not None and (quiet.ends, quiet.remaining_ms) != (None, None):
        assert (quiet.ends is not None) == room.facilitator_present or room.phase is Phase.ENDED


def privacy(session: Chronicle) -> None:
    """Invariant 4, by what must not be there; the fields one by one are in test_view.py."""
    for seat in session.room.seats:
        seen = view(session.room, seat.seat)
        assert (seen.facilitation is not None) <= (seat.facilitates and seat.present)
        if seat.facilitates:
            continue
        written = as_json(seen)
        assert b"device-" not in written
        assert b"connection-" not in written
        own = None if seen.me.support is None else seen.me.support.kind
        assert all(kind is own or kind.value.encode() not in written for kind in SupportKind)
        assert seat.in_circle or not any(name in written for name in (b'"Dana"', b'"Eli"')), "who waits sees nobody"


def media(session: Chronicle) -> None:
    """Invariant 5: no media outside the circle, none of members on a quiet hold; and nobody opened from afar."""
    room = session.room
    media = policy(room)
    inside = {seat.seat for seat in room.seats if seat.state in (SeatState.PRESENT, SeatState.AWAY)}
    assert media.seats == (frozenset() if room.phase is Phase.ENDED else inside)
    assert set(media.sends) == set(media.receives) == media.seats
    edges = {(sender, receiver) for receiver, senders in media.receives.items() for sender in senders}
    assert all(sender in media.seats and sender != receiver for sender, receiver in edges)
    if room.phase is Phase.ON_HOLD and room.hold_policy is HoldPolicy.QUIET:
        with_the_group = {seat for seat in set(MEMBERS) & inside if room.aside(seat) is None}
        assert not any(sender in with_the_group for sender, _ in edges)
        assert not any(media.sends[seat].audio or media.sends[seat].video for seat in with_the_group)
    assert not any(media.sends[seat].audio for seat in session.ledger.devices.silenced & media.seats)


def requests(session: Chronicle) -> None:
    """Invariant 7: the requests without an answer are those in the queue, and the queue is in some order."""
    room = session.room
    queued = [request.seat for request in room.floor.queue]
    assert Counter(queued) == +session.ledger.requests.open
    assert set(queued) <= {seat.seat for seat in room.circle}
    assert room.phase is not Phase.ENDED or not queued
    assert Counter(each.request.seat for each in room.queue) == Counter(queued)
    assert set(room.floor.arranged) <= set(queued)


def figures(session: Chronicle) -> None:
    """What facilitators see of turns and speech is what has happened."""
    room, books = session.room, session.ledger.figures
    for seat in room.seats:
        kept = (seat.offered, seat.taken, seat.speech_ms)
        assert kept == (books.offered[seat.seat], books.taken[seat.seat], books.speech_ms[seat.seat])
    panel = view(room, session.in_charge()).facilitation
    if panel is not None:
        assert panel.evenness is None or 0 <= panel.evenness <= 1
        assert (panel.not_yet_offered is not None) == room.last_call
    assert room.floor.turns == books.turns


def seats(session: Chronicle) -> None:
    """Places are for those who were let in, and a removal is for good."""
    room = session.room
    assert sum(not seat.facilitates for seat in room.circle) <= CAPACITY
    assert all(seat.state is SeatState.REMOVED for seat in room.seats if seat.seat in session.ledger.devices.removed)
    assert all(seat.connected for seat in room.seats if seat.present)


def hold(session: Chronicle) -> None:
    """Somebody present leads; without a facilitator the hold is timed and the turn's clock stands."""
    room = session.room
    facilitators = {seat.seat for seat in room.seats if seat.facilitates and seat.present}
    assert room.lead in facilitators or not facilitators
    assert not room.under_way or (room.hold_at is None) == room.facilitator_present
    assert room.phase is not Phase.ON_HOLD or not room.facilitator_present
    turn = room.floor.turn
    if turn is not None and turn.length_ms is not None:
        runs = room.facilitator_present and not turn.paused
        assert (turn.ends is not None, turn.remaining_ms is not None) == (runs, not runs)


CHECKS = (places, one_holder, silence, privacy, media, requests, figures, seats, hold, *CARE_CHECKS)
