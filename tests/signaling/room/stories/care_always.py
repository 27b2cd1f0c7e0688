"""What of care and of the course of a session must hold whatever has happened."""

from collections import Counter

from signaling.room import LINES_A_MINUTE, MAX_EXTENSION_MS, Consent, Phase, SeatId, SeatState, policy, view
from tests.signaling.room.meeting import as_json
from tests.signaling.room.stories.cast import EVERYBODY, FACILITATORS, MEMBERS
from tests.signaling.room.stories.chronicle import Chronicle


def apart(session: Chronicle) -> None:
    """Invariant 5 for a side room: not one edge between the pair and the group; and none at all behind a shield."""
    room = session.room
    pair: set[SeatId] = set() if room.side_room is None else set(room.side_room.pair)
    assert pair <= {seat.seat for seat in room.circle}
    assert not pair or len(pair & set(FACILITATORS)) == 1
    assert room.phase is not Phase.ENDED or not pair
    shielded = {seat.seat for seat in room.seats if seat.shielded}
    assert shielded <= {seat.seat for seat in room.circle} & set(MEMBERS)
    for receiver, senders in policy(room).receives.items():
        assert all((sender in pair) == (receiver in pair) for sender in senders)
        assert receiver not in shielded or not senders
        assert not shielded & set(senders)
    assert room.floor.holder not in pair


def guests(session: Chronicle) -> None:
    """No guest is in the circle on whom anybody said no, or somebody nothing yet."""
    for seat in session.room.circle:
        assert session.room.consent(seat) in (None, Consent.AGREED)


def debrief(session: Chronicle) -> None:
    """Nobody but facilitators is there, nor waits."""
    there = (SeatState.LOBBY, SeatState.PRESENT, SeatState.AWAY)
    if session.room.debrief:
        assert not any(seat.state in there for seat in session.room.seats if seat.seat in MEMBERS)


def course(session: Chronicle) -> None:
    """The end moves within bounds, and who is late waits."""
    room = session.room
    assert room.ends - session.setup.ends == room.extended_ms <= MAX_EXTENSION_MS
    assert all(seat.state is SeatState.LOBBY for seat in room.seats if seat.late)


def checks(session: Chronicle) -> None:
    """Who is asked is a member with a connection, and nobody is on hold; who is alarming is there."""
    for seat in session.room.seats:
        asked, alarming = seat.wellbeing.check is not None, seat.wellbeing.unresponsive
        assert not (asked or alarming) or (seat.present and seat.seat in MEMBERS)
        assert not asked or session.room.phase is not Phase.ON_HOLD


def sealed(session: Chronicle) -> None:
    """Invariant 4: a view holds no box but those sealed to its viewer, nor a card that the viewer has not opened."""
    room = session.room
    by = Counter(line.by for line in room.lines)
    assert all(lines <= LINES_A_MINUTE for lines in by.values())
    for seat in room.seats:
        written = as_json(view(room, seat.seat))
        assert not any(f"-for-{other}".encode() in written for other in EVERYBODY if other != seat.seat)
        opened = {one.seat for one in room.seats if seat.seat in one.card.opened_by}
        assert not any(f"card-of-{one}-".encode() in written for one in EVERYBODY if one not in opened)


CARE_CHECKS = (apart, guests, debrief, course, checks, sealed)
