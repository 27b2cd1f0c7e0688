"""Reports on every room from one snapshot of the relay and the one before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from media.events import Kind, MediaReport, SeatReport
from media.quality import MIN_PACKETS, Leg, Path, quality

if TYPE_CHECKING:
    from media import _relay
    from media.router import Router

_KINDS: tuple[Kind, ...] = ("audio", "video")


class Reporter:
    """Remembers the last counters of every leg, so that each report is about the time since the one before."""

    def __init__(self) -> None:
        """Begin: the first report is about all the time before it."""
        self._before: dict[tuple[int, int], _relay.StreamStatistics] = {}

    def report(self, relays: "Sequence[_relay.Statistics]", routers: Mapping[str, "Router"]) -> dict[str, MediaReport]:
        """A report on each room in which anybody has a transport that works, by snapshots of all the workers."""
        spans: defaultdict[int, list[_Span]] = defaultdict(list)
        after: dict[tuple[int, int], _relay.StreamStatistics] = {}
        for stream in chain.from_iterable(relay.streams for relay in relays):
            # A consumer has one leg, whichever encoding it is sent.
            leg = (stream.id, stream.encoding if stream.direction == "in" else 0)
            spans[stream.id].append(_Span(stream, self._before.get(leg)))
            after[leg] = stream
        self._before = after
        states = {state.transport: state for relay in relays for state in relay.transports}
        reports = {room: MediaReport(_seats(router, spans, states)) for room, router in routers.items()}
        return {room: report for room, report in reports.items() if report.seats}


class _Span:
    """What a leg has counted since the last look."""

    def __init__(self, now: "_relay.StreamStatistics", before: "_relay.StreamStatistics | None") -> None:
        self.now = now
        self.packets = now.packets - (before.packets if before else 0)
        self.lost = max(0, now.packets_lost - (before.packets_lost if before else 0))
        self.recovered = now.retransmitted - (before.retransmitted if before else 0)
        self.speech_ms = now.speech_ms - (before.speech_ms if before else 0)

    def up(self) -> Leg:
        """As a leg on which the relay receives."""
        return Leg(self.packets + self.lost, self.lost, self.now.jitter_ms, self.now.rtt_ms)

    def down(self, sources: "Sequence[_Span]") -> Leg:
        """As a leg on which the relay sends what it received by one of ``sources``, with holes where that has some."""
        source = next((one for one in sources if one.now.encoding == self.now.encoding), None)
        holes = max(0, source.lost - source.recovered) if source else 0
        return Leg(self.packets + holes, max(0, self.lost - holes), self.now.jitter_ms, self.now.rtt_ms)


class _Person:
    """Somebody's legs."""

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self.up: dict[Kind, list[Leg]] = {kind: [] for kind in _KINDS}
        self.down: dict[Kind, list[Leg]] = {kind: [] for kind in _KINDS}
        self.speech_ms = 0

    def report(self) -> SeatReport:
        return SeatReport(self.speech_ms, quality(self.paths, _telling(self.up), _telling(self.down)))


def _seats(
    router: "Router", spans: Mapping[int, list[_Span]], states: "Mapping[int, _relay.TransportStatistics]"
) -> dict[str, SeatReport]:
    people: defaultdict[str, _Person] = defaultdict(_Person)
    for transport in router.transports:
        state = states.get(transport.number)
        if state is not None and state.silent_ms is not None:
            people[transport.seat].paths.append(Path(state.state == "connected", state.silent_ms))
    for producer in router.producers:
        for span in spans.get(producer.number, ()):
            people[producer.seat].up[producer.kind].append(span.up())
            people[producer.seat].speech_ms += span.speech_ms
    for consumer in router.consumers:
        sources = spans.get(consumer.producer.number, [])
        for span in spans.get(consumer.number, ()):
            people[consumer.seat].down[consumer.producer.kind].append(span.down(sources))
    return {seat: person.report() for seat, person in people.items() if person.paths}


def _telling(legs: Mapping[Kind, list[Leg]]) -> list[Leg]:
    """Those of sound where there is enough of it: its packets are even, so they tell more than a picture's."""
    enough = any(leg.expected >= MIN_PACKETS for leg in legs["audio"])
    return legs["audio"] if enough else legs["video"]
