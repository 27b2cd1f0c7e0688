"""Logs without content: what kind of thing happened, when and how often, never to whom or what was said."""

import json
import logging
import time
import traceback
from typing import Literal

OWN = ("server", "signaling", "media", "goround")
"""Packages whose messages are written to carry no content. What other libraries log may quote addresses, headers and
payloads, so that of theirs only the template and the place in the code are kept."""

FOREIGN = frozenset({"signaling.gateway.socketio"})
"""Loggers with a name of ours that libraries write to."""

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure_logging(style: Literal["text", "json"]) -> None:
    """Send everything from INFO up to stderr, one line a record (and its traceback where there is one)."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if style == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for package in OWN:
        logging.getLogger(package).setLevel(logging.INFO)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OWN and record.name not in FOREIGN


def _message(record: logging.LogRecord) -> str:
    # asyncio puts the repr of the failed task, exception text included, on the template's second line.
    return record.getMessage() if _is_ours(record) else str(record.msg).partition("\n")[0]


def _failure(record: logging.LogRecord) -> str | None:
    """Type and place of an exception. Its text stays out: it may quote what somebody sent."""
    if not record.exc_info or record.exc_info[1] is None:
        return None
    kind, _, place = record.exc_info
    frames = traceback.extract_tb(place)
    where = "".join(f"\n    {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
    return f"{kind.__module__}.{kind.__qualname__}{where}" if kind else None


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """What was passed as `extra`."""
    return {key: value for key, value in vars(record).items() if key not in _STANDARD and not key.startswith("_")}


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for a collector."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": round(record.created, 3),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **_fields(record),
        }
        if failure := _failure(record):
            entry["exception"] = failure
        return json.dumps(entry, default=str)


class TextFormatter(logging.Formatter):
    """A line for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        clock = time.strftime("%H:%M:%S", time.localtime(record.created))
        fields = "".join(f" {key}={value}" for key, value in _fields(record).items())
        failure = _failure(record)
        end = f"\n  {failure}" if failure else ""
        return f"{clock} {record.levelname.lower():<7} {record.name}: {_message(record)}{fields}{end}"
