"""The exchange of a link for a token (docs/protocol.md section 1)."""

from dataclasses import dataclass

import aiohttp
import msgspec

from server.errors import LinkNotValid
from server.members.link import PersonalLink

_TIMEOUT_S = 10.0


class ServerUnreachable(Exception):
    """There is no answer, or none that makes sense; trying again later may help."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a link gives."""

    name: str
    token: str

    def __repr__(self) -> str:
        return f"Entrance({self.name!r})"


class _Seat(msgspec.Struct, frozen=True):
    name: str


class _Answer(msgspec.Struct, frozen=True):
    token: str
    seat: _Seat


async def join(link: PersonalLink) -> Entrance:
    """Exchange the link.

    Raises:
        LinkNotValid: unknown, expired or revoked.
        ServerUnreachable: no sensible answer.
    """
    timeout = aiohttp.ClientTimeout(total=_TIMEOUT_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.post(f"{link.origin}/api/join", json={"secret": link.secret}) as answer,
        ):
            if answer.status == 404:
                raise LinkNotValid
            if answer.status != 200:
                raise ServerUnreachable(f"{link.origin} answers {answer.status}")
            body = msgspec.json.decode(await answer.read(), type=_Answer)
    except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError) as exc:
        raise ServerUnreachable(f"{link.origin} does not answer") from exc
    return Entrance(name=body.seat.name, token=body.token)
