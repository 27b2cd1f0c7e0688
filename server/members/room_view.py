"""The part of a room's view that a synthetic member acts upon (docs/protocol.md section 3)."""

from typing import Literal

import msgspec


class Question(msgspec.Struct, frozen=True):
    """A guest on whom the member has not said yes or no."""

    seat: str


class Support(msgspec.Struct, frozen=True):
    """The member's last signal for support."""

    acknowledged: bool


class Me(msgspec.Struct, frozen=True):
    """The member's own seat."""

    seat: str
    name: str
    state: str
    muted: bool = False
    unmute_asked: bool = False
    turn: str | None = None
    queue_position: int | None = None
    support: Support | None = None
    shielded: bool = False
    aside: str | None = None
    check: int | None = None
    guest_questions: tuple[Question, ...] = ()
    card_left: bool = False


class Place(msgspec.Struct, frozen=True):
    """Somebody in the circle."""

    seat: str
    name: str
    role: str = "member"
    state: str = "present"
    aside: bool = False


class Turn(msgspec.Struct, frozen=True):
    """The turn that runs."""

    number: int
    ends_ms: int | None = None


class Round(msgspec.Struct, frozen=True):
    """A round, or feedback to a sharer."""

    sharer: str | None = None
    answering: bool = False


class Floor(msgspec.Struct, frozen=True):
    """Who speaks."""

    mode: str
    holder: str | None = None
    turn: Turn | None = None
    round: Round | None = None


class SeatKey(msgspec.Struct, frozen=True):
    """The public key of somebody's page (base64url)."""

    seat: str
    key: str


class Session(msgspec.Struct, frozen=True):
    """The session, as everybody sees it."""

    phase: str = "open"
    reactions: bool = True
    emergency_card: bool = False
    keys: tuple[SeatKey, ...] = ()


class RoomView(msgspec.Struct, frozen=True):
    """What the member sees."""

    me: Me
    circle: tuple[Place, ...]
    floor: Floor
    room: Session = Session()

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
    now_ms: int = 0
    """The server's clock when it was sent, milliseconds since the Unix epoch."""


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
