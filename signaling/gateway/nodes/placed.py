"""A room's media as this process reaches them, wherever they are."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from media.errors import NodeClosed, SeatNotAllowed
from signaling.gateway import messages as wire
from signaling.gateway.answer import RefusedThere, WireError
from signaling.gateway.media import answer_media
from signaling.gateway.media_plane import RoomMedia
from signaling.gateway.messages import AnyMedia
from signaling.gateway.nodes import messages as m
from signaling.gateway.nodes.feed import PolicyFeed
from signaling.gateway.nodes.gate import PolicyGate
from signaling.gateway.nodes.link import NodeLink
from signaling.gateway.nodes.order import PolicyOrder
from signaling.placement import Placed
from signaling.room import DeviceId, RoomId, SeatId
from signaling.stores import Revision

SETTLE_WITHIN_S = 4.0
"""How long a page's message waits for the room's media to have a place."""


class Ways(Protocol):
    """How to get to media."""

    def open_here(self, room: RoomId) -> RoomMedia:
        """The room's media at this process, opened on first use."""

    def close_here(self, room: RoomId) -> None:
        """Close them."""

    def say_closed(self, room: RoomId, seat: SeatId, transport: str) -> None:
        """Tell a seat's page that a transport is gone."""


class PlacedMedia:
    """Passes orders and requests on to where the media are; when they have moved, pages build their transports anew."""

    def __init__(self, room: RoomId, ways: Ways) -> None:
        self.placed: Placed | None = None
        """Where they are, as far as this process knows."""
        self._room = room
        self._ways = ways
        self._feed = PolicyFeed()
        self._gate: PolicyGate | None = None
        self._link: NodeLink | None = None
        self._settled = asyncio.Event()
        self._transports: dict[SeatId, dict[str, str]] = {}

    @property
    def gate(self) -> PolicyGate | None:
        """That of the room's media, if they are here."""
        return self._gate

    @property
    def settled(self) -> bool:
        """Whether the media can be reached."""
        return self._settled.is_set()

    def settle_here(self, placed: Placed) -> None:
        """The media are at this process."""
        if self._gate is None:
            self._gate, self._link = PolicyGate(self._ways.open_here(self._room)), None
            self._settle(self._order_here)
        self.placed = placed

    def settle_there(self, placed: Placed, link: NodeLink) -> None:
        """The media are at another process, to which ``link`` is open."""
        if self.settled and self._link is link and self.placed == placed:
            return
        self.close()
        self.placed, self._link = placed, link
        self._settle(self._order_there)

    def lose(self) -> None:
        """The media are at another process, and the way to them is cut."""
        self.close()
        self._settled.clear()
        self._feed.lead_to(None)

    def lose_if_by(self, link: NodeLink) -> None:
        """This way is cut."""
        if self._link is link:
            self.lose()

    def close(self) -> None:
        """The media are not at this process, or no longer."""
        if self._gate is not None:
            self._gate = None
            self._ways.close_here(self._room)

    def tell(self, order: PolicyOrder) -> None:
        """This is what the media are to be."""
        self._feed.tell(order)

    def acknowledge(self, epoch: int, revision: Revision) -> None:
        """The media are as ordered."""
        if self.placed is not None and self.placed.epoch == epoch:
            self._feed.acknowledge(revision)

    def remind(self) -> None:
        """Say again what is not acknowledged; to be called every second."""
        self._feed.remind()

    async def ask(self, seat: SeatId, device: DeviceId, message: AnyMedia) -> Mapping[str, object]:
        """Do what a page asks.

        Returns:
            The fields of the answer besides ``ok``.

        Raises:
            MediaError: refused; nothing changed.
            RefusedThere: the same, by another process.
        """
        try:
            async with asyncio.timeout(SETTLE_WITHIN_S):
                await self._settled.wait()
        except TimeoutError:
            raise NodeClosed("The room's sound and picture are moving to another server.") from None
        if self._gate is not None:
            fields = await answer_here(self._gate, seat, device, message)
        else:
            fields = await self._ask_there(seat, device, message)
        self._remember(seat, message, fields)
        return fields

    def _settle(self, send: Callable[[PolicyOrder], None]) -> None:
        self._feed.lead_to(send)
        self._settled.set()
        transports, self._transports = self._transports, {}
        for seat, by_direction in transports.items():
            for transport in by_direction.values():
                self._ways.say_closed(self._room, seat, transport)

    def _order_here(self, order: PolicyOrder) -> None:
        if self._gate is not None:
            self._feed.acknowledge(self._gate.take(order))

    def _order_there(self, order: PolicyOrder) -> None:
        if self._link is not None and self.placed is not None:
            self._link.send(m.Order.of(self._room, self.placed.epoch, order))

    async def _ask_there(self, seat: SeatId, device: DeviceId, message: AnyMedia) -> Mapping[str, object]:
        if self._link is None or self.placed is None:
            raise NodeClosed("The room's sound and picture are moving to another server.")
        raw = msgspec.Raw(msgspec.json.encode(message))
        answer = await self._link.ask(m.Ask(0, self._room, self.placed.epoch, seat, device, raw))
        fields: dict[str, object] = msgspec.json.decode(answer, type=dict[str, object])
        if fields.pop("ok") is not True:
            raise RefusedThere(WireError(str(fields["code"]), str(fields["text"])))
        return fields

    def _remember(self, seat: SeatId, message: AnyMedia, fields: Mapping[str, object]) -> None:
        """Which transports a page has, to tell it when they are gone."""
        match message:
            case wire.CreateTransport(direction=direction):
                self._transports.setdefault(seat, {})[direction] = str(fields["transport"])
            case wire.Resume():
                live = fields["transports"]
                if isinstance(live, list):
                    self._transports[seat] = {str(place): str(each) for place, each in enumerate(live)}
            case _:
                pass


async def answer_here(gate: PolicyGate, seat: SeatId, device: DeviceId, message: AnyMedia) -> Mapping[str, object]:
    """Do what a page asks of media that are at this process.

    Raises:
        MediaError: refused; nothing changed.
    """
    if not gate.admits(seat, device):
        raise SeatNotAllowed("You have joined from another device.")
    return await answer_media(gate.media, seat, message)
