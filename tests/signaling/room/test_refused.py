"""Codes and sentences of refusals."""

import json
from pathlib import Path

from signaling.room import SENTENCES, Refusal, Refused


def test_every_code_has_a_sentence_for_a_person() -> None:
    assert set(SENTENCES) == set(Refusal)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in SENTENCES.values())


def test_every_code_of_the_protocols_examples_is_known(root: Path) -> None:
    examples = json.loads((root / "tests/protocol/errors.json").read_text())

    codes = {error["code"] for place in ("connect_error", "command", "goodbye") for error in examples[place]}

    assert codes <= set(Refusal)


def test_a_refusal_carries_its_code_and_sentence() -> None:
    refused = Refused(Refusal.ROOM_FULL)

    assert (refused.code, refused.text) == ("room_full", "The room is full.")
    assert str(refused) == "room_full"
