"""What a client is told about a request, in the words of the wire."""

import logging
from dataclasses import dataclass

import msgspec

from media import MediaError
from signaling.bugs import log_bug
from signaling.errors import GoroundError, RequestError, StoreUnavailable
from signaling.room import SENTENCES, Refusal, Refused

AWAY = "The server could not note that just now. Please try again in a moment."
"""What is said instead of the sentence for our own faults while the rooms cannot be reached."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WireError:
    """An error as it is sent: a permanent code and a sentence for a person."""

    code: str
    text: str


class RefusedThere(GoroundError):
    """Another process has refused; nothing changed."""

    def __init__(self, error: WireError) -> None:
        super().__init__(error.code)
        self.error = error


def sentence(code: Refusal) -> WireError:
    """The error of a code, in the room's own words."""
    return WireError(code.value, SENTENCES[code])


def error_of(exc: Exception, what: str) -> WireError:
    """What the client is told about an exception; one that nobody expected is logged.

    Args:
        exc: What was raised.
        what: What was being done, opaque ids only; for the log.
    """
    match exc:
        case Refused():
            return WireError(exc.code.value, exc.text)
        case RefusedThere():
            return exc.error
        case RequestError() | MediaError():
            return WireError(exc.code, exc.text)
        case StoreUnavailable():
            _log.warning("%s: the store does not answer", what)
            return WireError(Refusal.INTERNAL.value, AWAY)
        case _:
            log_bug(_log, what, exc)
    return sentence(Refusal.INTERNAL)


def accepted(**fields: object) -> msgspec.Raw:
    """The acknowledgement of what was done.

    >>> bytes(accepted(revision=8))
    b'{"ok":true,"revision":8}'
    """
    return msgspec.Raw(msgspec.json.encode({"ok": True, **fields}))


def refused(error: WireError) -> msgspec.Raw:
    """The acknowledgement of what was refused.

    >>> bytes(refused(WireError("muted", "A facilitator has muted you.")))
    b'{"ok":false,"code":"muted","text":"A facilitator has muted you."}'
    """
    return msgspec.Raw(msgspec.json.encode({"ok": False, "code": error.code, "text": error.text}))
