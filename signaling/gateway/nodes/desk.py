"""Everything between rooms and media: where the media of each are, and what they and pages have to say to one another."""

import asyncio
from typing import assert_never

import msgspec
from aiohttp import web

from media import MediaEvent, MediaReport, TransportState, TransportStateChanged
from signaling.cluster import Cluster
from signaling.gateway.answer import accepted, error_of, refused
from signaling.gateway.live_rooms import LiveRooms
from signaling.gateway.media import media_event_packet
from signaling.gateway.media_plane import MediaPlane, RoomMedia, StartMedia
from signaling.gateway.messages import parse_media
from signaling.gateway.nodes import messages as m
from signaling.gateway.nodes.host import NodeHost
from signaling.gateway.nodes.placed import PlacedMedia, answer_here
from signaling.gateway.nodes.placer import Placer
from signaling.placement import Placed
from signaling.room import DeviceId, Link, Refused, ReportMedia, RoomId, SeatId
from signaling.stores import Revision
from signaling.supervisor import Supervisor

REMIND_S = 1.0
"""How often what the media have not acknowledged is said again."""


class MediaDesk:
    """Of one process: its own media plane, and the ways to and from those of the others."""

    def __init__(self, cluster: Cluster, start_media: StartMedia, supervisor: Supervisor) -> None:
        """Prepare; `serve` tells it the rooms, `open` opens the media plane."""
        self._cluster = cluster
        self._start_media = start_media
        self._supervisor = supervisor
        self._rooms: LiveRooms | None = None
        self._plane: MediaPlane | None = None
        self._host: NodeHost | None = None
        self._placer: Placer | None = None
        if cluster.secret is not None:
            self._host = NodeHost(cluster.secret, self._take_order, self._carry)
            self._placer = Placer(
                cluster.placement, cluster.processes.me, cluster.secret, self._placed_media, self._heard
            )

    @property
    def plane(self) -> MediaPlane:
        """The media plane of this process, while it is open."""
        if self._plane is None:
            raise RuntimeError("the gateway is not open")
        return self._plane

    @property
    def rooms(self) -> LiveRooms:
        """The rooms of this process."""
        if self._rooms is None:
            raise RuntimeError("there are no rooms yet")
        return self._rooms

    def serve(self, rooms: LiveRooms) -> None:
        """These are the rooms."""
        self._rooms = rooms

    def attach(self, app: web.Application) -> None:
        """Let other processes in, if there are any."""
        if self._host is not None:
            self._host.attach(app)

    async def open(self) -> None:
        """Open the media plane.

        Raises:
            OSError: its address cannot be bound.
        """
        self._plane = await self._start_media(self._deliver)

    def start(self) -> list[asyncio.Task[None]]:
        """Begin; returns the tasks to be cancelled before `close`."""
        tasks = [self._supervisor.start(self._remind(), "orders to the media")]
        if self._placer is not None:
            tasks.append(self._supervisor.start(self._placer.run(), "the places of rooms' media"))
        return tasks

    def say_goodbye(self) -> None:
        """Disconnect the other processes."""
        if self._host is not None:
            self._host.close()

    async def close(self) -> None:
        """Close the media plane. Idempotent."""
        if self._plane is not None:
            await self._plane.close()

    def media_of(self, room: RoomId) -> PlacedMedia:
        """The media of a room that this process begins to have something of."""
        media = PlacedMedia(room, self)
        if (placed := self._cluster.placement.at_once(room)) is not None:
            media.settle_here(placed)
        elif self._placer is not None:
            self._placer.wake()
        return media

    def open_here(self, room: RoomId) -> RoomMedia:
        """See `Ways`."""
        return self.plane.router(room)

    def close_here(self, room: RoomId) -> None:
        """See `Ways`."""
        self._supervisor.start(self.plane.close_router(room), f"room {room}: close media")

    def say_closed(self, room: RoomId, seat: SeatId, transport: str) -> None:
        """See `Ways`."""
        self._say(room, seat, media_event_packet(TransportStateChanged(seat, transport, TransportState.CLOSED)))

    def _say(self, room: RoomId, seat: SeatId, packet: str) -> bool:
        live = self.rooms.get(room)
        connection = live.connection_of(seat) if live is not None else None
        if connection is not None:
            connection.send(packet)
        return connection is not None

    def _deliver(self, room: str, event: MediaEvent) -> None:
        """Tell the one seat that a media event concerns; who is not connected is told on ``resume``."""
        room_id = RoomId(room)
        if isinstance(event, MediaReport):
            self._supervisor.start(self._report(room_id, event), f"room {room}: report")
            return
        live, packet = self.rooms.get(room_id), media_event_packet(event)
        if self._say(room_id, SeatId(event.seat), packet) or self._host is None:
            return
        if live is not None and live.media.placed is not None:
            self._host.tell(room, live.media.placed.epoch, event.seat, packet)

    async def _report(self, room: RoomId, report: MediaReport) -> None:
        """What was heard goes into the room, from the process that has its media."""
        speech_ms = {SeatId(seat): each.speech_ms for seat, each in report.seats.items()}
        links = {SeatId(seat): Link(each.connection) for seat, each in report.seats.items()}
        try:
            await self.rooms.hub.handle(room, ReportMedia(speech_ms, links))
        except Refused:
            # The room has ended meanwhile.
            return

    async def _remind(self) -> None:
        """Until cancelled, say again to the media what they have not acknowledged."""
        while True:
            await asyncio.sleep(REMIND_S)
            for media in self._placed_media().values():
                media.remind()

    def _placed_media(self) -> dict[RoomId, PlacedMedia]:
        return {room: live.media for room, live in self.rooms.all.items()}

    def _take_order(self, message: m.Order) -> Revision | None:
        """Another process, which has people of a room whose media are here, says what they are to be.

        It knows that they are here from where all processes know it; this one may not have heard of the room before.
        """
        live = self.rooms.enter(RoomId(message.room))
        placed = live.media.placed
        if placed is not None and placed.epoch > message.epoch:
            return None
        if placed is None or placed.epoch < message.epoch:
            live.media.settle_here(Placed(self._cluster.processes.me, "", message.epoch))
        live.hosts = True
        return live.media.gate.take(message.order()) if live.media.gate is not None else None

    async def _carry(self, message: m.Ask) -> msgspec.Raw | None:
        """A page that is connected to another process asks something of media that are here."""
        live = self.rooms.get(RoomId(message.room))
        placed, gate = (live.media.placed, live.media.gate) if live is not None else (None, None)
        if placed is None or placed.epoch != message.epoch or gate is None:
            return None
        try:
            asked = parse_media(msgspec.json.decode(message.message))
            return accepted(**await answer_here(gate, SeatId(message.seat), DeviceId(message.device), asked))
        except Exception as exc:  # noqa: BLE001 - the root of everything a media message does
            return refused(error_of(exc, f"room {message.room}: for another process"))

    def _heard(self, message: m.Ordered | m.Tell | m.Elsewhere) -> None:
        """The process that has a room's media says something."""
        live = self.rooms.get(RoomId(message.room))
        if live is None:
            return
        match message:
            case m.Ordered(epoch=epoch, revision=revision):
                live.media.acknowledge(epoch, Revision(revision))
            case m.Tell(seat=seat, packet=packet):
                self._say(RoomId(message.room), SeatId(seat), packet)
            case m.Elsewhere():
                live.media.lose()
                if self._placer is not None:
                    self._placer.wake()
            case _:
                assert_never(message)
