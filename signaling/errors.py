"""What can go wrong in signaling without being a bug.

    GoroundError
    ├── RequestError            {code, text} for who asked; the code is on the wire for ever
    │   ├── Malformed           malformed
    │   ├── TooManyRequests     too_many_requests
    │   ├── SessionExpired      session_expired
    │   ├── TooEarly            too_early
    │   ├── NotPresent          not_present
    │   └── Closing             closing
    ├── ConnectionFailed        ends one connection; the room lives on
    └── StoreUnavailable        the rooms cannot be reached; nothing changed, the caller may retry

The pure core refuses with ``signaling.room.Refused``, the media node with ``media.MediaError``; both carry a code and
a text as well. Everything else that is raised is a bug: it is logged, and who asked is told ``internal``.
"""

from typing import ClassVar

from signaling.room.refused import SENTENCES, Refusal


class GoroundError(Exception):
    """Base of all expected failures; catching it never hides a bug."""


class RequestError(GoroundError):
    """A request is refused and changed nothing; code and text may be shown to who asked.

    Each subclass states its own ``code`` and ``sentence``; a code that another class has already taken is a
    ``TypeError`` when the class is made.
    """

    code: ClassVar[str]
    """On the wire for ever."""
    sentence: ClassVar[str]
    """What a person reads, unless the one who raises says it better."""
    _codes: ClassVar[dict[str, type["RequestError"]]] = {}

    def __init_subclass__(cls) -> None:
        if "code" not in cls.__dict__ or "sentence" not in cls.__dict__:
            raise TypeError(f"{cls.__name__} must state its own code and sentence")
        other = RequestError._codes.setdefault(cls.code, cls)
        if other is not cls:
            raise TypeError(f"code {cls.code!r} already belongs to {other.__name__}")

    def __init__(self, text: str | None = None) -> None:
        super().__init__(self.code)
        self.text = self.sentence if text is None else text


class Malformed(RequestError):
    """A message is not what the protocol says."""

    code = "malformed"
    sentence = SENTENCES[Refusal.MALFORMED]


class TooManyRequests(RequestError):
    """More requests than the limits allow."""

    code = "too_many_requests"
    sentence = SENTENCES[Refusal.TOO_MANY_REQUESTS]


class SessionExpired(RequestError):
    """The token is unknown, expired, or its invite was revoked."""

    code = "session_expired"
    sentence = SENTENCES[Refusal.SESSION_EXPIRED]


class TooEarly(RequestError):
    """The doors are not open yet."""

    code = "too_early"
    sentence = SENTENCES[Refusal.TOO_EARLY]


class NotPresent(RequestError):
    """Only somebody who is in the room can do this."""

    code = "not_present"
    sentence = SENTENCES[Refusal.NOT_PRESENT]


class Closing(RequestError):
    """The server is stopping and takes nothing new."""

    code = "closing"
    sentence = SENTENCES[Refusal.CLOSING]


class ConnectionFailed(GoroundError):
    """A connection cannot go on; its room can."""


class StoreUnavailable(GoroundError):
    """The store of rooms does not answer; nothing was changed."""
