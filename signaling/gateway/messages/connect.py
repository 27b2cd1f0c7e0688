"""Asking to be let in (docs/protocol.md section 2)."""

import msgspec

from signaling.gateway.messages.bounds import Device, Token


class ConnectAuth(msgspec.Struct, frozen=True):
    """The ``auth`` of a connect packet."""

    token: Token
    device: Device
    takeover: bool = False
