"""What a browser may ask of the media node (docs/protocol.md section 5)."""

from typing import Annotated, Literal, TypeAlias

import msgspec

from signaling.gateway.messages.bounds import MAX_TRANSPORTS, Opaque, Ortc, Pixels


class Capabilities(msgspec.Struct, frozen=True, tag_field="type", tag="capabilities"): ...


class CreateTransport(msgspec.Struct, frozen=True, tag_field="type", tag="create_transport"):
    direction: Literal["send", "recv"]
    rtp_capabilities: Ortc | None = None
    """Of the receiving device; needed for ``recv``."""

    def __post_init__(self) -> None:
        """Refuse a receiving transport without capabilities; msgspec makes it a ``ValidationError``."""
        if self.direction == "recv" and self.rtp_capabilities is None:
            raise ValueError("rtp_capabilities missing")


class ConnectTransport(msgspec.Struct, frozen=True, tag_field="type", tag="connect_transport"):
    transport: Opaque
    dtls_parameters: Ortc


class RestartIce(msgspec.Struct, frozen=True, tag_field="type", tag="restart_ice"):
    transport: Opaque


class Resume(msgspec.Struct, frozen=True, tag_field="type", tag="resume"):
    transports: Annotated[list[Opaque], msgspec.Meta(max_length=MAX_TRANSPORTS)]


class Produce(msgspec.Struct, frozen=True, tag_field="type", tag="produce"):
    transport: Opaque
    kind: Literal["audio", "video"]
    rtp_parameters: Ortc


class CloseProducer(msgspec.Struct, frozen=True, tag_field="type", tag="close_producer"):
    producer: Opaque


class ConsumerReady(msgspec.Struct, frozen=True, tag_field="type", tag="consumer_ready"):
    consumer: Opaque


class Tile(msgspec.Struct, frozen=True):
    """Size in device pixels at which a consumer's picture is shown; 0x0 when it is not."""

    consumer: Opaque
    width: Pixels
    height: Pixels


class Prefer(msgspec.Struct, frozen=True, tag_field="type", tag="prefer"):
    tiles: Annotated[list[Tile], msgspec.Meta(max_length=64)]


AnyMedia: TypeAlias = (
    Capabilities
    | CreateTransport
    | ConnectTransport
    | RestartIce
    | Resume
    | Produce
    | CloseProducer
    | ConsumerReady
    | Prefer
)
