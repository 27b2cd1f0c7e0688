"""Carries out what people send: one function from a message to its acknowledgement."""

import msgspec

from signaling.errors import Malformed, NotPresent
from signaling.gateway.answer import accepted, error_of, refused
from signaling.gateway.commands import to_command
from signaling.gateway.connection import Connection
from signaling.gateway.counters import OK, Counters
from signaling.gateway.live_room import LiveRoom
from signaling.gateway.messages import AnyCommand, parse_command, parse_media
from signaling.gateway.packet import Frame
from signaling.hub import Hub
from signaling.room import RoomId, SeatId
from signaling.stores import CommandKey


class Requests:
    """Of one room."""

    def __init__(self, room_id: RoomId, room: LiveRoom, hub: Hub, counters: Counters) -> None:
        self._room_id = room_id
        self._room = room
        self._hub = hub
        self._counters = counters

    async def answer(self, connection: Connection, frame: Frame) -> msgspec.Raw:
        """What to acknowledge; a refusal for what is not understood or not allowed, ``internal`` for our own faults."""
        try:
            match frame.event:
                case "command":
                    return await self._command(connection.seat, parse_command(frame.payload))
                case "media":
                    return await self._media(connection.seat, frame.payload)
                case _:
                    raise Malformed
        except Malformed as exc:
            self._counters.refused(frame.event, exc.code)
            return refused(error_of(exc, "a message"))

    async def _command(self, seat: SeatId, message: AnyCommand) -> msgspec.Raw:
        kind = _type_of(message)
        try:
            key = CommandKey(seat, message.id)
            revision = await self._hub.handle(self._room_id, to_command(message, seat), key)
        except Exception as exc:  # noqa: BLE001 - the root of everything a command does
            error = error_of(exc, f"room {self._room_id}: {kind}")
            self._counters.commands[kind, error.code] += 1
            return refused(error)
        self._counters.commands[kind, OK] += 1
        return accepted(revision=revision)

    async def _media(self, seat: SeatId, payload: object) -> msgspec.Raw:
        message = parse_media(payload)
        kind = _type_of(message)
        try:
            device = self._room.device_of(seat)
            if device is None:
                raise NotPresent
            fields = await self._room.media.ask(seat, device, message)
        except Exception as exc:  # noqa: BLE001 - the root of everything a media message does
            error = error_of(exc, f"room {self._room_id}: {kind}")
            self._counters.media[kind, error.code] += 1
            return refused(error)
        self._counters.media[kind, OK] += 1
        return accepted(**fields)


def _type_of(message: msgspec.Struct) -> str:
    return str(type(message).__struct_config__.tag)
