"""The floor in its modes, by somebody who may: of the commands that anybody sends most are refused."""

from random import Random

from signaling.room import (
    GrantFloor,
    HandPiece,
    InsertTurn,
    MoveRequest,
    NextTurn,
    PassTurn,
    QueueOrder,
    ReleaseFloor,
    ReportMedia,
    RequestFloor,
    RoundOrder,
    SetFloorMode,
    SetQueueOrder,
    SkipTurn,
    StartFeedback,
    StartRound,
    StopFeedback,
)
from signaling.room.floor import FloorMode
from signaling.room.wellbeing import Link
from tests.signaling.room.stories.cast import EVERYBODY, MEMBERS
from tests.signaling.room.stories.chronicle import Chronicle


def end_a_turn(session: Chronicle, random: Random) -> None:
    """The holder, if there is one, or whoever is in charge ends the turn in one of the ways there are."""
    holder = session.room.floor.holder
    match random.choice(("release", "pass", "pass for now", "skip", "next")):
        case "skip":
            session.apply(SkipTurn(session.in_charge()))
        case "release" if holder is not None:
            session.apply(ReleaseFloor(holder))
        case "pass" | "pass for now" as how if holder is not None:
            session.apply(PassTurn(holder, for_now=how != "pass"))
        case _:
            session.apply(NextTurn(session.in_charge()))


def start_a_round(session: Chronicle, random: Random) -> None:
    """Most often around the circle."""
    order = random.choice((RoundOrder.CIRCLE, RoundOrder.CIRCLE, *RoundOrder))
    session.apply(StartRound(session.in_charge(), random.choice((None, 10)), order, seed=random.getrandbits(64)))


def give_feedback(session: Chronicle, random: Random) -> None:
    """To somebody of the circle, if there is anybody."""
    session.apply(StartFeedback(session.in_charge(), random.choice(MEMBERS), random.choice((None, 10))))


def stop_the_feedback(session: Chronicle, random: Random) -> None:
    """By the sharer or whoever is in charge."""
    running = session.room.floor.round
    sharer = None if running is None else running.sharer
    session.apply(StopFeedback(sharer if sharer and random.random() < 0.5 else session.in_charge()))


def hand_the_piece(session: Chronicle, random: Random) -> None:
    """It goes around: by its holder, or to its first."""
    if session.room.floor.mode is not FloorMode.PIECE:
        session.apply(SetFloorMode(session.in_charge(), FloorMode.PIECE))
    session.apply(HandPiece(session.room.floor.holder or session.in_charge(), random.choice(EVERYBODY)))


def be_quiet(session: Chronicle, random: Random) -> None:
    """For a while, or until it is ended."""
    session.apply(SetFloorMode(session.in_charge(), FloorMode.QUIET, random.choice((None, 10, 600))))


def ask(session: Chronicle, random: Random) -> None:
    """Some of the members, where it can be asked."""
    for seat in random.sample(MEMBERS, random.randint(1, 4)):
        session.apply(RequestFloor(seat))


def run_a_queue(session: Chronicle, random: Random) -> None:
    """Everybody asks, one after the other is granted the floor, and some ask again."""
    if session.room.floor.mode is not FloorMode.QUEUE:
        session.apply(SetFloorMode(session.in_charge(), FloorMode.QUEUE))
    session.apply(SetQueueOrder(session.in_charge(), random.choice(tuple(QueueOrder))))
    ask(session, random)
    for _ in range(random.randint(1, 8)):
        session.apply(NextTurn(session.in_charge()))
        session.apply(RequestFloor(random.choice(MEMBERS)))


def drag(session: Chronicle, random: Random) -> None:
    """One of those who ask gets another place."""
    queue = [request.seat for request in session.room.floor.queue]
    if queue:
        session.apply(MoveRequest(session.in_charge(), random.choice(queue), random.randint(1, 4)))


def speak(session: Chronicle, random: Random) -> None:
    """The relay reports, of anybody, also of those who are not there."""
    heard = random.sample(EVERYBODY, random.randint(0, 4))
    links = {seat: random.choice(tuple(Link)) for seat in random.sample(EVERYBODY, random.randint(0, 6))}
    session.apply(ReportMedia({seat: random.choice((0, 500, 9_000, 60_000)) for seat in heard}, links))


FLOOR = (
    (10, end_a_turn),
    (2, start_a_round),
    (2, give_feedback),
    (1, stop_the_feedback),
    (2, hand_the_piece),
    (1, be_quiet),
    (3, ask),
    (2, run_a_queue),
    (1, drag),
    (2, speak),
    (1, lambda session, random: session.apply(SetFloorMode(session.in_charge(), FloorMode.QUEUE))),
    (2, lambda session, random: session.apply(GrantFloor(session.in_charge(), random.choice(EVERYBODY)))),
    (1, lambda session, random: session.apply(InsertTurn(session.in_charge(), random.choice(MEMBERS)))),
)
