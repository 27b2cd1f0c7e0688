"""The gateway between browsers and rooms: joins, lifetimes, and what follows from each change of a room."""

import asyncio
import logging
from collections import Counter
from types import TracebackType
from typing import Self

from aiohttp import web

from signaling.clock import Clock
from signaling.cluster import Cluster
from signaling.errors import Closing, StoreUnavailable, TooEarly, TooManyRequests
from signaling.gateway.admission import Admission, Directory
from signaling.gateway.answer import WireError, error_of, sentence
from signaling.gateway.connection import Connection
from signaling.gateway.counters import OK, Counters, Snapshot
from signaling.gateway.live_room import LiveRoom
from signaling.gateway.live_rooms import LiveRooms
from signaling.gateway.media_plane import MediaPlane, StartMedia
from signaling.gateway.messages import ConnectAuth, parse_connect
from signaling.gateway.nodes.desk import MediaDesk
from signaling.gateway.packet import Frame
from signaling.gateway.rate import ARRIVALS, JOINS, AddressLimit
from signaling.gateway.requests import Requests
from signaling.gateway.socket import Socket
from signaling.gateway.sockets import Sockets
from signaling.gateway.vigil import Vigil
from signaling.processes import connection_id
from signaling.room import (
    Connect,
    ConnectionId,
    DeviceId,
    Disconnect,
    Refusal,
    Refused,
    RoomId,
    SeatId,
    SeatState,
)
from signaling.stores import RoomStore
from signaling.supervisor import Supervisor

JOIN_TIMEOUT_S = 4.0
"""Less than the ping timeout: engine.io reads no pong while somebody is being let in."""
NOTE_AGAIN_S = 1.0
"""After the end of a connection could not be noted."""
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
        cluster: Cluster | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            directory: Who may connect.
            store: Where the rooms are.
            clock: The server's.
            start_media: Starts the media plane, which is the gateway's from then on.
            origins: Web origins (``https://host``) that may connect besides the host that a browser asked for; for
                proxies that change the Host header.
            cluster: The processes that share the store; ``None`` when it is this one's alone.
        """
        self._directory = directory
        self._clock = clock
        cluster = cluster or Cluster.of_one()
        self._processes = cluster.processes
        self._supervisor = Supervisor()
        self._media = MediaDesk(cluster, start_media, self._supervisor)
        self._rooms = LiveRooms(store, clock, cluster.bus, directory, self._supervisor, self._media.media_of)
        self._media.serve(self._rooms)
        self._hub = self._rooms.hub
        self._vigil = Vigil(self._processes, self._hub)
        self._sockets = Sockets(self, origins)
        self._counters = Counters()
        self._arrivals = AddressLimit(ARRIVALS)
        self._joins = AddressLimit(JOINS)
        self._connections: dict[Socket, Connection] = {}
        self._clockwork: list[asyncio.Task[None]] = []
        self._closing = False

    def attach(self, app: web.Application) -> None:
        """Serve /socket.io/ of ``app``, and to other processes /media."""
        self._sockets.attach(app)
        self._media.attach(app)

    @property
    def media(self) -> MediaPlane:
        """The media plane, while the gateway is open."""
        return self._media.plane

    async def __aenter__(self) -> Self:
        """Start the media plane and the rooms' clock.

        Raises:
            OSError: the media plane's address cannot be bound.
            StoreUnavailable: the rooms cannot be reached.
        """
        await self._vigil.begin()
        await self._media.open()
        await self._supervisor.open()
        self._clockwork = [
            *self._media.start(),
            self._supervisor.start(self._hub.run(), "the rooms' clock"),
            self._supervisor.start(self._rooms.follower.run(), "the news of rooms"),
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
        self._media.say_goodbye()
        for task in self._clockwork:
            task.cancel()
        await self._supervisor.close(WIND_UP_S)
        await self._vigil.end()
        try:
            async with asyncio.timeout(WIND_UP_S):
                await self._media.close()
        except TimeoutError:
            _log.warning("the media plane did not close in time")

    def snapshot(self) -> Snapshot:
        """What is going on, in numbers."""
        seats: Counter[SeatState] = Counter()
        for live in self._rooms.all.values():
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
        live = self._rooms.enter(room_id)
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
            self._rooms.drop_unused(room_id)
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
                    await asyncio.sleep(NOTE_AGAIN_S)
                    continue
            return
