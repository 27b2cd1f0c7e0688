"""One synthetic member: a person's part in a session, played by a program."""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from media.tasks import TaskOwner
from server.members.connection import CommandRefused, ConnectRefused, RoomConnection
from server.members.join import Entrance, ServerUnreachable, join
from server.members.link import PersonalLink
from server.members.media_path import MediaPath
from server.members.play import Intent
from server.members.player import Part, Player
from server.members.reception import Reception
from server.members.room_view import (
    ConnectionLost,
    ConsumerClosedMessage,
    ConsumerMessage,
    EncodingsMessage,
    GoodbyeMessage,
    Message,
    RoomView,
    StillMessage,
    TransportStateMessage,
    ViewMessage,
)

TURN_S = 4.0
"""How long a member keeps the floor."""
HESITATION_S = 1.0
"""Between being asked to unmute and doing it."""
_LEAVE_TIMEOUT_S = 2.0
_RETRY_S = (0.5, 1.0, 2.0, 4.0, 8.0)
_FINAL = {"ended", "removed", "declined", "left", "replaced", "malformed", "flooding"}
"""Codes of goodbyes and refusals after which there is nothing to wait for."""
_WORDS = {
    "ended": "the session has ended",
    "removed": "removed",
    "declined": "declined",
    "left": "left",
    "replaced": "another device took the seat",
    "seat_in_use": "another device has the seat, waiting",
    "room_locked": "the room is locked, waiting",
    "too_early": "the doors are closed, waiting",
    "closing": "the server is stopping, waiting",
}


class MemberState(StrEnum):
    """Where a member is."""

    OUTSIDE = "outside"
    WAITING = "waiting"
    IN_THE_ROOM = "in the room"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class MemberStatistics:
    """What a member has done so far."""

    name: str
    seat: str | None
    state: MemberState
    ending: str | None
    """The code of the last goodbye, once the member is gone."""
    received: dict[str, dict[str, int]]
    """Packets by the sender's name, then by kind."""
    sent: dict[str, int]
    """Packets by kind."""


