"""The gateway between browsers and rooms: joins, lifetimes, and what follows from each change of a room."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from aiohttp import web

from media import MediaEvent, MediaReport
from signaling.clock import Clock
from signaling.errors import Closing, StoreUnavailable, TooEarly, TooManyRequests
from signaling.gateway.admission import Admission, Directory
from signaling.gateway.answer import WireError, error_of, sentence
from signaling.gateway.connection import Connection
from signaling.gateway.counters import OK, Counters, Snapshot
from signaling.gateway.follower import Follower
from signaling.gateway.live_room import LiveRoom
from signaling.gateway.media import media_event_packet
from signaling.gateway.media_plane import MediaPlane, StartMedia
from signaling.gateway.messages import ConnectAuth, parse_connect
from signaling.gateway.packet import Frame
from signaling.gateway.rate import ARRIVALS, JOINS, AddressLimit
from signaling.gateway.requests import Requests
from signaling.gateway.socket import Socket
from signaling.gateway.sockets import Sockets
from signaling.gateway.vigil import Vigil
from signaling.hub import Hub
from signaling.processes import OneProcess, Processes, connection_id
from signaling.room import (
    Connect,
    ConnectionId,
    DeviceId,
    Disconnect,
    Event,
    Phase,
    Refusal,
    Refused,
    Room,
    RoomId,
    SeatId,
    SeatState,
    legacy,
)
from signaling.stores import Kept, NoRevisions, Revision, RevisionBus, RoomStore
from signaling.supervisor import Supervisor

JOIN_TIMEOUT_S = 4.0
"""Less than the ping timeout: engine.io reads no pong while somebody is being let in."""
WIND_UP_S = 1.0
"""At the end, for what was received to be carried out; and once more for the media plane to close."""

_log = logging.getLogger(__name__)


class Gateway:
    """Serves the namespace /room of one process.

    ``attach`` it to an application, then keep it open with ``async with`` while the application is served::

        gateway = Gateway(directory, store, clock, lambda deliver: Node.start(config, deliver))
        gateway.attach(app)
        async with gateway:
            ...
    """

    def __init__(
        self,
        directory: Directory,
        store: RoomStore,
        clock: Clock,
        start_media: StartMedia,
        origins: frozenset[str] = frozenset(),
        bus: RevisionBus | None = None,
        processes: Processes | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            directory: Who may connect.
            store: Where the rooms are.
            clock: The server's.
            start_media: Starts the media plane, which is the gateway's from then on.
            origins: Web origins (``https://host``) that may connect besides the host that a browser asked for; for
                proxies that change the Host header.
            bus: Where the rooms of other processes are heard of; ``None`` when the store is this process's alone.
            processes: Who else uses the store; ``None`` likewise.
        """
        self._directory = directory
        self._clock = clock
        self._start_media = start_media
        self._hub = Hub(store, clock, self._committed)
        self._processes = processes or OneProcess()
        self._vigil = Vigil(self._processes, self._hub)
        self._follower = Follower(store, self._hub, bus or NoRevisions(), self._known, self._learn)
        self._sockets = Sockets(self, origins)
        self._counters = Counters()
        self._arrivals = AddressLimit(ARRIVALS)
        self._joins = AddressLimit(JOINS)
        self._rooms: dict[RoomId, LiveRoom] = {}
        self._connections: dict[Socket, Connection] = {}
        self._revoked: set[tuple[RoomId, SeatId]] = set()
        self._supervisor = Supervisor()
        self._clockwork: list[asyncio.Task[None]] = []
        self._media: MediaPlane | None = None
        self._closing = False

    def attach(self, app: web.Application) -> None:
        """Serve /socket.io/ of ``app``."""
        self._sockets.attach(app)

    @property
    def media(self) -> MediaPlane:
        """The media plane, while the gateway is open."""
        if self._media is None:
            raise RuntimeError("the gateway is not open")
        return self._media

    async def __aenter__(self) -> Self:
        """Start the media plane and the rooms' clock.

        Raises:
            OSError: the media plane's address cannot be bound.
            StoreUnavailable: the rooms cannot be reached.
        """
        await self._vigil.begin()
        self._media = await self._start_media(self._deliver)
        await self._supervisor.open()
        self._clockwork = [
            self._supervisor.start(self._hub.run(), "the rooms' clock"),
            self._supervisor.start(self._follower.run(), "the news of rooms"),
            self._supervisor.start(self._vigil.run(), "this process's lease"),
        ]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        """See `close`."""
        await self.close()

    async def close(self) -> None:
        """Say goodbye to everybody, carry out what was received, and stop; within 5 s. Idempotent.

        Connections are refused with ``closing`` from the first moment on, and nothing is left running on return.
        """
        self._closing = True
        for connection in tuple(self._connections.values()):
            connection.say_goodbye(sentence(Refusal.CLOSING), for_good=False)
        await self._sockets.close()
        for task in self._clockwork:
            task.cancel()
        await self._supervisor.close(WIND_UP_S)
        await self._vigil.end()
        if self._media is not None:
            try:
                async with asyncio.timeout(WIND_UP_S):
                    await self._media.close()
            except TimeoutError:
                _log.warning("the media plane did not close in time")

    def snapshot(self) -> Snapshot:
        """What is going on, in numbers."""
        seats: Counter[SeatState] = Counter()
        for live in self._rooms.values():
            if live.room is not None:
                seats.update(seat.state for seat in live.room.seats)
        counters = self._counters
        return Snapshot(
            rooms=len(self._rooms),
            connections=len(self._connections),
            seats=seats,
            joins=dict(counters.joins),
            commands=dict(counters.commands),
            media=dict(counters.media),
            goodbyes=dict(counters.goodbyes),
            views=counters.views,
        )

    def accepts(self, address: str) -> bool:
        """Whether a socket may be opened; see `SocketHandler`."""
        return self._arrivals.take(address, self._clock.now())

    async def join(self, socket: Socket, auth: object) -> WireError | None:
        """Let somebody in, or say why not; see `SocketHandler`."""
        try:
            async with asyncio.timeout(JOIN_TIMEOUT_S):
                asked, admission = await self._admit(socket, auth)
                await self._connect(socket, asked, admission)
        except Exception as exc:  # noqa: BLE001 - the root of everything a join does
            late = isinstance(exc, TimeoutError)
            error = error_of(StoreUnavailable("not let in in time") if late else exc, "a join")
            self._counters.joins[error.code] += 1
            return error
        self._counters.joins[OK] += 1
        return None

    def receive(self, socket: Socket, frame: Frame | None) -> None:
        """Take a message; see `SocketHandler`."""
        connection = self._connections.get(socket)
        if connection is not None:
            connection.receive(frame)

    async def _admit(self, socket: Socket, auth: object) -> tuple[ConnectAuth, Admission]:
        if self._closing:
            raise Closing
        if not self._joins.take(socket.address, self._clock.now()):
            raise TooManyRequests
        asked = parse_connect(auth)
        admission = await self._directory.authenticate(asked.token)
        if self._clock.now() < admission.doors:
            raise TooEarly
        return asked, admission

    async def _connect(self, socket: Socket, asked: ConnectAuth, admission: Admission) -> None:
        room_id, seat = admission.room, admission.seat
        connection_id_ = connection_id(self._processes.me)
        await self._hub.open(admission.setup)
        await self._processes.enter(room_id)
        live = self._live(room_id)
        live.expected += 1
        try:
            await self._hub.handle(room_id, Connect(seat, DeviceId(asked.device), connection_id_, asked.takeover))
            if self._closing:
                raise Closing
        except Refused:
            raise
        except BaseException:
            # Cut off in the middle, the room may have the seat connected already.
            self._supervisor.start(self._disconnect(room_id, seat, connection_id_), f"room {room_id}: disconnect")
            raise
        finally:
            live.expected -= 1
            if live.unused:
                self._drop(room_id)
        # From here to the end nothing is awaited: the room's next change finds the connection in its place.
        connection = Connection(seat, connection_id_, socket, self._clock, self._counters)
        live.add(connection)
        self._connections[socket] = connection
        socket.joined(connection.end)
        self._supervisor.start(self._serve(room_id, live, socket, connection), f"room {room_id}: a connection")

    async def _serve(self, room_id: RoomId, live: LiveRoom, socket: Socket, connection: Connection) -> None:
        """One connection from its first view to the room's knowing that it ended."""
        requests = Requests(room_id, live, self._hub, self._counters)
        try:
            live.show(connection)
            await connection.run(requests.answer)
        finally:
            socket.close(for_good=False)
            del self._connections[socket]
            live.discard(connection)
            await self._disconnect(room_id, connection.seat, connection.id)

    async def _disconnect(self, room_id: RoomId, seat: SeatId, connection: ConnectionId) -> None:
        while True:
            try:
                await self._hub.handle(room_id, Disconnect(seat, connection))
            except Refused:
                _log.info("room %s: a connection outlived it", room_id)
            except StoreUnavailable:
                _log.warning("room %s: a connection's end is not noted yet, the store does not answer", room_id)
                if not self._closing:
                    continue
            return

    def _committed(self, room: Room, revision: Revision, _events: Sequence[Event]) -> None:
        """This process has changed a room, of which it may have nobody itself."""
        self._note(room)
        self._follow(room, revision)

    def _learn(self, kept: Kept) -> None:
        """A room of this process is found to be so in the store."""
        self._hub.watch(kept.room)
        self._note(kept.room)
        self._follow(kept.room, kept.revision)

    def _note(self, room: Room) -> None:
        """Let the practice know what concerns it, from each process that sees it: the one that did it may be dead."""
        for seat in room.seats:
            if seat.state is SeatState.REMOVED and (room.room, seat.seat) not in self._revoked:
                self._revoked.add((room.room, seat.seat))
                revoked = self._directory.revoke(room.room, seat.seat, seat.removed_for_good)
                self._supervisor.start(revoked, f"room {room.room}: revoke")
        if room.phase is Phase.ENDED:
            self._revoked -= {(room.room, seat.seat) for seat in room.seats}
            ended = self._directory.ended(room.room, legacy(room))
            self._supervisor.start(ended, f"room {room.room}: note the end")

    def _known(self, room_id: RoomId) -> Kept | None:
        live = self._rooms.get(room_id)
        return live.kept if live is not None else None

    def _follow(self, room: Room, revision: Revision) -> None:
        live = self._rooms.get(room.room)
        if live is None:
            return
        live.follow(room, revision)
        if room.phase is Phase.ENDED:
            self._drop(room.room)

    def _drop(self, room_id: RoomId) -> None:
        del self._rooms[room_id]
        self._follower.unfollow(room_id)
        self._supervisor.start(self.media.close_router(room_id), f"room {room_id}: close media")

    def _deliver(self, room: str, event: MediaEvent) -> None:
        """Tell the one seat that a media event concerns; who is not connected is told on ``resume``."""
        if isinstance(event, MediaReport):
            return
        live = self._rooms.get(RoomId(room))
        connection = live.connection_of(SeatId(event.seat)) if live is not None else None
        if connection is not None:
            connection.send(media_event_packet(event))

    def _live(self, room_id: RoomId) -> LiveRoom:
        live = self._rooms.get(room_id)
        if live is None:
            live = self._rooms[room_id] = LiveRoom(self.media.router(room_id))
            self._follower.follow(room_id)
        return live
