"""What a browser may send, parsed once into types (docs/protocol.md sections 2, 4 and 5).

Every bound of the protocol is here. Unknown fields are ignored, unknown types refused. Past ``parse_connect``,
``parse_command`` and ``parse_media`` nothing sees raw JSON, except ORTC objects, which are the media node's to judge.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from signaling.errors import Malformed
from signaling.room.floor import MicrophoneRule
from signaling.room.support import SupportKind

# \Z and not $, which would let a line feed through at the end.
CommandId: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]
Device: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{22,64}\Z")]
Opaque: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
"""The id of a seat, signal, transport, producer or consumer."""
Token: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
Pixels: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=16_384)]
"""16 384 is the widest canvas or video any browser shows."""
Ortc: TypeAlias = dict[str, object]
"""One of mediasoup's objects as the client sent it, bounded by the size of a message only."""

MAX_TRANSPORTS = 8
"""A page has two transports; a few more may be dying while it reconnects."""


class ConnectAuth(msgspec.Struct, frozen=True):
    """The ``auth`` of a connect packet."""

    token: Token
    device: Device
    takeover: bool = False


class CommandMessage(msgspec.Struct, frozen=True, tag_field="type", kw_only=True):
    """One intent of a person; ``id`` is fresh for each."""

    id: CommandId


class _SeatMessage(CommandMessage, frozen=True, kw_only=True):
    seat: Opaque


class SetDevices(CommandMessage, frozen=True, tag="set_devices", kw_only=True):
    microphone: bool
    camera: bool


class RequestFloor(CommandMessage, frozen=True, tag="request_floor"): ...


class WithdrawRequest(CommandMessage, frozen=True, tag="withdraw_request"): ...


class PassTurn(CommandMessage, frozen=True, tag="pass_turn", kw_only=True):
    for_now: bool


class ReleaseFloor(CommandMessage, frozen=True, tag="release_floor"): ...


class SignalSupport(CommandMessage, frozen=True, tag="signal_support", kw_only=True):
    kind: SupportKind


class Leave(CommandMessage, frozen=True, tag="leave"): ...


class OpenRoom(CommandMessage, frozen=True, tag="open_room"): ...


class SetLock(CommandMessage, frozen=True, tag="set_lock", kw_only=True):
    locked: bool


class Admit(_SeatMessage, frozen=True, tag="admit"): ...


class Decline(_SeatMessage, frozen=True, tag="decline"): ...


class AdmitAll(CommandMessage, frozen=True, tag="admit_all"): ...


class SendToLobby(_SeatMessage, frozen=True, tag="send_to_lobby"): ...


class Remove(_SeatMessage, frozen=True, tag="remove"): ...


class SetFloorMode(CommandMessage, frozen=True, tag="set_floor_mode", kw_only=True):
    mode: Literal["open", "queue"]


class SetMicrophoneRule(CommandMessage, frozen=True, tag="set_microphone_rule", kw_only=True):
    rule: MicrophoneRule


class StartRound(CommandMessage, frozen=True, tag="start_round", kw_only=True):
    turn_s: Annotated[int, msgspec.Meta(ge=10, le=3600)] | None


class GrantFloor(_SeatMessage, frozen=True, tag="grant_floor"): ...


class RevokeFloor(CommandMessage, frozen=True, tag="revoke_floor"): ...


class NextTurn(CommandMessage, frozen=True, tag="next_turn"): ...


class ExtendTurn(CommandMessage, frozen=True, tag="extend_turn", kw_only=True):
    extend_s: Annotated[int, msgspec.Meta(ge=5, le=600)]


class SkipTurn(CommandMessage, frozen=True, tag="skip_turn"): ...


class EndRound(CommandMessage, frozen=True, tag="end_round"): ...


class SetClock(CommandMessage, frozen=True, tag="set_clock", kw_only=True):
    paused: bool


class Mute(_SeatMessage, frozen=True, tag="mute"): ...


class MuteAll(CommandMessage, frozen=True, tag="mute_all"): ...


class AskToUnmute(_SeatMessage, frozen=True, tag="ask_to_unmute"): ...


class AcknowledgeSupport(CommandMessage, frozen=True, tag="acknowledge_support", kw_only=True):
    signal: Opaque


class EndSession(CommandMessage, frozen=True, tag="end_session"): ...


AnyCommand: TypeAlias = (
    SetDevices
    | RequestFloor
    | WithdrawRequest
    | PassTurn
    | ReleaseFloor
    | SignalSupport
    | Leave
    | OpenRoom
    | SetLock
    | Admit
    | Decline
    | AdmitAll
    | SendToLobby
    | Remove
    | SetFloorMode
    | SetMicrophoneRule
    | StartRound
    | GrantFloor
    | RevokeFloor
    | NextTurn
    | ExtendTurn
    | SkipTurn
    | EndRound
    | SetClock
    | Mute
    | MuteAll
    | AskToUnmute
    | AcknowledgeSupport
    | EndSession
)


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


def parse_connect(raw: object) -> ConnectAuth:
    """The ``auth`` of a connect packet.

    Raises:
        Malformed: it is not what the protocol says.
    """
    try:
        return msgspec.convert(raw, ConnectAuth)
    except msgspec.ValidationError as exc:
        raise Malformed from exc


def parse_command(raw: object) -> AnyCommand:
    """The payload of ``command``.

    Raises:
        Malformed: it is not what the protocol says.
    """
    try:
        return msgspec.convert(raw, AnyCommand)  # type: ignore[no-any-return]  # a union is no type[T] for the stub
    except msgspec.ValidationError as exc:
        raise Malformed from exc


def parse_media(raw: object) -> AnyMedia:
    """The payload of ``media``.

    Raises:
        Malformed: it is not what the protocol says.
    """
    try:
        return msgspec.convert(raw, AnyMedia)  # type: ignore[no-any-return]  # a union is no type[T] for the stub
    except msgspec.ValidationError as exc:
        raise Malformed from exc
