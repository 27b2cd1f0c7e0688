"""Codes are for ever, and one class's each."""

import pytest

from signaling.errors import GoroundError, Malformed, RequestError


def test_a_code_belongs_to_one_class() -> None:
    with pytest.raises(TypeError, match="'malformed' already belongs to Malformed"):
        type("Other", (RequestError,), {"code": "malformed", "sentence": "No."})


def test_a_class_without_its_own_code_is_refused() -> None:
    with pytest.raises(TypeError, match="its own code"):
        type("Heir", (Malformed,), {})


def test_text_is_the_sentence_unless_a_better_one_is_given() -> None:
    assert Malformed().text == Malformed.sentence
    assert Malformed("The date is in the past.").text == "The date is in the past."
    assert str(Malformed("The date is in the past.")) == "malformed"


def test_requests_errors_are_expected_failures() -> None:
    assert issubclass(RequestError, GoroundError)
