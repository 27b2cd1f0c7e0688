"""From raw JSON to types."""

from typing import TypeAlias

import msgspec

from signaling.errors import Malformed
from signaling.gateway.messages.care import CareMessage
from signaling.gateway.messages.connect import ConnectAuth
from signaling.gateway.messages.floor import FloorMessage
from signaling.gateway.messages.lines import LinesMessage
from signaling.gateway.messages.media import AnyMedia
from signaling.gateway.messages.people import PeopleMessage
from signaling.gateway.messages.session import SessionMessage

AnyCommand: TypeAlias = PeopleMessage | SessionMessage | FloorMessage | CareMessage | LinesMessage


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
