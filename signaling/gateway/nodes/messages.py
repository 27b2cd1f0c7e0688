"""What processes say to one another about media. Never a command and never a view: those each process has for itself."""

from typing import TypeAlias

import msgspec

from media import MediaPolicy, Sends
from signaling.gateway.nodes.order import PolicyOrder
from signaling.room import DeviceId, SeatId
from signaling.stores import Revision

PATH = "/media"
MAX_BYTES = 1024 * 1024
"""Of one message: a policy of thirty seats, or one message of a page in its frame."""


class Order(msgspec.Struct, tag="order"):
    """Make the room's media be so."""

    room: str
    epoch: int
    revision: int
    holders: dict[str, str | None]
    seats: list[str]
    sends: dict[str, tuple[bool, bool]]
    receives: dict[str, dict[str, int]]

    @classmethod
    def of(cls, room: str, epoch: int, order: PolicyOrder) -> "Order":
        """To be sent."""
        policy = order.policy
        return cls(
            room,
            epoch,
            order.revision,
            {seat: device for seat, device in order.holders.items()},  # noqa: C416 - another key type
            sorted(policy.seats),
            {seat: (sends.audio, sends.video) for seat, sends in policy.sends.items()},
            {receiver: dict(senders) for receiver, senders in policy.receives.items()},
        )

    def order(self) -> PolicyOrder:
        """As it was before."""
        policy = MediaPolicy(
            seats=frozenset(self.seats),
            sends={seat: Sends(audio=audio, video=video) for seat, (audio, video) in self.sends.items()},
            receives=self.receives,
        )
        holders = {SeatId(seat): None if device is None else DeviceId(device) for seat, device in self.holders.items()}
        return PolicyOrder(Revision(self.revision), holders, policy)


class Ask(msgspec.Struct, tag="ask"):
    """What a page asks of the media; its answer is told under ``number``."""

    number: int
    room: str
    epoch: int
    seat: str
    device: str
    message: msgspec.Raw


class Ordered(msgspec.Struct, tag="ordered"):
    """The room's media are as ordered at this revision."""

    room: str
    epoch: int
    revision: int


class Answer(msgspec.Struct, tag="answer"):
    """What the page is acknowledged."""

    number: int
    answer: msgspec.Raw


class Tell(msgspec.Struct, tag="tell"):
    """A packet for the page of a seat, if it is there."""

    room: str
    epoch: int
    seat: str
    packet: str


class Elsewhere(msgspec.Struct, tag="elsewhere"):
    """The room's media are not here, or not in that epoch."""

    room: str
    epoch: int


ToHost: TypeAlias = Order | Ask
FromHost: TypeAlias = Ordered | Answer | Tell | Elsewhere

encode = msgspec.json.Encoder().encode
to_host = msgspec.json.Decoder(ToHost).decode
from_host = msgspec.json.Decoder(FromHost).decode
