"""What a member who plays a part does next: drawn by lot from what the member sees, with no memory of its own.

The constants below are rates: the chance, in each second of playing, that the member does it. With 1/60 it happens
once a minute on average.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from server.members.room_view import Place, RoomView, SeatKey

STEP_S = 1.0
"""One call of `intents` stands for so many seconds of playing."""
HESITATION_S = 3.0
"""From the offer of a turn; passing is for these seconds, being done for those after."""

ANSWERS = 1 / 4
"""Says `here` when asked, yes to a guest, leaves the card."""
ASKS = 1 / 60
WITHDRAWS = 1 / 300
PASSES = 1 / 30
"""About one turn in ten, in rounds and in feedback; as much for `PASSES_FOR_NOW`."""
PASSES_FOR_NOW = 1 / 30
FINISHES = 1 / 8
"""Gives back the floor, hands on the piece."""
FINISHES_LATE = 1 / 2
"""The same once the time of the turn is over."""
STOPS_FEEDBACK = 1 / 300
"""The person who has shared has heard enough."""
REACTS = 1 / 90
SIGNALS = 1 / 2400
"""Asks for support once in 40 minutes; seven members together once in six."""
STARTS_TALKING = 1 / 30
"""In open conversation."""
STOPS_TALKING = 1 / 6

REACTIONS = ("thank_you", "with_you", "agree")
SUPPORT = ("take_a_moment", "take_a_moment", "take_a_moment", "need_a_word", "need_a_word", "urgent")
"""With the weight that each has."""
CARDS = 4
"""Boxes that one `leave_card` may hold."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A command (docs/protocol.md section 4). `leave_card` comes without its boxes: sealing is for who sends it."""

    type: str
    fields: Mapping[str, object] = field(default_factory=dict)


def intents(
    view: RoomView, rng: Random, now_ms: int, *, turn_s: float = 0.0, signals_support: bool = True
) -> list[Intent]:
    """What the member does in this step of `STEP_S`; mostly nothing, seldom more than one thing.

    Args:
        view: What the member sees.
        rng: Draws the lots; the same seed and the same views give the same evening.
        now_ms: The server's clock.
        turn_s: For how long it has been the member's turn, in seconds of playing; 0 while it is not.
        signals_support: Whether to ask for support now and then.
    """
    found = list(_answers(view, rng))
    if not _with_the_group(view):
        return found
    found += _by_mode(view, rng, now_ms, turn_s)
    if view.floor.mode != "quiet":
        found += _asides(view, rng, signals_support=signals_support)
    return found


def talks(view: RoomView, rng: Random, *, talking: bool) -> bool:
    """Whether the member makes a sound in this step: in turn, or now and then where everybody may.

    Args:
        view: What the member sees.
        rng: Draws the lots.
        talking: Whether the member did so in the step before.
    """
    if not view.present or view.me.muted or view.room.phase == "on_hold":
        return False
    if view.floor.mode == "open" or view.me.aside is not None:
        return not _happens(rng, STOPS_TALKING) if talking else _happens(rng, STARTS_TALKING)
    return view.my_turn


def card_keys(view: RoomView) -> tuple[SeatKey, ...]:
    """To whom an emergency card is sealed: to the facilitators, the only keys there are from the waiting room."""
    others = {place.seat for place in view.circle if place.role != "facilitator"} | {view.me.seat}
    return tuple(key for key in view.room.keys if key.seat not in others)[:CARDS]


def _with_the_group(view: RoomView) -> bool:
    me = view.me
    return view.present and view.room.phase in {"open", "closing"} and me.aside is None and not me.shielded


def _answers(view: RoomView, rng: Random) -> Iterator[Intent]:
    """What is asked of the member alone."""
    if view.me.check is not None and _happens(rng, ANSWERS):
        yield Intent("here")
    if view.room.emergency_card and not view.me.card_left and card_keys(view) and _happens(rng, ANSWERS):
        yield Intent("leave_card")
    if view.me.guest_questions and view.room.phase != "on_hold" and _happens(rng, ANSWERS):
        yield Intent("answer_guest", {"seat": view.me.guest_questions[0].seat, "agree": True})


