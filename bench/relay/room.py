"""A room of eight at a relay worker, without browsers: everybody sends, everybody receives everybody else."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from media.enabling import Enabling
from media.rtp_stream import Encoding, HeaderExtensions, RtpStream
from media.srtp_keys import SrtpKeys, SrtpProfile
from media.worker import RelayWorker

PEOPLE = 8
PROFILE: SrtpProfile = "AEAD_AES_256_GCM"
PASSWORD = "the-password-of-the-benchmark"
TRANSPORT_CC_ID, LEVEL_ID = 5, 6
VOICE_TYPE, PICTURE_TYPE, RTX_TYPE = 111, 96, 97
ENCODINGS = 3


class Deaf:
    """Listens to a transport on which nothing of interest happens."""

    def on_dtls(self, datagram: bytes) -> None:
        """Nobody shakes hands."""

    def on_ice(self, state: str) -> None:
        """Everybody connects."""


@dataclass(frozen=True, slots=True)
class _Person:
    """What one person sends."""

    voice: int
    picture: int
    voice_ssrc: int
    picture_ssrc: int
    """Of the smallest; the others follow."""


def fill(worker: RelayWorker) -> Iterator[str]:
    """Open one room with all its media flowing; the load generator's line for each leg."""
    router = worker.new_id()
    worker.open_router(router)
    people = []
    for _ in range(PEOPLE):
        person, line = _talker(worker, router)
        people.append(person)
        yield line
    for listener in people:
        yield _listener(worker, router, [person for person in people if person is not listener])
    worker.set_enabled(Enabling([(one, True) for person in people for one in (person.voice, person.picture)], []))


def _talker(worker: RelayWorker, router: int) -> tuple[_Person, str]:
    transport, words = _transport(worker, router)
    base = 16 * transport
    person = _Person(worker.new_id(), worker.new_id(), base, base + 1)
    worker.open_producer(person.voice, transport, _voice(person.voice_ssrc))
    encodings = tuple(
        Encoding(ssrc=person.picture_ssrc + index, rtx_ssrc=person.picture_ssrc + ENCODINGS + index)
        for index in range(ENCODINGS)
    )
    worker.open_producer(person.picture, transport, _picture(encodings))
    pictures = " ".join(f"picture{index}={PICTURE_TYPE},{one.ssrc}" for index, one in enumerate(encodings))
    return person, f"talker {words} voice={VOICE_TYPE},{person.voice_ssrc} {pictures} level={LEVEL_ID}"


def _listener(worker: RelayWorker, router: int, others: list[_Person]) -> str:
    transport, words = _transport(worker, router)
    consumers = []
    for other in others:
        for producer, is_voice in ((other.voice, True), (other.picture, False)):
            consumer = worker.new_id()
            ssrc = 0x4000_0000 + 2 * consumer
            stream = _voice(ssrc) if is_voice else _picture((Encoding(ssrc=ssrc, rtx_ssrc=ssrc + 1),))
            worker.open_consumer(consumer, producer, transport, stream)
            consumers.append((consumer, True))
            if not is_voice:
                worker.set_preferred_encoding(consumer, ENCODINGS - 1)
    worker.set_enabled(Enabling([], consumers))
    return f"listener {words}"


def _transport(worker: RelayWorker, router: int) -> tuple[int, str]:
    transport = worker.new_id()
    ufrag = f"bench{transport}"
    send, receive = (_key(f"{transport} {way}") for way in ("out", "in"))
    worker.open_transport(transport, router, ufrag, PASSWORD, Deaf())
    worker.set_srtp(transport, SrtpKeys(PROFILE, send, receive))
    return transport, (
        f"local=127.0.0.1:0 remote=127.0.0.1:{worker.port} username={ufrag}:load password={PASSWORD}"
        f" profile={PROFILE} send_key={receive.hex()} receive_key={send.hex()} transport_cc={TRANSPORT_CC_ID}"
    )


def _key(seed: str) -> bytes:
    """Master key and salt that differ for each transport and direction: counters begin anew with every run."""
    return hashlib.sha512(seed.encode()).digest()[:44]


def _voice(ssrc: int) -> RtpStream:
    return RtpStream(
        codec="opus",
        payload_type=VOICE_TYPE,
        rtx_payload_type=None,
        clock_rate=48_000,
        mid="0",
        cname="somebody",
        encodings=(Encoding(ssrc=ssrc),),
        extensions=HeaderExtensions(mid=1, abs_send_time=4, transport_cc=TRANSPORT_CC_ID, audio_level=LEVEL_ID),
        nack=False,
        pli=False,
        transport_cc=True,
    )


def _picture(encodings: tuple[Encoding, ...]) -> RtpStream:
    return RtpStream(
        codec="vp8",
        payload_type=PICTURE_TYPE,
        rtx_payload_type=RTX_TYPE,
        clock_rate=90_000,
        mid="1",
        cname="somebody",
        encodings=encodings,
        extensions=HeaderExtensions(mid=1, abs_send_time=4, transport_cc=TRANSPORT_CC_ID),
        nack=True,
        pli=True,
        transport_cc=True,
    )
