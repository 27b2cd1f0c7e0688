"""The part of a room's view that a synthetic member acts upon (docs/protocol.md section 3)."""

from typing import Literal

import msgspec


class Me(msgspec.Struct, frozen=True):
    """The member's own seat."""

    seat: str
    name: str
    state: str
    muted: bool = False
    unmute_asked: bool = False
    turn: str | None = None


class Place(msgspec.Struct, frozen=True):
    """Somebody in the circle."""

    seat: str
    name: str


class Floor(msgspec.Struct, frozen=True):
    """Who speaks."""

    mode: str
    holder: str | None = None


class RoomView(msgspec.Struct, frozen=True):
    """What the member sees."""

    me: Me
    circle: tuple[Place, ...]
    floor: Floor

    @property
    def present(self) -> bool:
        """Whether the member has been admitted."""
        return self.me.state == "present"

    @property
    def my_turn(self) -> bool:
        """Whether the floor is the member's, to take or already taken."""
        return self.present and (self.me.turn == "offered" or self.floor.holder == self.me.seat)

    @property
    def may_chat(self) -> bool:
        """Whether to make a sound now: in open conversation everybody does, otherwise the holder alone."""
        return self.present and not self.me.muted and (self.floor.mode == "open" or self.my_turn)


class ViewMessage(msgspec.Struct, frozen=True):
    """The event `view`."""

    revision: int
    view: RoomView


class ConsumerMessage(msgspec.Struct, frozen=True):
    """The event `consumer`."""

    consumer: str
    producer: str
    seat: str
    kind: Literal["audio", "video"]
    rtp_parameters: dict[str, object]


class ConsumerClosedMessage(msgspec.Struct, frozen=True):
    """The event `consumer_closed`."""

    consumer: str


class EncodingsMessage(msgspec.Struct, frozen=True):
    """The event `encodings`."""

    producer: str
    active: tuple[bool, ...]


class StillMessage(msgspec.Struct, frozen=True):
    """The event `still`."""

    consumer: str
    still: bool


class TransportStateMessage(msgspec.Struct, frozen=True):
    """The event `transport_state`."""

    transport: str
    state: str


class GoodbyeMessage(msgspec.Struct, frozen=True):
    """The event `goodbye`, and the error of a refused connect."""

    code: str
    text: str = ""


class ConnectionLost(msgspec.Struct, frozen=True):
    """The socket is gone; made here, not sent by the server."""


Message = (
    ViewMessage
    | ConsumerMessage
    | ConsumerClosedMessage
    | EncodingsMessage
    | StillMessage
    | TransportStateMessage
    | GoodbyeMessage
    | ConnectionLost
)

EVENTS: dict[str, type[Message]] = {
    "view": ViewMessage,
    "consumer": ConsumerMessage,
    "consumer_closed": ConsumerClosedMessage,
    "encodings": EncodingsMessage,
    "still": StillMessage,
    "transport_state": TransportStateMessage,
    "goodbye": GoodbyeMessage,
}
"""By Socket.IO event."""