class SyntheticMember:
    """Joins by a link, waits to be admitted, sends sound and picture, takes and releases the floor.

    ``start`` it, wait ``until`` a state or until it is ``gone``, ``stop`` it.
    """

    def __init__(
        self,
        link: str,
        *,
        say: Callable[[str], None] = lambda _line: None,
        turn_s: float = TURN_S,
        hesitation_s: float = HESITATION_S,
        part: Part | None = None,
    ) -> None:
        """Prepare, without connecting.

        Args:
            link: A personal link.
            say: Takes one line for each change, ``Ana: waiting``.
            turn_s: How long to keep the floor.
            hesitation_s: Before unmuting when asked to.
            part: How to play one's part in every mode; None: speak whenever one may, and take turns of `turn_s`.

        Raises:
            StartFailed: the link is malformed.
        """
        self._link = PersonalLink.parse(link)
        self._say = say
        self._turn_s = turn_s
        self._hesitation_s = hesitation_s
        self._device = secrets.token_urlsafe(24)
        self._reception = Reception()
        self._sent: Counter[str] = Counter()
        """Over transports that are closed."""
        self._names: dict[str, str] = {}
        self._player = Player(part, lambda words: self._say(f"{self.name}: {words}")) if part is not None else None
        self._entrance: Entrance | None = None
        self._connection: RoomConnection | None = None
        self._media: MediaPath | None = None
        self._view: RoomView | None = None
        self._taking_turn: asyncio.Task[None] | None = None
        self._unmuting: asyncio.Task[None] | None = None
        self._task: asyncio.Task[str] | None = None
        self._state = MemberState.OUTSIDE
        self._ending: str | None = None
        self._changed = asyncio.Event()

    @property
    def name(self) -> str:
        """The person's name, once the link has been exchanged."""
        return self._entrance.name if self._entrance else "somebody"

    @property
    def state(self) -> MemberState:
        """Where the member is."""
        return self._state

    @property
    def view(self) -> RoomView | None:
        """What the member last saw."""
        return self._view

    async def start(self) -> None:
        """Exchange the link and go on in a task of its own.

        Raises:
            LinkNotValid: unknown, expired or revoked.
            ServerUnreachable: no sensible answer.
        """
        self._entrance = await join(self._link)
        self._task = asyncio.create_task(self._run(self._entrance), name=f"member {self.name}")

    async def until(self, state: MemberState) -> None:
        """Return when the member is there; bound it with a timeout."""
        while self._state is not state:
            self._changed.clear()
            await self._changed.wait()

    async def heard(self, sender: str, kind: str, packets: int) -> None:
        """Return when so many packets of a kind have come from somebody, by name; bound it with a timeout."""
        while self._received().get(sender, {}).get(kind, 0) < packets:
            await self._reception.grown()

    async def gone(self) -> str:
        """Wait for the member's end; its code, such as ``ended``.

        Raises:
            LinkNotValid: the link was revoked meanwhile.
        """
        if self._task is None:
            raise RuntimeError("the member has not been started")
        return await asyncio.shield(self._task)

    async def stop(self) -> None:
        """Leave the session and end everything. Idempotent."""
        if self._connection is not None and self._state is not MemberState.GONE:
            try:
                async with asyncio.timeout(_LEAVE_TIMEOUT_S):
                    await self._connection.command("leave")
            except (CommandRefused, ServerUnreachable, TimeoutError):
                pass  # gone is gone
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def command(self, type_: str, **fields: object) -> None:
        """Do something else that a person can do (docs/protocol.md section 4).

        Raises:
            CommandRefused: with the server's code.
            ServerUnreachable: not connected, or no acknowledgement came.
        """
        if self._connection is None:
            raise ServerUnreachable("not connected")
        await self._connection.command(type_, **fields)

    async def statistics(self) -> MemberStatistics:
        """What the member has sent and received so far."""
        return MemberStatistics(
            name=self.name,
            seat=self._view.me.seat if self._view else None,
            state=self._state,
            ending=self._ending,
            received=self._received(),
            sent=dict(self._sent + (await self._media.sent() if self._media else Counter())),
        )

    def _received(self) -> dict[str, dict[str, int]]:
        return {self._names.get(seat, seat): counts for seat, counts in self._reception.counts().items()}

    async def _run(self, entrance: Entrance) -> str:
        try:
            self._ending = await self._take_part(entrance)
            self._say(f"{self.name}: {_WORDS.get(self._ending, self._ending)}")
            return self._ending
        finally:
            await self._close_media()
            self._set_state(MemberState.GONE)

    async def _take_part(self, entrance: Entrance) -> str:
        """Connect, again and again, until there is nothing to come back to."""
        attempt, told = 0, ""
        while True:
            connection = RoomConnection()
            try:
                await connection.open(self._link.origin, entrance, self._device)
                attempt, told = 0, ""
                self._connection = connection
                code = await self._stay(connection)
            except ConnectRefused as refusal:
                code = refusal.code
            except ServerUnreachable:
                code = "connection lost, trying again"
            finally:
                self._connection = None
                await connection.close()
            if code in _FINAL:
                return code
            if code == "session_expired":
                self._entrance = entrance = await self._rejoin(entrance)
            if code != told:
                self._say(f"{self.name}: {_WORDS.get(code, code)}")
                told = code
            delay_s = _RETRY_S[min(attempt, len(_RETRY_S) - 1)]
            attempt += 1
            await asyncio.sleep(delay_s * random.uniform(0.5, 1.25))

    async def _rejoin(self, entrance: Entrance) -> Entrance:
        try:
            return await join(self._link)
        except ServerUnreachable:
            return entrance

    async def _stay(self, connection: RoomConnection) -> str:
        """Follow what the server says until it says goodbye; the code."""
        tasks = TaskOwner()
        resumed = False
        if self._player is not None:
            tasks.start(self._player.run(lambda intent: _act(connection, intent), self._speak), name="part")
        try:
            while True:
                message = await connection.inbox.get()
                if isinstance(message, GoodbyeMessage):
                    return message.code
                if isinstance(message, ConnectionLost):
                    raise ServerUnreachable("the socket is gone")
                if isinstance(message, ViewMessage) and message.view.present and not resumed:
                    resumed = True
                    await self._resume_media(connection)
                try:
                    await self._follow(message, connection, tasks)
                except CommandRefused as refusal:
                    # A view may be older than the room: what it suggested is no longer wanted.
                    self._say(f"{self.name}: refused ({refusal.code})")
        except ServerUnreachable:
            if (code := connection.goodbye()) is None:
                raise
            return code
        finally:
            await tasks.close()

    async def _follow(self, message: Message, connection: RoomConnection, tasks: TaskOwner) -> None:
        match message:
            case ViewMessage():
                await self._see(message, connection, tasks)
            case ConsumerMessage():
                if self._media is not None:
                    await self._media.accept(message)
            case TransportStateMessage(transport=transport, state=state):
                if self._media is not None and self._media.owns(transport) and state in {"failed", "closed"}:
                    await self._close_media()
                    if self._view is not None and self._view.present:
                        await self._open_media(connection)
            case EncodingsMessage(producer=producer, active=active):
                if self._media is not None:
                    self._media.pause_picture(producer, paused=not any(active))
            case ConsumerClosedMessage() | StillMessage() | GoodbyeMessage() | ConnectionLost():
                pass  # closed and paused tracks send nothing; the last two end `_stay`
            case _:
                assert_never(message)

    async def _see(self, message: ViewMessage, connection: RoomConnection, tasks: TaskOwner) -> None:
        self._view = view = message.view
        if self._player is not None:
            self._player.see(message)
        self._names.update({place.seat: place.name for place in view.circle})
        if view.present and self._media is None:
            await self._open_media(connection)
        if not view.present:
            await self._close_media()
        self._set_state(MemberState.IN_THE_ROOM if view.present else MemberState.WAITING)
        self._speak()
        if self._player is None and view.my_turn and _is_over(self._taking_turn):
            self._taking_turn = tasks.start(self._take_turn(connection), name="turn")
        if view.me.unmute_asked and _is_over(self._unmuting):
            self._unmuting = tasks.start(self._unmute(connection), name="unmute")

    def _speak(self) -> None:
        """Make a sound or none, as it is now."""
        if self._media is not None and self._view is not None:
            self._media.voice.speaking = self._view.may_chat if self._player is None else self._player.talking

    async def _take_turn(self, connection: RoomConnection) -> None:
        self._say(f"{self.name}: has the floor")
        await asyncio.sleep(self._turn_s)
        await _try(connection, "release_floor")
        self._say(f"{self.name}: gave the floor back")

    async def _unmute(self, connection: RoomConnection) -> None:
        await asyncio.sleep(self._hesitation_s)
        await _try(connection, "set_devices", microphone=True, camera=True)
        self._say(f"{self.name}: unmuted")

    async def _open_media(self, connection: RoomConnection) -> None:
        media = MediaPath(connection, self.name, self._reception)
        try:
            await media.open()
        except BaseException:
            await media.close()
            raise
        self._media = media
        await connection.command("set_devices", microphone=not (self._view and self._view.me.muted), camera=True)

    async def _resume_media(self, connection: RoomConnection) -> None:
        if self._media is None:
            return
        try:
            lives = await self._media.resume(connection)
        except CommandRefused:
            # Sent out of the room in the same moment, say; the next views tell what there is to open.
            lives = False
        if not lives:
            await self._close_media()

    async def _close_media(self) -> None:
        media, self._media = self._media, None
        if media is not None:
            self._sent += await media.sent()
            await media.close()

    def _set_state(self, state: MemberState) -> None:
        if state is self._state:
            return
        self._state = state
        self._changed.set()
        if state is not MemberState.GONE:
            self._say(f"{self.name}: {state}")


async def _act(connection: RoomConnection, intent: Intent) -> None:
    await _try(connection, intent.type, **intent.fields)


async def _try(connection: RoomConnection, type_: str, **fields: object) -> None:
    """Send a command whose refusal or loss does not matter: the room has moved on."""
    try:
        await connection.command(type_, **fields)
    except (CommandRefused, ServerUnreachable):
        return


def _is_over(task: asyncio.Task[None] | None) -> bool:
    return task is None or task.done()
