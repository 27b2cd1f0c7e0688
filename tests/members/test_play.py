"""What a member who plays a part does in each mode."""

from collections import Counter
from random import Random
from typing import Any

import msgspec
import pytest

from server.members.play import FINISHES, HESITATION_S, Intent, card_keys, intents, talks
from server.members.room_view import (
    Floor,
    Me,
    Place,
    Question,
    RoomView,
    Round,
    SeatKey,
    Session,
    Support,
    Turn,
)

NOW = 1_000_000
STEPS = 6000
CIRCLE = (
    Place("dana", "Dana", "facilitator"),
    Place("ana", "Ana"),
    Place("ben", "Ben"),
    Place("cyd", "Cyd", state="away"),
    Place("eli", "Eli", aside=True),
)
MODES = ("open", "queue", "round", "feedback", "piece", "quiet")


def seen(mode: str, *, holder: str | None = None, floor: dict[str, Any] | None = None, **me: Any) -> RoomView:
    """What Ana sees."""
    own = Me(**{"seat": "ana", "name": "Ana", "state": "present", **me})
    return RoomView(own, CIRCLE, Floor(mode, holder, **(floor or {})))


def with_room(view: RoomView, **room: Any) -> RoomView:
    return msgspec.structs.replace(view, room=Session(**room))


def evening(view: RoomView, *, turn_s: float = 0.0, **how: Any) -> list[Intent]:
    """Everything that Ana does in 100 minutes of one and the same view."""
    rng = Random(7)
    return [intent for _ in range(STEPS) for intent in intents(view, rng, NOW, turn_s=turn_s, **how)]


def kinds(done: list[Intent]) -> set[str]:
    return {intent.type for intent in done}


def test_the_same_seed_is_the_same_evening() -> None:
    view = seen("queue")
    assert evening(view) == evening(view)
    other = Random(8)
    assert evening(view) != [intent for _ in range(STEPS) for intent in intents(view, other, NOW)]


def test_in_a_queue_a_member_asks_about_once_a_minute() -> None:
    done = Counter(intent.type for intent in evening(seen("queue", holder="ben")))
    assert 70 <= done["request_floor"] <= 130
    assert done.keys() == {"request_floor", "react", "signal_support"}


def test_who_has_asked_does_not_ask_again_and_seldom_thinks_better_of_it() -> None:
    done = Counter(intent.type for intent in evening(seen("queue", queue_position=2)))
    assert 8 <= done["withdraw_request"] <= 35
    assert "request_floor" not in done


def test_nobody_asks_for_the_floor_where_there_is_no_queue() -> None:
    assert all("request_floor" not in kinds(evening(seen(mode))) for mode in MODES if mode != "queue")


def test_a_turn_in_the_queue_is_taken_and_given_back() -> None:
    mine = seen("queue", holder="ana", floor={"turn": Turn(3)})
    assert kinds(evening(mine)) == {"signal_support"}
    assert Intent("release_floor", {"turn": 3}) in evening(mine, turn_s=HESITATION_S)


@pytest.mark.parametrize(("mode", "floor"), [("round", {}), ("feedback", {"round": Round(sharer="ben")})])
def test_a_turn_is_passed_one_time_in_ten_for_now_in_another_ten_and_else_taken(mode: str, floor: Any) -> None:
    mine = seen(mode, holder="ana", turn="offered", floor={"turn": Turn(3), **floor})
    ends: Counter[object] = Counter()
    for seed in range(1000):
        rng, turn_s, end = Random(seed), 0.0, None
        while end is None:
            done = intents(mine, rng, NOW, turn_s=turn_s, signals_support=False)
            end = done[0] if done else None
            turn_s += 1.0
        ends[end.type if end.type == "release_floor" else end.fields["for_now"]] += 1
    assert 60 <= ends[True] <= 140
    assert 60 <= ends[False] <= 140
    assert ends["release_floor"] == 1000 - ends[True] - ends[False]


def test_who_has_not_the_turn_neither_passes_nor_is_done() -> None:
    done = evening(seen("round", holder="ben", floor={"turn": Turn(3)}), turn_s=30)
    assert kinds(done) == {"react", "signal_support"}


def test_who_is_over_time_comes_to_an_end_sooner() -> None:
    def ended(ends_ms: int) -> int:
        mine = seen("round", holder="ana", floor={"turn": Turn(3, ends_ms)})
        return [intent.type for intent in evening(mine, turn_s=10)].count("release_floor")

    assert ended(NOW + 1) == pytest.approx(STEPS * FINISHES, rel=0.15)
    assert ended(NOW) == pytest.approx(STEPS / 2, rel=0.1)


def test_who_has_shared_listens_and_seldom_stops_the_feedback() -> None:
    listening = seen("feedback", holder="ben", floor={"round": Round(sharer="ana")})
    done = Counter(intent.type for intent in evening(listening))
    assert 8 <= done["stop_feedback"] <= 35
    assert done.keys() == {"stop_feedback", "react", "signal_support"}


def test_who_has_shared_has_the_last_word_and_does_not_pass_it() -> None:
    last = seen("feedback", holder="ana", floor={"round": Round(sharer="ana", answering=True)})
    assert "pass_turn" not in kinds(evening(last))
    assert "release_floor" in kinds(evening(last, turn_s=HESITATION_S))


