"""One room's media: transports, producers, consumers, and the policy over them."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from media.errors import (
    InvalidParameters,
    NodeClosed,
    NodeFull,
    SeatNotAllowed,
    UnknownConsumer,
    UnknownProducer,
    UnknownTransport,
)
from media.events import (
    ConsumerClosed,
    Direction,
    EncodingsWanted,
    Json,
    Kind,
    MediaEvent,
    PictureStill,
    TransportState,
    TransportStateChanged,
)
from media.ortc import (
    consumer_parameters,
    consumer_stream,
    parse_capabilities,
    parse_dtls_parameters,
    parse_producer,
)
from media.policy import MediaPolicy
from media.reconcile import enabling, preference
from media.rtp_capabilities import router_capabilities
from media.stress import FULL_ABOVE
from media.track import Consumer, Producer
from media.transport import Ground, WebRtcTransport
from media.transport_offer import TransportOffer


@dataclass(frozen=True, slots=True)
class TilePreference:
    """Size in device pixels at which a consumer's picture is shown; 0x0 when it is not."""

    consumer: str
    width: int
    height: int


class Router:
    """Handle of one room's media. Every call is for one seat and touches only that seat's objects.

    Parameters typed `object` are JSON values as a client sent them; they are validated here.
    A call that raises has changed nothing. Events about what a call caused are delivered before it returns, so a client
    may hear of a consumer before it gets the answer to `create_transport`.
    """

    def __init__(self, ground: Ground, deliver: Callable[[MediaEvent], None]) -> None:
        """Open the room at the worker, with a policy under which nobody may anything."""
        self._ground = ground
        self._worker = ground.worker
        self._deliver = deliver
        self._number = ground.worker.new_id()
        self._policy = MediaPolicy()
        self._transports: dict[str, WebRtcTransport] = {}
        self._producers: dict[str, Producer] = {}
        self._consumers: dict[str, Consumer] = {}
        self._pairs: set[tuple[str, str]] = set()
        """Producer and transport of every consumer."""
        self._cnames: dict[str, str] = {}
        self._closed = False
        self._worker.open_router(self._number)

    @property
    def rtp_capabilities(self) -> Json:
        """What producers may send here (mediasoup's RtpCapabilities)."""
        return router_capabilities()

    @property
    def transports(self) -> Sequence[WebRtcTransport]:
        """All that live."""
        return tuple(self._transports.values())

    @property
    def producers(self) -> Sequence[Producer]:
        """All that live."""
        return tuple(self._producers.values())

    @property
    def consumers(self) -> Sequence[Consumer]:
        """All that live."""
        return tuple(self._consumers.values())

    async def create_transport(
        self, seat: str, direction: Direction, rtp_capabilities: object = None
    ) -> TransportOffer:
        """Open a transport, replacing the seat's earlier one of that direction.

        Args:
            seat: Its owner.
            direction: As the client sees it.
            rtp_capabilities: Of the receiving device; needed for ``recv``, ignored for ``send``.

        Raises:
            SeatNotAllowed: the policy does not name the seat.
            InvalidParameters: the capabilities are not acceptable.
            NodeFull: nobody of the room has media yet, and the node has enough to do.
            NodeClosed: the room has been closed.
        """
        if self._closed:
            raise NodeClosed("The room is closed.")
        if seat not in self._policy.seats:
            raise SeatNotAllowed("Media is for people in the room.")
        if not self._transports and self._worker.stress > FULL_ABOVE:
            raise NodeFull("There is no room for another group here just now. Please try again in some minutes.")
        receiver = parse_capabilities(rtp_capabilities) if direction == "recv" else None
        if (earlier := self._transport_of(seat, direction)) is not None:
            self._close_transport(earlier)
        transport = WebRtcTransport(
            self._ground,
            self._number,
            seat=seat,
            direction=direction,
            receiver=receiver,
            changed=self._transport_changed,
        )
        self._transports[transport.id] = transport
        self._reconcile()
        return transport.offer()

    async def connect_transport(self, seat: str, transport: str, dtls_parameters: object) -> None:
        """Give the client's DTLS parameters; returns when the handshake has been started, not done.

        Raises:
            UnknownTransport: it is not one of the seat's.
            AlreadyConnected: parameters were given before.
            InvalidParameters: malformed, or without a fingerprint by SHA-256 or better.
        """
        self._own_transport(seat, transport).connect(parse_dtls_parameters(dtls_parameters))

    async def restart_ice(self, seat: str, transport: str) -> Json:
        """New ICE parameters for a transport; media stays on the old pair until the new one works.

        Raises:
            UnknownTransport: it is not one of the seat's.
        """
        return self._own_transport(seat, transport).restart_ice()

    def live_transports(self, seat: str, transports: Sequence[str]) -> list[str]:
        """Those of ``transports`` that are the seat's and live; what the seat knows of its tracks is said again."""
        for consumer in [known for known in self._consumers.values() if known.seat == seat]:
            self._deliver(consumer.offer())
            self._deliver(PictureStill(seat, consumer.id, still=consumer.still))
        for producer in [known for known in self._producers.values() if known.seat == seat and known.wish]:
            self._deliver(EncodingsWanted(seat, producer.id, producer.wish))
        return [name for name in transports if (known := self._transports.get(name)) and known.seat == seat]

    async def produce(self, seat: str, transport: str, kind: Kind, rtp_parameters: object) -> str:
        """Open a producer, replacing the seat's earlier one of that kind; returns its id.

        Raises:
            UnknownTransport: it is not one of the seat's to send on.
            InvalidParameters: malformed, not what the router offers, or colliding with the seat's other track.
        """
        path = self._own_transport(seat, transport)
        if path.direction != "send":
            raise UnknownTransport("This transport does not send.")
        stream = parse_producer(rtp_parameters, kind)
        for other in self._producers.values():
            if other.transport is path and other.kind != kind:
                _refuse_collision(other, stream.mid, stream.ssrcs)
        for earlier in [own for own in self._producers.values() if own.seat == seat and own.kind == kind]:
            self._close_producer(earlier)
        producer = Producer(secrets.token_urlsafe(12), self._worker.new_id(), path, kind, stream)
        self._producers[producer.id] = producer
        self._worker.open_producer(producer.number, path.number, stream, lambda active: self._wish(producer, active))
        self._reconcile()
        return producer.id

    async def close_producer(self, seat: str, producer: str) -> None:
        """Close a producer and what others receive of it.

        Raises:
            UnknownProducer: it is not one of the seat's.
        """
        known = self._producers.get(producer)
        if known is None or known.seat != seat:
            raise UnknownProducer("You send no such track.")
        self._close_producer(known)
        self._reconcile()

    def consumer_ready(self, seat: str, consumer: str) -> None:
        """The client can receive this consumer: from here it flows, as far as the policy lets it.

        Raises:
            UnknownConsumer: it is not one of the seat's.
        """
        known = self._consumers.get(consumer)
        if known is None or known.seat != seat:
            raise UnknownConsumer("You receive no such track.")
        known.ready = True
        self._reconcile()

    def prefer(self, seat: str, tiles: Sequence[TilePreference]) -> None:
        """Choose layers by the size at which pictures are shown; consumers that are gone are passed over."""
        for tile in tiles:
            known = self._consumers.get(tile.consumer)
            if known is not None and known.seat == seat:
                known.size = (max(tile.width, 0), max(tile.height, 0))
        self._reconcile()

    def apply(self, policy: MediaPolicy) -> None:
        """Make the room's media be what ``policy`` says; idempotent, and total."""
        self._policy = policy
        # First stop what must not flow, in one step; then close what must not be.
        self._enable()
        for seat in {transport.seat for transport in self._transports.values()} - policy.seats:
            self._close_seat(seat)
        self._reconcile()

    def close_seat(self, seat: str) -> None:
        """Close all the seat's transports, producers and consumers (another device took the seat, say)."""
        self._close_seat(seat)
        self._reconcile()

    def close(self) -> None:
        """Close everything, the room at the worker included. Nothing is delivered any more."""
        self._closed = True
        self._deliver = _nobody
        for transport in self.transports:
            self._close_transport(transport)
        self._worker.close_router(self._number)

    def _reconcile(self) -> None:
        """Offer what is missing, let flow what may, in the sizes wanted."""
        for producer in self._producers.values():
            for transport in self._transports.values():
                self._offer(producer, transport)
        self._enable()
        self._prefer_encodings()

    def _offer(self, producer: Producer, transport: WebRtcTransport) -> None:
        if transport.receiver is None or transport.seat == producer.seat:
            return
        if producer.kind not in transport.receiver.codecs or (producer.id, transport.id) in self._pairs:
            return
        stream = consumer_stream(
            producer.kind,
            transport.receiver,
            mid=transport.new_mid(),
            cname=self._cnames.setdefault(producer.seat, secrets.token_hex(8)),
            ssrc=transport.new_ssrc(),
            rtx_ssrc=transport.new_ssrc(),
        )
        parameters = consumer_parameters(producer.kind, transport.receiver, stream)
        consumer = Consumer(secrets.token_urlsafe(12), self._worker.new_id(), producer, transport, parameters)
        self._consumers[consumer.id] = consumer
        self._pairs.add((producer.id, transport.id))
        self._worker.open_consumer(
            consumer.number, producer.number, transport.number, stream, lambda still: self._stand_still(consumer, still)
        )
        self._deliver(consumer.offer())

    def _enable(self) -> None:
        """Tell the worker in one batch what has changed."""
        changes = enabling(self._policy, self._producers.values(), self._consumers.values())
        self._worker.set_enabled(changes)
        told = dict(changes.producers)
        for producer in self._producers.values():
            producer.told = told.get(producer.number, producer.told)
        told = dict(changes.consumers)
        for consumer in self._consumers.values():
            consumer.told = told.get(consumer.number, consumer.told)

    def _prefer_encodings(self) -> None:
        for consumer in self._consumers.values():
            preferred = preference(self._policy, consumer)
            if preferred is not None and preferred != consumer.preference:
                consumer.preference = preferred
                self._worker.set_preferred_encoding(consumer.number, *preferred)

    def _wish(self, producer: Producer, active: tuple[bool, ...]) -> None:
        if producer.wish != active:
            producer.wish = active
            self._deliver(EncodingsWanted(producer.seat, producer.id, active))

    def _stand_still(self, consumer: Consumer, still: bool) -> None:  # noqa: FBT001 - called back by the worker
        if consumer.still is not still:
            consumer.still = still
            self._deliver(PictureStill(consumer.seat, consumer.id, still=still))

    def _transport_of(self, seat: str, direction: Direction) -> WebRtcTransport | None:
        for transport in self._transports.values():
            if (transport.seat, transport.direction) == (seat, direction):
                return transport
        return None

    def _own_transport(self, seat: str, transport: str) -> WebRtcTransport:
        known = self._transports.get(transport)
        if known is None or known.seat != seat:
            raise UnknownTransport("You have no such transport.")
        return known

    def _transport_changed(self, transport: WebRtcTransport, state: TransportState) -> None:
        if state in {TransportState.FAILED, TransportState.CLOSED}:
            self._close_transport(transport)
        self._deliver(TransportStateChanged(transport.seat, transport.id, state))

    def _close_seat(self, seat: str) -> None:
        for transport in [known for known in self._transports.values() if known.seat == seat]:
            self._close_transport(transport)
        self._cnames.pop(seat, None)

    def _close_transport(self, transport: WebRtcTransport) -> None:
        for producer in [own for own in self._producers.values() if own.transport is transport]:
            self._close_producer(producer)
        self._close_consumers([own for own in self._consumers.values() if own.transport is transport])
        del self._transports[transport.id]
        transport.close()

    def _close_producer(self, producer: Producer) -> None:
        self._close_consumers([own for own in self._consumers.values() if own.producer is producer])
        del self._producers[producer.id]
        self._worker.close_producer(producer.number)

    def _close_consumers(self, consumers: Iterable[Consumer]) -> None:
        for consumer in consumers:
            del self._consumers[consumer.id]
            self._pairs.discard((consumer.producer.id, consumer.transport.id))
            self._worker.close_consumer(consumer.number)
            self._deliver(ConsumerClosed(consumer.seat, consumer.id))


def _nobody(_event: MediaEvent) -> None:
    """Where the events of a closed room go."""


def _refuse_collision(other: Producer, mid: str | None, ssrcs: frozenset[int]) -> None:
    if ssrcs & other.stream.ssrcs or (mid is not None and mid == other.stream.mid):
        raise InvalidParameters("Two tracks on one transport share an SSRC or a MID.")
