"""What every command has."""

import msgspec

from signaling.gateway.messages.bounds import CommandId, Opaque


class CommandMessage(msgspec.Struct, frozen=True, tag_field="type", kw_only=True):
    """One intent of a person; ``id`` is fresh for each."""

    id: CommandId


class SeatMessage(CommandMessage, frozen=True, kw_only=True):
    """An intent that concerns one person."""

    seat: Opaque
