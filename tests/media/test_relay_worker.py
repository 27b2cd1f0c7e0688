"""The built extension over real sockets, against aioice's STUN and libsrtp."""

import ctypes
import itertools
import json
import select
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from aioice import stun

from media import _relay
from media.rtp_stream import Encoding, HeaderExtensions
from media.srtp_keys import SrtpProfile
from tests.media.relay_client import PASSWORD, PROFILES, TIMEOUT_S, RelayClient, keys, opus, rtp
from tests.media.relay_speech import ANA, ANA_SSRC, BEN, INTERVAL_S

EventT = TypeVar("EventT", _relay.DtlsReceived, _relay.IceChanged, _relay.Statistics)

ROOM = 1
VOICE = 10
HEARD = 20
DTLS = b"\x16\xfe\xfd" + bytes(10)


class Relay:
    """A worker with one room, and its events as they are waited for."""

    def __init__(self) -> None:
        self.worker = _relay.Worker("127.0.0.1", 0)
        self.worker.open_router(ROOM)
        self._events: list[_relay.Event] = []
        self._tokens = itertools.count(1)
        self._clients: list[RelayClient] = []

    def close(self) -> None:
        self.worker.close()
        for client in self._clients:
            client.close()

    def next(self, kind: type[EventT]) -> EventT:
        """Wait for the next event of one kind; others before it are passed over."""
        while True:
            while self._events:
                event = self._events.pop(0)
                if isinstance(event, kind):
                    return event
            readable, _, _ = select.select([self.worker.fileno()], [], [], TIMEOUT_S)
            assert readable, f"no {kind.__name__}"
            self._events += self.worker.events()

    def statistics(self) -> _relay.Statistics:
        """Counters after everything that was sent to the relay before."""
        token = next(self._tokens)
        self.worker.request_statistics(token)
        while (statistics := self.next(_relay.Statistics)).token != token:
            pass
        return statistics

    def dropped(self) -> dict[str, int]:
        """The drops that are not zero."""
        return {reason: count for reason, count in self.statistics().dropped.items() if count}

    def client(self, transport: int, profile: SrtpProfile = "AEAD_AES_256_GCM") -> RelayClient:
        """Open a transport with keys for a new client."""
        self.worker.open_transport(transport, ROOM, f"ufrag{transport}", PASSWORD)
        self.worker.set_srtp(transport, profile, *keys(transport, profile))
        client = RelayClient(self.worker.port, transport, profile)
        self._clients.append(client)
        return client

    def connected(self, transport: int, profile: SrtpProfile = "AEAD_AES_256_GCM") -> RelayClient:
        """The same, after its first check."""
        client = self.client(transport, profile)
        client.connect()
        assert self.next(_relay.IceChanged) == _relay.IceChanged(transport, "connected")
        return client

    def let_ben_hear_ana(self) -> None:
        """Connect two transports by a producer and a consumer, enabled."""
        self.worker.open_producer(VOICE, ANA, opus(ANA_SSRC, 100))
        self.worker.open_consumer(HEARD, VOICE, BEN, opus(99, 111))
        self.worker.set_enabled([(VOICE, True)], [(HEARD, True)])


@pytest.fixture
def relay() -> Iterator[Relay]:
    relay = Relay()
    yield relay
    relay.close()


def test_a_check_is_answered_with_the_address_it_came_from(relay: Relay) -> None:
    client = relay.client(ANA)
    request = client.check()
    answer = client.answer()
    assert answer.message_class is stun.Class.RESPONSE
    assert answer.transaction_id == request.transaction_id
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == client.address
    assert relay.next(_relay.IceChanged) == _relay.IceChanged(ANA, "connected")
    assert relay.dropped() == {}


def test_a_stranger_gets_no_answer(relay: Relay) -> None:
    client = relay.client(ANA)
    client.check(password="a guess")
    client.ufrag = "another"
    client.check()
    client.ufrag = f"ufrag{ANA}"
    request = client.check()
    # The relay answers in order, so the first answer would be to the first check.
    assert client.answer().transaction_id == request.transaction_id
    assert relay.dropped() == {"stun_unauthenticated": 2}


def test_datagrams_of_every_wrong_kind_are_counted(relay: Relay) -> None:
    client = relay.connected(ANA)
    relay.worker.open_producer(VOICE, ANA, opus(ANA_SSRC, 100))
    sealed = client.protect(rtp(ANA_SSRC, 1, b"voice"))
    report = client.protect_rtcp(b"\x80\xc9\x00\x01\x00\x00\x00\x07")
    forged = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for datagram in (b"", b"\xff" * 40, b"\x00\x01", DTLS[:5], sealed[:20], forged, sealed, sealed, report, report):
        client.send(datagram)
    client.send(bytes([0x80]) + bytes(3000))
    client.connect()
    assert relay.dropped() == {
        "unknown_protocol": 2,
        "stun_malformed": 1,
        "dtls_malformed": 1,
        "srtp_malformed": 1,
        "srtp_auth": 1,
        "srtp_replay": 2,
        "too_long": 1,
    }


