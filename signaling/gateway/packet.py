"""Socket.IO packets, read strictly."""

from dataclasses import dataclass
from typing import Any

import msgspec
from socketio import packet as socketio_packet  # type: ignore[import-untyped]  # has neither stubs nor py.typed

NAMESPACE = "/room"
FRAME_EVENT = "frame"
"""Under this name every event reaches the server's handler; on the wire it is a name like any other."""


@dataclass(frozen=True, slots=True)
class Frame:
    """An event of a client: its name, its one payload, and the id to acknowledge it under, if one was asked for."""

    event: str
    payload: object
    ack_id: int | None


class StrictJson:
    """JSON by RFC 8259 for python-socketio: no NaN, no lone surrogates, no depth that ends the interpreter's stack."""

    @staticmethod
    def dumps(value: object, **_: object) -> str:
        """Encode compactly, whatever separators are asked for."""
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str) -> object:
        """Decode.

        Raises:
            ValueError: this is no JSON, or nested too deep.
        """
        try:
            return msgspec.json.decode(text)
        except RecursionError as exc:
            raise ValueError("nested too deep") from exc


class StrictPacket(socketio_packet.Packet):  # type: ignore[misc]  # the base is untyped
    """A packet from the net becomes an event with a ``Frame``, or with ``None`` when it is not acceptable.

    python-socketio raises from its parser, which ends in a traceback in the log for each bad packet; and it would pair
    binary attachments, of which this protocol has none, nor acknowledgements by the client.
    """

    json = StrictJson
    packet_type: int

    def __init__(self, *args: Any, encoded_packet: str | bytes | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if encoded_packet is not None:
            self._read(encoded_packet)

    def _read(self, encoded: str | bytes) -> None:
        try:
            if not isinstance(encoded, str) or not encoded:
                raise ValueError("binary or empty")
            self.decode(encoded)
            if self.packet_type in (socketio_packet.CONNECT, socketio_packet.DISCONNECT):
                return
            frame = self._frame()
        except ValueError:
            frame = None
        self.packet_type, self.namespace, self.id = socketio_packet.EVENT, NAMESPACE, None
        self.data = [FRAME_EVENT, frame]

    def _frame(self) -> Frame:
        if self.packet_type != socketio_packet.EVENT or self.namespace != NAMESPACE:
            raise ValueError("neither an event nor for this namespace")
        match self.data:
            case [str() as event, payload]:
                return Frame(event, payload, self.id)
            case _:
                raise ValueError("an event has a name and one payload")


def event_packet(event: str, payload: object) -> str:
    """The text of an event for a client.

    >>> event_packet("consumer_closed", {"consumer": "k-1"})
    '2/room,["consumer_closed",{"consumer":"k-1"}]'
    """
    return f"{socketio_packet.EVENT}{NAMESPACE},{msgspec.json.encode([event, payload]).decode()}"


def ack_packet(ack_id: int, answer: msgspec.Raw) -> str:
    """The text of an acknowledgement.

    >>> ack_packet(7, msgspec.Raw(b'{"ok":true}'))
    '3/room,7[{"ok":true}]'
    """
    return f"{socketio_packet.ACK}{NAMESPACE},{ack_id}[{bytes(answer).decode()}]"


DISCONNECT_PACKET = f"{socketio_packet.DISCONNECT}{NAMESPACE},"
