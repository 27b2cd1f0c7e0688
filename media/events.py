"""What the media node tells its owner."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["audio", "video"]
Direction: TypeAlias = Literal["send", "recv"]
Json: TypeAlias = Mapping[str, object]
"""One of mediasoup's objects, ready for the wire (camelCase inside)."""


class TransportState(StrEnum):
    """A transport as the relay sees it."""

    CONNECTED = "connected"
    """ICE has a selected pair and the media keys are set."""
    DISCONNECTED = "disconnected"
    """Consent lapsed (RFC 7675); an ICE restart or the same pair may bring it back."""
    FAILED = "failed"
    """The DTLS handshake failed; the client needs another transport."""
    CLOSED = "closed"
    """The client ended DTLS. Transports that the router closes by itself are not reported: the client knows why from
    what it was told about its seat."""


@dataclass(frozen=True, slots=True)
class ConsumerOffered:
    """``seat`` may receive this track; it flows after ``consumer_ready``. May repeat for a known consumer."""

    seat: str
    consumer: str
    producer: str
    producer_seat: str
    kind: Kind
    rtp_parameters: Json


@dataclass(frozen=True, slots=True)
class ConsumerClosed:
    """A track that ``seat`` was offered is gone."""

    seat: str
    consumer: str


@dataclass(frozen=True, slots=True)
class TransportStateChanged:
    """A transport of ``seat`` changed; said once for each change."""

    seat: str
    transport: str
    state: TransportState


@dataclass(frozen=True, slots=True)
class EncodingsWanted:
    """``seat`` need only send these encodings of its producer; said on every change, all are wanted to begin with."""

    seat: str
    producer: str
    active: tuple[bool, ...]
    """The smallest picture first."""


@dataclass(frozen=True, slots=True)
class PictureStill:
    """The path to ``seat`` is too narrow for this picture, which stands still; or carries it again."""

    seat: str
    consumer: str
    still: bool


class ConnectionQuality(StrEnum):
    """How well somebody's network carries sound, in a word that a facilitator can use."""

    GOOD = "good"
    WEAK = "weak"
    """Sound arrives with gaps, or late."""
    FROZEN = "frozen"
    """Nothing has come from them for a while."""


@dataclass(frozen=True, slots=True)
class SeatReport:
    """One seat in a `MediaReport`."""

    speech_ms: int
    """How long it has spoken since the last report, where the policy let it be heard."""
    connection: ConnectionQuality


@dataclass(frozen=True, slots=True)
class MediaReport:
    """How a room has fared since the last report, about every 10 s while it has media."""

    seats: Mapping[str, SeatReport]
    """By seat; one that has no working transport yet is absent."""


SeatEvent: TypeAlias = ConsumerOffered | ConsumerClosed | EncodingsWanted | PictureStill | TransportStateChanged
"""Meant for one seat."""
MediaEvent: TypeAlias = SeatEvent | MediaReport
