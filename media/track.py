"""Tracks as a router keeps them: what comes in from one seat, and goes out to others."""

from dataclasses import dataclass, field

from media.events import ConsumerOffered, Json, Kind
from media.rtp_stream import RtpStream
from media.transport import WebRtcTransport


@dataclass(slots=True, eq=False)
class Producer:
    """One track that a seat sends."""

    id: str
    number: int
    transport: WebRtcTransport
    kind: Kind
    stream: RtpStream
    told: bool | None = None
    """Whether the worker was told to let it through; None before the first time."""
    wish: tuple[bool, ...] = ()
    """Which encodings anybody receives, the smallest first, as the worker last said; empty: all."""

    @property
    def seat(self) -> str:
        """Who sends it."""
        return self.transport.seat


@dataclass(slots=True, eq=False)
class Consumer:
    """One producer as one seat receives it."""

    id: str
    number: int
    producer: Producer
    transport: WebRtcTransport
    parameters: Json
    ready: bool = False
    """The client has said that it can receive it."""
    size: tuple[int, int] = field(default=(320, 180))
    """Width and height at which it is shown, until the client says otherwise that of a small tile; of video only."""
    told: bool = False
    """Whether the worker was told to send it; they start disabled."""
    preference: tuple[int, int] | None = None
    """The largest encoding of use and the priority, as the worker was last told."""
    still: bool = False
    """The path is too narrow for it, as the worker last said."""

    @property
    def seat(self) -> str:
        """Who receives it."""
        return self.transport.seat

    @property
    def shown(self) -> bool:
        """Whether there is any use in sending it; sound is always of use."""
        return self.producer.kind == "audio" or 0 not in self.size

    def offer(self) -> ConsumerOffered:
        """What the receiving client is told."""
        return ConsumerOffered(
            seat=self.seat,
            consumer=self.id,
            producer=self.producer.id,
            producer_seat=self.producer.seat,
            kind=self.producer.kind,
            rtp_parameters=self.parameters,
        )
