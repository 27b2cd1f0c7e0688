"""The gateway between browsers and rooms: joins, lifetimes, and what follows from each change of a room."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self, assert_never

import msgspec
from aiohttp import web

from media import MediaEvent, MediaReport, TransportState, TransportStateChanged
from signaling.clock import Clock
from signaling.cluster import Cluster
from signaling.errors import Closing, StoreUnavailable, TooEarly, TooManyRequests
from signaling.gateway.admission import Admission, Directory
from signaling.gateway.answer import WireError, accepted, error_of, refused, sentence
from signaling.gateway.connection import Connection
from signaling.gateway.counters import OK, Counters, Snapshot
from signaling.gateway.follower import Follower
from signaling.gateway.live_room import LiveRoom
from signaling.gateway.media import media_event_packet
from signaling.gateway.media_plane import MediaPlane, RoomMedia, StartMedia
from signaling.gateway.messages import ConnectAuth, parse_connect, parse_media
from signaling.gateway.nodes import messages as m
from signaling.gateway.nodes.host import NodeHost
from signaling.gateway.nodes.placed import PlacedMedia, answer_here
from signaling.gateway.nodes.placer import Placer
from signaling.gateway.packet import Frame
from signaling.gateway.rate import ARRIVALS, JOINS, AddressLimit
from signaling.gateway.requests import Requests
from signaling.gateway.socket import Socket
from signaling.gateway.sockets import Sockets
from signaling.gateway.vigil import Vigil
from signaling.hub import Hub
from signaling.placement import Placed
from signaling.processes import connection_id
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
from signaling.stores import Kept, Revision, RoomStore
from signaling.supervisor import Supervisor

JOIN_TIMEOUT_S = 4.0
"""Less than the ping timeout: engine.io reads no pong while somebody is being let in."""
REMIND_S = 1.0
"""How often what the media have not acknowledged is said again."""
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
        self._start_media = start_media
        self._hub = Hub(store, clock, self._committed)
        self._cluster = cluster or Cluster.of_one()
        self._processes = self._cluster.processes
        self._vigil = Vigil(self._processes, self._hub)
        self._follower = Follower(store, self._hub, self._cluster.bus, self._known, self._learn)
        self._host: NodeHost | None = None
        self._placer: Placer | None = None
        if (secret := self._cluster.secret) is not None:
            self._host = NodeHost(secret, self._take_order, self._carry)
            self._placer = Placer(
                self._cluster.placement, self._processes.me, secret, self._placed_media, self._heard_of_media
            )
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
        """Serve /socket.io/ of ``app``, and to other processes /media."""
        self._sockets.attach(app)
        if self._host is not None:
            self._host.attach(app)

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
            self._supervisor.start(self._remind(), "orders to the media"),
        ]
        if self._placer is not None:
            self._clockwork.append(self._supervisor.start(self._placer.run(), "the places of rooms' media"))
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
        if self._host is not None:
            self._host.close()
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
        live = self._rooms.pop(room_id)
        self._follower.unfollow(room_id)
        live.media.close()

    def _deliver(self, room: str, event: MediaEvent) -> None:
        """Tell the one seat that a media event concerns; who is not connected is told on ``resume``."""
        if isinstance(event, MediaReport):
            return
        live = self._rooms.get(RoomId(room))
        if live is None or live.media.placed is None:
            return
        packet = media_event_packet(event)
        if (connection := live.connection_of(SeatId(event.seat))) is not None:
            connection.send(packet)
        elif self._host is not None:
            self._host.tell(room, live.media.placed.epoch, event.seat, packet)

    def _live(self, room_id: RoomId) -> LiveRoom:
        live = self._rooms.get(room_id)
        if live is None:
            live = self._rooms[room_id] = LiveRoom(PlacedMedia(room_id, self))
            self._follower.follow(room_id)
            if (placed := self._cluster.placement.at_once(room_id)) is not None:
                live.media.settle_here(placed)
            elif self._placer is not None:
                self._placer.wake()
        return live

    def open_here(self, room: RoomId) -> RoomMedia:
        """See `Ways`."""
        return self.media.router(room)

    def close_here(self, room: RoomId) -> None:
        """See `Ways`."""
        self._supervisor.start(self.media.close_router(room), f"room {room}: close media")

    def say_closed(self, room: RoomId, seat: SeatId, transport: str) -> None:
        """See `Ways`."""
        live = self._rooms.get(room)
        connection = live.connection_of(seat) if live is not None else None
        if connection is not None:
            connection.send(media_event_packet(TransportStateChanged(seat, transport, TransportState.CLOSED)))

    async def _remind(self) -> None:
        """Until cancelled, say again to the media what they have not acknowledged."""
        while True:
            await asyncio.sleep(REMIND_S)
            for live in tuple(self._rooms.values()):
                live.media.remind()

    def _placed_media(self) -> Mapping[RoomId, PlacedMedia]:
        return {room: live.media for room, live in self._rooms.items()}

    def _take_order(self, message: m.Order) -> Revision | None:
        """Another process, which has people of a room whose media are here, says what they are to be.

        It knows that they are here from where all processes know it; this one may not have heard of the room before.
        """
        live = self._live(RoomId(message.room))
        placed = live.media.placed
        if placed is None or placed.epoch < message.epoch:
            live.media.settle_here(Placed(self._processes.me, "", message.epoch))
        elif placed.epoch > message.epoch or live.media.gate is None:
            return None
        live.hosts = True
        return live.media.gate.take(message.order()) if live.media.gate is not None else None

    async def _carry(self, message: m.Ask) -> msgspec.Raw | None:
        """A page that is connected to another process asks something of media that are here."""
        live = self._rooms.get(RoomId(message.room))
        placed, gate = (live.media.placed, live.media.gate) if live is not None else (None, None)
        if placed is None or placed.epoch != message.epoch or gate is None:
            return None
        try:
            asked = parse_media(msgspec.json.decode(message.message))
            return accepted(**await answer_here(gate, SeatId(message.seat), DeviceId(message.device), asked))
        except Exception as exc:  # noqa: BLE001 - the root of everything a media message does
            return refused(error_of(exc, f"room {message.room}: for another process"))

    def _heard_of_media(self, message: m.Ordered | m.Tell | m.Elsewhere) -> None:
        """The process that has a room's media says something."""
        live = self._rooms.get(RoomId(message.room))
        if live is None:
            return
        match message:
            case m.Ordered(epoch=epoch, revision=revision):
                live.media.acknowledge(epoch, Revision(revision))
            case m.Tell(seat=seat, packet=packet):
                if (connection := live.connection_of(SeatId(seat))) is not None:
                    connection.send(packet)
            case m.Elsewhere():
                live.media.lose()
                if self._placer is not None:
                    self._placer.wake()
            case _:
                assert_never(message)
