"""A media plane without media: keeps the books that the relay would enforce."""

from collections.abc import Callable, Mapping, Sequence

from media import ConsumerOffered, MediaPolicy, TilePreference, TransportOffer, TransportState, TransportStateChanged
from media.errors import SeatNotAllowed, UnknownProducer, UnknownTransport
from media.events import Direction, Kind
from signaling.gateway import Deliver


class FakeRoomMedia:
    """One room's; `on_close` is called with each transport at the moment it is closed."""

    rtp_capabilities: Mapping[str, object] = {"codecs": [], "headerExtensions": []}

    def __init__(self, room: str, deliver: Deliver) -> None:
        self.room = room
        self.deliver = deliver
        self.policies: list[MediaPolicy] = []
        self.transports: dict[str, str] = {}
        self.producers: dict[str, str] = {}
        self.calls: list[tuple[object, ...]] = []
        self.on_close: Callable[[str], None] = lambda transport: None
        self._ids = 0

    @property
    def policy(self) -> MediaPolicy:
        return self.policies[-1]

    async def create_transport(
        self, seat: str, direction: Direction, rtp_capabilities: object = None
    ) -> TransportOffer:
        if seat not in self.policy.seats:
            raise SeatNotAllowed("not in the policy")
        transport = self._id("t")
        self.transports[transport] = seat
        self.calls.append(("create_transport", seat, direction, rtp_capabilities))
        return TransportOffer(transport, {"usernameFragment": "u"}, [{"port": 40000}], {"role": "auto"})

    async def connect_transport(self, seat: str, transport: str, dtls_parameters: object) -> None:
        self._own(seat, transport)
        self.calls.append(("connect_transport", seat, transport, dtls_parameters))
        self.deliver(self.room, TransportStateChanged(seat, transport, TransportState.CONNECTED))

    async def restart_ice(self, seat: str, transport: str) -> Mapping[str, object]:
        self._own(seat, transport)
        return {"usernameFragment": "v"}

    def live_transports(self, seat: str, transports: Sequence[str]) -> list[str]:
        self.calls.append(("live_transports", seat))
        return [each for each in transports if self.transports.get(each) == seat]

    async def produce(self, seat: str, transport: str, kind: Kind, rtp_parameters: object) -> str:
        self._own(seat, transport)
        producer = self._id("p")
        self.producers[producer] = seat
        for receiver in self.policy.receives:
            if self.policy.carries(seat, receiver):
                self.deliver(self.room, ConsumerOffered(receiver, self._id("k"), producer, seat, kind, {}))
        return producer

    async def close_producer(self, seat: str, producer: str) -> None:
        if self.producers.get(producer) != seat:
            raise UnknownProducer("not yours")
        del self.producers[producer]

    def consumer_ready(self, seat: str, consumer: str) -> None:
        self.calls.append(("consumer_ready", seat, consumer))

    def prefer(self, seat: str, tiles: Sequence[TilePreference]) -> None:
        self.calls.append(("prefer", seat, *tiles))

    def apply(self, policy: MediaPolicy) -> None:
        self.policies.append(policy)
        for transport, seat in tuple(self.transports.items()):
            if seat not in policy.seats:
                self._close(transport)

    def close_seat(self, seat: str) -> None:
        self.calls.append(("close_seat", seat))
        for transport, owner in tuple(self.transports.items()):
            if owner == seat:
                self._close(transport)

    def _close(self, transport: str) -> None:
        del self.transports[transport]
        self.on_close(transport)

    def _own(self, seat: str, transport: str) -> None:
        if self.transports.get(transport) != seat:
            raise UnknownTransport("not yours")

    def _id(self, prefix: str) -> str:
        self._ids += 1
        return f"{prefix}-{self._ids}"


class FakeMedia:
    """All rooms'."""

    def __init__(self) -> None:
        self.rooms: dict[str, FakeRoomMedia] = {}
        self.closed_rooms: list[str] = []
        self.closed = False
        self._deliver: Deliver | None = None

    async def start(self, deliver: Deliver) -> "FakeMedia":
        self._deliver = deliver
        return self

    def router(self, room: str) -> FakeRoomMedia:
        assert self._deliver is not None
        return self.rooms.setdefault(room, FakeRoomMedia(room, self._deliver))

    async def close_router(self, room: str) -> None:
        self.closed_rooms.append(room)

    async def close(self) -> None:
        self.closed = True
