"""Pictures are as large as they are shown, within the cap."""

from hypothesis import given
from hypothesis import strategies as st

from media.layers import CAP_BPS, RATES_BPS, Tile, choose_encodings, wanted_encoding


def tile(consumer: str, height: int, *, priority: int = 0, encodings: int = 3) -> Tile:
    return Tile(consumer, encodings, width=height * 16 // 9, height=height, priority=priority)


tiles = st.lists(
    st.builds(
        Tile,
        consumer=st.uuids().map(str),
        encodings=st.integers(1, 3),
        width=st.integers(0, 4000),
        height=st.integers(0, 4000),
        priority=st.integers(0, 3),
    ),
    max_size=12,
    unique_by=lambda tile: tile.consumer,
)


def test_two_large_pictures_fit() -> None:
    assert choose_encodings([tile("ana", 720), tile("ben", 720)]) == {"ana": 2, "ben": 2}


def test_seven_large_pictures_are_all_middling() -> None:
    names = ["ana", "ben", "cyd", "dan", "eva", "fay", "gil"]
    assert choose_encodings([tile(name, 720) for name in names]) == dict.fromkeys(names, 1)


def test_priority_is_served_first() -> None:
    shown = [tile("ana", 720), tile("ben", 720, priority=9)]
    assert choose_encodings(shown, cap_bps=1_700_000) == {"ana": 0, "ben": 2}


def test_small_tiles_take_no_more_than_they_need() -> None:
    assert choose_encodings([tile("ana", 170), tile("ben", 340)]) == {"ana": 0, "ben": 1}


def test_a_hidden_tile_gets_nothing() -> None:
    assert choose_encodings([Tile("ana", 3, 0, 0, 5), tile("ben", 180)]) == {"ben": 0}


def test_a_wide_tile_needs_more_than_its_height() -> None:
    assert wanted_encoding(Tile("ana", 3, width=1280, height=200, priority=0)) == 2


@given(tiles)
def test_no_steps_are_taken_beyond_the_cap(shown: list[Tile]) -> None:
    chosen = choose_encodings(shown)

    by_name = {one.consumer: one for one in shown}
    spent = sum(RATES_BPS[-by_name[name].encodings :][encoding] for name, encoding in chosen.items())
    least = sum(RATES_BPS[-by_name[name].encodings] for name in chosen)
    assert spent <= max(CAP_BPS, least)
    assert all(0 <= encoding <= wanted_encoding(by_name[name]) for name, encoding in chosen.items())