def test_the_piece_is_handed_to_a_member_who_is_there() -> None:
    holding = seen("piece", holder="ana")
    handed = [intent for intent in evening(holding, turn_s=HESITATION_S) if intent.type == "hand_piece"]
    assert {intent.fields["seat"] for intent in handed} == {"ben"}
    assert "hand_piece" not in kinds(evening(holding))
    assert "hand_piece" not in kinds(evening(seen("piece", holder="ben"), turn_s=HESITATION_S))


def test_the_piece_goes_to_the_facilitator_when_nobody_else_is_there_and_else_stays() -> None:
    def handed(circle: tuple[Place, ...]) -> set[object]:
        view = msgspec.structs.replace(seen("piece", holder="ana"), circle=circle)
        return {done.fields["seat"] for done in evening(view, turn_s=9) if done.type == "hand_piece"}

    assert handed(CIRCLE[:2]) == {"dana"}
    assert handed(CIRCLE[1:2]) == set()


def test_in_silence_nothing_is_done() -> None:
    assert evening(seen("quiet")) == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("where", [{"state": "lobby"}, {"aside": "dana"}, {"shielded": True}])
def test_who_is_not_with_the_group_does_nothing(mode: str, where: dict[str, Any]) -> None:
    assert evening(seen(mode, holder="ana", **where), turn_s=30) == []


@pytest.mark.parametrize("mode", MODES)
def test_on_hold_nothing_is_done_but_to_answer(mode: str) -> None:
    view = with_room(seen(mode, holder="ana", check=NOW, guest_questions=(Question("gus"),)), phase="on_hold")
    assert kinds(evening(view, turn_s=30)) == {"here"}


@pytest.mark.parametrize("mode", MODES)
def test_are_you_all_right_is_answered_within_seconds(mode: str) -> None:
    view = seen(mode, check=NOW)
    for seed in range(200):
        rng = Random(seed)
        assert any(Intent("here") in intents(view, rng, NOW) for _ in range(40))


def test_guests_are_welcome_also_from_the_waiting_room() -> None:
    view = seen("open", state="lobby", guest_questions=(Question("gus"), Question("hal")))
    assert {msgspec.json.encode(done.fields) for done in evening(view)} == {b'{"seat":"gus","agree":true}'}
    assert kinds(evening(view)) == {"answer_guest"}


def test_support_is_asked_for_seldom_and_not_twice() -> None:
    signals = [done for done in evening(seen("open")) if done.type == "signal_support"]
    assert 1 <= len(signals) <= 8
    assert "signal_support" not in kinds(evening(seen("open", support=Support(acknowledged=False))))
    assert "signal_support" in kinds(evening(seen("open", support=Support(acknowledged=True))))


def test_support_is_not_asked_for_if_so_settled() -> None:
    assert "signal_support" not in kinds(evening(seen("open"), signals_support=False))


def test_reactions_are_sent_where_the_group_has_them() -> None:
    reactions = [done.fields["kind"] for done in evening(seen("round", holder="ben")) if done.type == "react"]
    assert 40 <= len(reactions) <= 100
    assert set(reactions) == {"thank_you", "with_you", "agree"}
    assert "react" not in kinds(evening(with_room(seen("round", holder="ben"), reactions=False)))


def test_the_card_is_for_facilitators_only() -> None:
    keys = (SeatKey("ana", "own"), SeatKey("ben", "no"), SeatKey("dana", "yes"))
    asked = with_room(seen("open"), emergency_card=True, keys=keys)
    assert card_keys(asked) == (SeatKey("dana", "yes"),)
    assert Intent("leave_card") in evening(asked)


@pytest.mark.parametrize(
    "view",
    [
        with_room(seen("open"), emergency_card=True),
        with_room(seen("open"), keys=(SeatKey("dana", "yes"),)),
        with_room(seen("open", card_left=True), emergency_card=True, keys=(SeatKey("dana", "yes"),)),
    ],
)
def test_no_card_is_left_without_need_or_key(view: RoomView) -> None:
    assert "leave_card" not in kinds(evening(view))


def _talking(view: RoomView) -> float:
    rng, talking, steps = Random(7), False, 0
    for _ in range(STEPS):
        talking = talks(view, rng, talking=talking)
        steps += talking
    return steps / STEPS


@pytest.mark.parametrize(
    ("view", "least", "most"),
    [
        (seen("open"), 0.08, 0.28),
        (seen("queue", aside="dana"), 0.08, 0.28),
        (seen("open", muted=True), 0, 0),
        (seen("open", state="lobby"), 0, 0),
        (with_room(seen("open"), phase="on_hold"), 0, 0),
        (seen("queue", holder="ben"), 0, 0),
        (seen("quiet"), 0, 0),
        (seen("round", holder="ana"), 1, 1),
        (seen("piece", holder="ana"), 1, 1),
    ],
)
def test_members_talk_in_turn_and_in_open_conversation_now_and_then(view: RoomView, least: float, most: float) -> None:
    assert least <= _talking(view) <= most
