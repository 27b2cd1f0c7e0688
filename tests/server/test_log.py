"""What logs say, and what they keep to themselves."""

import json
import logging
import sys

import pytest

from server.log import FOREIGN, JsonFormatter, TextFormatter

TOKEN = "s3cret-token"


def _record(
    name: str, message: str, *args: object, failure: Exception | None = None, **fields: object
) -> logging.LogRecord:
    exc_info = None
    if failure is not None:
        try:
            raise failure
        except type(failure):
            exc_info = sys.exc_info()
    return logging.getLogger(name).makeRecord(
        name, logging.WARNING, __file__, 1, message, args, exc_info, extra=fields or None
    )


FORMATTERS = [JsonFormatter(), TextFormatter()]


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_our_own_messages_are_whole(formatter: logging.Formatter) -> None:
    line = formatter.format(_record("signaling.hub", "room %s opened", "k3", revision=7))
    assert "room k3 opened" in line
    assert "revision" in line
    assert "\n" not in line


@pytest.mark.parametrize("formatter", FORMATTERS)
@pytest.mark.parametrize("logger", ["aiohttp.server", "asyncio", "engineio", *FOREIGN])
def test_of_others_messages_only_the_template_is_kept(formatter: logging.Formatter, logger: str) -> None:
    line = formatter.format(_record(logger, "cannot read %s\nfuture: <" + TOKEN + ">", TOKEN))
    assert "cannot read %s" in line
    assert TOKEN not in line


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_of_an_exception_only_kind_and_place_are_kept(formatter: logging.Formatter) -> None:
    line = formatter.format(_record("server.app", "A request failed", failure=ValueError(TOKEN)))
    assert "builtins.ValueError" in line
    assert "test_log.py:" in line
    assert TOKEN not in line


def test_json_is_one_object_a_line() -> None:
    entry = json.loads(JsonFormatter().format(_record("server.app", 'with "quotes"\nand lines', status=200)))
    assert (entry["message"], entry["status"], entry["level"]) == ('with "quotes"\nand lines', 200, "warning")
