"""A part, played: the time of a turn, what is told, and cards with their boxes."""

import msgspec

from server.members.player import Part, Player
from server.members.room_view import Floor, Me, RoomView, Session, Turn, ViewMessage

from .test_hpke import RECIPIENT, _text


def seen(floor: Floor, **room: object) -> ViewMessage:
    view = RoomView(Me("ana", "Ana", "present"), (), floor, msgspec.convert(room, Session))
    return ViewMessage(1, view, now_ms=1_000_000)


def steps(player: Player, count: int) -> list[str]:
    return [intent.type for _ in range(count) for intent in player.step()]


async def test_a_turn_begins_anew_with_each_number() -> None:
    told: list[str] = []
    player = Player(Part(seed=3, signals_support=False), told.append)
    for number in range(100):
        player.see(seen(Floor("queue", "ana", Turn(number))))
        # Three steps of hesitation after the one in which the turn is seen.
        assert steps(player, 3) == []
    assert told == ["has the floor"] * 100
    assert "release_floor" in steps(player, 100)


async def test_the_mouth_closes_with_the_view_that_ends_the_turn() -> None:
    player = Player(Part(seed=3), lambda _words: None)
    player.see(seen(Floor("queue", "ana", Turn(1))))
    player.step()
    assert player.talking
    player.see(seen(Floor("queue", "ben", Turn(2))))
    assert not player.talking


async def test_a_card_goes_out_in_a_box_for_each_facilitator() -> None:
    player = Player(Part(seed=3), lambda _words: None)
    keys = [{"seat": "dana", "key": _text(RECIPIENT)}, {"seat": "emil", "key": "no key"}]
    player.see(seen(Floor("quiet"), emergency_card=True, keys=keys))
    card = next(intent for _ in range(100) for intent in player.step())
    assert card.type == "leave_card"
    [box] = msgspec.convert(card.fields["boxes"], list[dict[str, str]])
    assert box["seat"] == "dana"
    assert 65 < len(box["box"]) <= 1024


async def test_no_card_goes_out_where_no_key_is_one() -> None:
    player = Player(Part(seed=3), lambda _words: None)
    player.see(seen(Floor("quiet"), emergency_card=True, keys=[{"seat": "dana", "key": "no key"}]))
    assert steps(player, 100) == []


async def test_nothing_is_done_before_the_first_view() -> None:
    assert steps(Player(Part(seed=3), lambda _words: None), 100) == []
