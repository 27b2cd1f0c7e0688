"""Refusals of the media node.

MediaError
├── InvalidParameters   invalid_parameters    what a client sent is not acceptable ORTC
├── UnknownTransport    unknown_transport
├── UnknownProducer     unknown_producer
├── UnknownConsumer     unknown_consumer
├── AlreadyConnected    already_connected     connect_transport comes once
├── SeatNotAllowed      not_present           the policy gives this seat no media
├── NodeFull            node_full             the node has no room for another room
└── NodeClosed          closing               the node is stopping
"""

from typing import ClassVar


class MediaError(Exception):
    """A request to the media node was refused and changed nothing; text and code may be shown to who asked."""

    code: ClassVar[str]
    """On the wire for ever."""
    _codes: ClassVar[dict[str, type["MediaError"]]] = {}

    def __init_subclass__(cls) -> None:
        other = MediaError._codes.setdefault(cls.code, cls)
        if other is not cls:
            raise TypeError(f"code {cls.code!r} already belongs to {other.__name__}")

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class InvalidParameters(MediaError):
    """Capabilities or parameters from a client that cannot be accepted."""

    code = "invalid_parameters"


class UnknownTransport(MediaError):
    """No such transport of this seat."""

    code = "unknown_transport"


class UnknownProducer(MediaError):
    """No such producer of this seat."""

    code = "unknown_producer"


class UnknownConsumer(MediaError):
    """No such consumer of this seat."""

    code = "unknown_consumer"


class AlreadyConnected(MediaError):
    """DTLS parameters were given before; a transport takes them once."""

    code = "already_connected"


class SeatNotAllowed(MediaError):
    """The room's policy gives this seat no media now."""

    code = "not_present"


class NodeFull(MediaError):
    """The node has so much to do that another room would be to the harm of those it has."""

    code = "node_full"


class NodeClosed(MediaError):
    """The node is stopping and opens nothing any more."""

    code = "closing"
