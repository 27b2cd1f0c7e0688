"""What can go wrong in the server without being a bug (continues the tree of `signaling/errors.py`).

GoroundError
├── RequestError
│   ├── LinkNotValid    link_not_valid
│   ├── SeatRemoved     removed
│   └── SessionOver     ended
└── StartFailed         the command line answers with one line and exit status 2
"""

from signaling.errors import GoroundError, RequestError
from signaling.room.refused import SENTENCES, Refusal


class LinkNotValid(RequestError):
    """The link is unknown, expired or revoked, or there is no session it leads to; deliberately one answer for all."""

    code = "link_not_valid"
    sentence = SENTENCES[Refusal.LINK_NOT_VALID]


class SeatRemoved(RequestError):
    """A facilitator removed or declined the person for tonight."""

    code = "removed"
    sentence = SENTENCES[Refusal.REMOVED]


class SessionOver(RequestError):
    """The session has been ended."""

    code = "ended"
    sentence = SENTENCES[Refusal.ENDED]


class StartFailed(GoroundError):
    """The server cannot start as it was asked to; the text is one line for the operator."""
