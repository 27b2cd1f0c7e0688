"""Care, and what people write, by somebody who may: of the commands that anybody sends most are refused."""

from random import Random

from signaling.room import (
    AcknowledgeSupport,
    AnswerGuest,
    Audience,
    Chat,
    CheckOn,
    CloseSideRoom,
    ExtendSession,
    Here,
    LeaveCard,
    OpenCard,
    OpenSideRoom,
    React,
    ReactionKind,
    ReportMedia,
    Sealed,
    SeatId,
    SetChat,
    SetKey,
    SetShield,
    SignalSupport,
    SupportKind,
    Write,
)
from signaling.room.line import Addressee
from signaling.room.wellbeing import Link
from tests.signaling.room.stories.cast import EVERYBODY, FACILITATORS, MEMBERS
from tests.signaling.room.stories.chronicle import Chronicle


def signal(session: Chronicle, random: Random) -> None:
    """Somebody does, perhaps for the second time."""
    session.apply(SignalSupport(random.choice(MEMBERS), random.choice(tuple(SupportKind))))


def acknowledge(session: Chronicle, random: Random) -> None:
    """Whoever is in charge sees the oldest signal that nobody has seen."""
    unseen = [signal.signal for signal in session.room.support if not signal.acknowledged]
    for each in unseen[:1]:
        session.apply(AcknowledgeSupport(session.in_charge(), each))


def take_aside(session: Chronicle, random: Random) -> None:
    """Either facilitator takes somebody aside, with everybody's microphone open."""
    for seat in FACILITATORS:
        session.come_back(seat)
    session.apply(OpenSideRoom(random.choice(FACILITATORS), random.choice(MEMBERS)))


def return_from_aside(session: Chronicle, random: Random) -> None:
    """By who is there or who is not."""
    session.apply(CloseSideRoom(random.choice(FACILITATORS)))


def lose_the_one_aside(session: Chronicle, random: Random) -> None:
    """The facilitator of the side room drops, for shorter or longer than a group waits."""
    if session.room.side_room is not None:
        session.drop(session.room.side_room.facilitator)
        session.wait(random.choice((9_999, 10_000)), in_time=True)


def shield(session: Chronicle, random: Random) -> None:
    """Up or down."""
    session.apply(SetShield(random.choice(MEMBERS), up=random.random() < 0.6))


def be_silent(session: Chronicle, random: Random) -> None:
    """Everybody's media arrive, nobody says anything, some answer when asked."""
    session.apply(ReportMedia({}, dict.fromkeys(MEMBERS, Link.GOOD)))
    session.wait(random.choice((599_999, 600_000, 660_000)), in_time=True)
    for seat in random.sample(MEMBERS, random.randint(0, 3)):
        session.apply(Here(seat))


def check_on(session: Chronicle, random: Random) -> None:
    """A facilitator asks somebody."""
    session.apply(CheckOn(session.in_charge(), random.choice(MEMBERS)))


def react(session: Chronicle, random: Random) -> None:
    """Anybody does."""
    session.apply(React(random.choice(EVERYBODY), random.choice(tuple(ReactionKind))))


def answer_for_the_guest(session: Chronicle, random: Random) -> None:
    """Some of the members say what they think of the guest, most often yes."""
    for seat in random.sample(MEMBERS[:3], random.randint(1, 3)):
        session.apply(AnswerGuest(seat, MEMBERS[3], agree=random.random() < 0.8))


def give_keys(session: Chronicle, random: Random) -> None:
    """Everybody's page says to which key it can open things."""
    for seat in EVERYBODY:
        session.apply(SetKey(seat, f"key-{random.randrange(3)}-of-{seat}"))


def write(session: Chronicle, random: Random) -> None:
    """A line to those it may go to, or to somebody besides."""
    session.apply(SetChat(session.in_charge(), random.choice(tuple(Chat))))
    by = random.choice(EVERYBODY)
    to: Addressee = random.choice((*Audience, random.choice(MEMBERS)))
    besides = [random.choice(EVERYBODY)] if random.random() < 0.2 else []
    readers: tuple[SeatId, ...]
    match to:
        case Audience.ALL:
            readers = tuple(seat.seat for seat in session.room.circle)
        case Audience.FACILITATORS:
            readers = FACILITATORS
        case _:
            readers = (SeatId(to),)
    seats = dict.fromkeys((*readers, *besides))
    session.apply(Write(by, to, tuple(Sealed(seat, f"line-for-{seat}") for seat in seats)))


def leave_a_card(session: Chronicle, random: Random) -> None:
    """For the facilitators; one of them opens it."""
    by = random.choice(MEMBERS)
    for_them = random.sample(FACILITATORS, random.randint(1, 2))
    session.apply(LeaveCard(by, tuple(Sealed(seat, f"card-of-{by}-for-{seat}") for seat in for_them)))
    if random.random() < 0.5:
        session.apply(OpenCard(random.choice(FACILITATORS), by))


CARE = (
    (2, signal),
    (1, acknowledge),
    (2, take_aside),
    (1, return_from_aside),
    (1, lose_the_one_aside),
    (1, shield),
    (1, be_silent),
    (1, check_on),
    (1, react),
    (2, answer_for_the_guest),
    (1, give_keys),
    (2, write),
    (1, leave_a_card),
    (1, lambda session, random: session.apply(ExtendSession(session.in_charge()))),
)
