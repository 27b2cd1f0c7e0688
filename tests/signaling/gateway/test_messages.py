"""Parsing what strangers send: every example, every bound, one error."""

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.errors import Malformed
from signaling.gateway import messages
from signaling.gateway.commands import to_command
from signaling.gateway.messages import parse_command, parse_connect, parse_media
from signaling.room import PersonCommand, Refusal, RoomView, SeatId

EXAMPLES = Path(__file__).parents[2] / "protocol"
MALFORMED = json.loads((EXAMPLES / "malformed.json").read_text())
COMMANDS = json.loads((EXAMPLES / "commands.json").read_text())["accepted"]
EXCHANGES = json.loads((EXAMPLES / "media.json").read_text())["exchanges"]
CONNECTS = json.loads((EXAMPLES / "connect.json").read_text())["accepted"]
ME = SeatId("seat-me")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=6),
    max_leaves=12,
)


def names(example: dict[str, Any]) -> str:
    return str(example["name"])


@pytest.mark.parametrize("example", MALFORMED["connect"], ids=names)
def test_malformed_connects_are_refused(example: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        parse_connect(example["value"])


@pytest.mark.parametrize("example", MALFORMED["command"], ids=names)
def test_malformed_commands_are_refused(example: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        parse_command(example["value"])


@pytest.mark.parametrize("example", MALFORMED["media"], ids=names)
def test_malformed_media_messages_are_refused(example: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        parse_media(example["value"])


def test_the_examples_connect() -> None:
    parsed = [parse_connect(auth) for auth in CONNECTS]

    assert [each.takeover for each in parsed] == [False, True, False, False]


def test_every_type_of_command_has_an_example_and_a_command_of_the_room() -> None:
    commands = [to_command(parse_command(message), ME) for message in COMMANDS]

    assert {type(command) for command in commands} == set(get_args(PersonCommand))
    assert {command.by for command in commands} == {ME}


@pytest.mark.parametrize("message", COMMANDS, ids=lambda message: f"{message['id']} {message['type']}"[-40:])
def test_what_a_command_says_reaches_the_room(message: dict[str, Any]) -> None:
    said = {name: value for name, value in message.items() if name not in {"id", "type", "of_a_later_version"}}

    command = json.loads(msgspec.json.encode(to_command(parse_command(message), ME)))

    assert {name: command[name] for name in said} == said


def test_every_type_of_media_message_has_an_example() -> None:
    parsed = [parse_media(exchange["message"]) for exchange in EXCHANGES]

    assert {type(each) for each in parsed} == set(get_args(messages.AnyMedia))


@pytest.mark.parametrize("example", json.loads((EXAMPLES / "views.json").read_text()), ids=names)
def test_the_examples_of_views_are_views_of_the_room(example: dict[str, Any]) -> None:
    view = example["payload"]["view"]

    parsed = msgspec.convert(view, RoomView, strict=True)

    assert json.loads(msgspec.json.encode(parsed)) == view


def test_the_examples_of_errors_are_codes_of_the_room_or_the_media_node() -> None:
    errors = json.loads((EXAMPLES / "errors.json").read_text())

    codes = {error["code"] for place in errors.values() for error in place}

    assert codes - {code.value for code in Refusal} == {"already_connected", "invalid_parameters"}


@given(json_values)
def test_parsers_raise_nothing_else(raw: object) -> None:
    for parse in (parse_connect, parse_command, parse_media):
        with pytest.raises(Malformed):
            parse(raw)


@given(st.sampled_from(COMMANDS), st.dictionaries(st.sampled_from(["seat", "turn_s", "id", "mode"]), json_values))
def test_any_value_in_a_known_field_is_parsed_or_refused(
    message: dict[str, object], changed: dict[str, object]
) -> None:
    try:
        command = parse_command({**message, **changed})
    except Malformed:
        return
    assert 1 <= len(command.id) <= 64