def test_media_of_an_unproven_address_is_dropped(relay: Relay) -> None:
    client = relay.client(ANA)
    client.send(client.protect(rtp(ANA_SSRC, 1, b"voice")))
    client.send(DTLS)
    client.connect()
    assert relay.dropped() == {"unknown_address": 2}


def test_dtls_goes_both_ways(relay: Relay) -> None:
    client = relay.connected(ANA)
    client.send(DTLS)
    assert relay.next(_relay.DtlsReceived) == _relay.DtlsReceived(ANA, DTLS)
    relay.worker.send_dtls(ANA, b"\x16 hello")
    assert client.receive() == b"\x16 hello"


def test_a_flood_of_dtls_is_cut_and_counted(relay: Relay) -> None:
    client = relay.connected(ANA)
    for _ in range(1_000):
        client.send(DTLS)
    client.connect()
    dropped = relay.dropped()
    assert dropped.keys() == {"dtls_flood"}
    assert dropped["dtls_flood"] > 800


def test_a_nominating_check_moves_the_transport(relay: Relay) -> None:
    client = relay.connected(ANA)
    with client.moved():
        client.connect()
        relay.worker.send_dtls(ANA, b"\x16 there")
        assert client.receive() == b"\x16 there"
        client.send(DTLS)
        assert relay.next(_relay.DtlsReceived).transport == ANA


def test_an_ice_restart_leaves_the_old_pair_until_the_new_is_used(relay: Relay) -> None:
    client = relay.connected(ANA)
    relay.worker.restart_ice(ANA, "anew", PASSWORD)
    client.connect()
    client.ufrag = "anew"
    with client.moved():
        client.connect()
        relay.worker.send_dtls(ANA, b"\x16 there")
        assert client.receive() == b"\x16 there"
    client.ufrag = f"ufrag{ANA}"
    client.check()
    client.ufrag = "anew"
    request = client.check()
    assert client.answer().transaction_id == request.transaction_id
    assert relay.dropped() == {"stun_unauthenticated": 1}


@pytest.mark.parametrize("profile", PROFILES)
def test_media_is_encrypted_anew_for_the_receiver(relay: Relay, profile: SrtpProfile) -> None:
    ana, ben = relay.connected(ANA, profile), relay.connected(BEN, profile)
    relay.let_ben_hear_ana()
    sequence_numbers = []
    # Across the wrap of the wire's 16 bits, on which both directions' nonces depend.
    for step in range(0, 3 * 65_536, 500):
        seq = (65_000 + step) % 65_536
        ana.send(ana.protect(rtp(ANA_SSRC, seq, b"voice %d" % step)))
        heard = ben.receive_media()
        assert heard[1] & 0x7F == 111
        assert heard[8:12] == (99).to_bytes(4, "big")
        assert heard[12:] == b"voice %d" % step
        sequence_numbers.append(int.from_bytes(heard[2:4], "big"))
    assert len(set(sequence_numbers)) > 100
    statistics = relay.statistics()
    assert statistics.packets_forwarded == len(sequence_numbers)
    assert [leg.direction for leg in statistics.streams] == ["in", "out"]
    assert [leg.id for leg in statistics.streams] == [VOICE, HEARD]
    assert statistics.bytes_received > statistics.packets_received > 0
    assert 0 < statistics.thread_cpu_s < TIMEOUT_S


def test_policy_stops_packets(relay: Relay) -> None:
    ana, ben = relay.connected(ANA), relay.connected(BEN)
    relay.let_ben_hear_ana()
    for seq, allowed in enumerate([True, False, True, False, True]):
        relay.worker.set_enabled([(VOICE, allowed)], [])
        ana.send(ana.protect(rtp(ANA_SSRC, seq, b"%d" % seq)))
        ana.connect()
    assert [ben.receive_media()[12:] for _ in range(3)] == [b"0", b"2", b"4"]
    assert relay.dropped() == {"policy": 2}