def _by_mode(view: RoomView, rng: Random, now_ms: int, turn_s: float) -> Iterator[Intent]:
    match view.floor.mode:
        case "queue":
            yield from _queue(view, rng, now_ms, turn_s)
        case "round":
            yield from _turn(view, rng, now_ms, turn_s, may_pass=True)
        case "feedback":
            yield from _feedback(view, rng, now_ms, turn_s)
        case "piece":
            yield from _piece(view, rng, now_ms, turn_s)
        case _:
            return  # in open conversation there is nothing to ask for, in silence nothing to do


def _queue(view: RoomView, rng: Random, now_ms: int, turn_s: float) -> Iterator[Intent]:
    if view.my_turn:
        yield from _turn(view, rng, now_ms, turn_s, may_pass=False)
    elif view.me.queue_position is None:
        if _happens(rng, ASKS):
            yield Intent("request_floor")
    elif _happens(rng, WITHDRAWS):
        yield Intent("withdraw_request")


def _feedback(view: RoomView, rng: Random, now_ms: int, turn_s: float) -> Iterator[Intent]:
    sharing = view.floor.round is not None and view.floor.round.sharer == view.me.seat
    if view.my_turn:
        yield from _turn(view, rng, now_ms, turn_s, may_pass=not sharing)
    elif sharing and _happens(rng, STOPS_FEEDBACK):
        yield Intent("stop_feedback")


def _turn(view: RoomView, rng: Random, now_ms: int, turn_s: float, *, may_pass: bool) -> Iterator[Intent]:
    """Hesitate, then pass or speak; then be done."""
    if not view.my_turn:
        return
    if turn_s >= HESITATION_S:
        if _is_done(view, rng, now_ms):
            yield Intent("release_floor", _meant(view))
    elif may_pass and _happens(rng, PASSES + PASSES_FOR_NOW):
        for_now = _happens(rng, PASSES_FOR_NOW / (PASSES + PASSES_FOR_NOW))
        yield Intent("pass_turn", {"for_now": for_now, **_meant(view)})


def _piece(view: RoomView, rng: Random, now_ms: int, turn_s: float) -> Iterator[Intent]:
    if not view.my_turn or turn_s < HESITATION_S or not _is_done(view, rng, now_ms):
        return
    there = [place for place in view.circle if _can_hold(place, view)]
    # Among members first: who rehearses has enough to do.
    if to := [place for place in there if place.role != "facilitator"] or there:
        yield Intent("hand_piece", {"seat": rng.choice(to).seat})


def _can_hold(place: Place, view: RoomView) -> bool:
    return place.seat != view.me.seat and place.state == "present" and not place.aside


def _asides(view: RoomView, rng: Random, *, signals_support: bool) -> Iterator[Intent]:
    if view.room.reactions and not view.my_turn and _happens(rng, REACTS):
        yield Intent("react", {"kind": rng.choice(REACTIONS)})
    unanswered = view.me.support is not None and not view.me.support.acknowledged
    if signals_support and not unanswered and _happens(rng, SIGNALS):
        yield Intent("signal_support", {"kind": rng.choice(SUPPORT)})


def _is_done(view: RoomView, rng: Random, now_ms: int) -> bool:
    ends_ms = view.floor.turn.ends_ms if view.floor.turn is not None else None
    return _happens(rng, FINISHES_LATE if ends_ms is not None and now_ms >= ends_ms else FINISHES)


def _meant(view: RoomView) -> dict[str, object]:
    """The turn that a command is about, so that it is refused once the floor has moved on."""
    return {} if view.floor.turn is None else {"turn": view.floor.turn.number}


def _happens(rng: Random, rate: float) -> bool:
    return rng.random() < rate * STEP_S