def test_a_stalled_python_costs_no_packet(root: Path) -> None:
    relay = Relay()
    for transport in (ANA, BEN):
        relay.client(transport)
    relay.let_ben_hear_ana()
    packets = round(5 / INTERVAL_S)
    command = [sys.executable, "-m", "tests.media.relay_speech", str(relay.worker.port), str(packets)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as speech:
        assert speech.stdout is not None
        assert speech.stdout.readline() == "speaking\n"
        # Called so, it keeps the interpreter's lock: no Python runs in this process meanwhile.
        ctypes.PyDLL(None).sleep(5)
        heard = json.loads(speech.stdout.readline())
    assert heard == list(range(packets))
    relay.close()


def test_events_beyond_the_bound_are_counted_and_the_relay_goes_on(relay: Relay) -> None:
    for token in range(5_000):
        relay.worker.request_statistics(token)
    client = relay.client(ANA)
    client.connect()
    # What happened before the first answer has been told by the time of the second.
    client.connect()
    *kept, last = relay.worker.events()
    assert [event.token for event in kept if isinstance(event, _relay.Statistics)] == list(range(4_096))
    # With the transport's own.
    assert last == _relay.Overflowed(905)
    assert relay.statistics().packets_received == 2


def test_closing_twice_is_fine_and_everything_else_then_is_not() -> None:
    worker = _relay.Worker("127.0.0.1", 0)
    port = worker.port
    worker.close()
    worker.close()
    calls: list[Callable[[], object]] = [
        lambda: worker.port,
        worker.fileno,
        worker.events,
        lambda: worker.open_router(1),
        lambda: worker.close_router(1),
        lambda: worker.open_transport(1, 1, "ufrag", PASSWORD),
        lambda: worker.restart_ice(1, "ufrag", PASSWORD),
        lambda: worker.close_transport(1),
        lambda: worker.send_dtls(1, DTLS),
        lambda: worker.set_srtp(1, "AEAD_AES_128_GCM", bytes(28), bytes(28)),
        lambda: worker.open_producer(1, 1, opus(1, 100)),
        lambda: worker.close_producer(1),
        lambda: worker.open_consumer(1, 1, 1, opus(1, 100)),
        lambda: worker.close_consumer(1),
        lambda: worker.set_enabled([], []),
        lambda: worker.set_preferred_encoding(1, 0),
        lambda: worker.request_statistics(1),
    ]
    for call in calls:
        with pytest.raises(RuntimeError, match="closed"):
            call()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", port))


def test_an_address_that_cannot_be_bound_is_an_os_error(relay: Relay) -> None:
    with pytest.raises(OSError, match="in use"):
        _relay.Worker("127.0.0.1", relay.worker.port)


def test_ipv6_is_served() -> None:
    worker = _relay.Worker("::1", 0)
    worker.open_router(ROOM)
    worker.open_transport(ANA, ROOM, "ufrag1", PASSWORD)
    request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    request.attributes["USERNAME"] = "ufrag1:theirs"
    request.add_message_integrity(PASSWORD.encode())
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as client:
        client.bind(("::1", 0))
        client.settimeout(TIMEOUT_S)
        client.sendto(bytes(request), ("::1", worker.port))
        answer = stun.parse_message(client.recv(2048))
        assert answer.attributes["XOR-MAPPED-ADDRESS"] == client.getsockname()[:2]
    worker.close()


@pytest.mark.parametrize(
    "stream",
    [
        replace(opus(1, 100), payload_type=128),
        replace(opus(1, 100), clock_rate=0),
        replace(opus(1, 100), encodings=()),
        replace(opus(1, 100), encodings=tuple(Encoding(ssrc=ssrc) for ssrc in range(9))),
        replace(opus(1, 100), mid="m" * 17),
        replace(opus(1, 100), cname="c" * 65),
        replace(opus(1, 100), extensions=HeaderExtensions(mid=0)),
    ],
)
def test_a_stream_out_of_range_is_refused(relay: Relay, stream: _relay.RtpStream) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        relay.worker.open_producer(VOICE, ANA, stream)


def test_keys_of_the_wrong_length_are_refused(relay: Relay) -> None:
    with pytest.raises(ValueError, match="wrong length"):
        relay.worker.set_srtp(ANA, "AEAD_AES_128_GCM", bytes(28), bytes(27))


def test_a_consumer_without_ssrc_is_refused(relay: Relay) -> None:
    stream = replace(opus(1, 100), encodings=(Encoding(rid="r0"),))
    with pytest.raises(ValueError, match="ssrc"):
        relay.worker.open_consumer(HEARD, VOICE, BEN, stream)


def test_commands_for_what_is_not_there_do_nothing(relay: Relay) -> None:
    worker = relay.worker
    worker.open_transport(ANA, 99, "ufrag", PASSWORD)
    worker.restart_ice(ANA, "ufrag", PASSWORD)
    worker.send_dtls(ANA, DTLS)
    worker.open_producer(VOICE, ANA, opus(1, 100))
    worker.open_consumer(HEARD, VOICE, BEN, opus(2, 100))
    worker.set_enabled([(VOICE, True)], [(HEARD, True)])
    worker.set_preferred_encoding(HEARD, 0)
    worker.close_consumer(HEARD)
    worker.close_producer(VOICE)
    worker.close_transport(ANA)
    worker.close_router(99)
    assert relay.dropped() == {}
