"""A peer of the relay on a real socket, with aioice's STUN and libsrtp: nothing of it is ours."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from aioice import stun
from pylibsrtp import Policy, Session

from media.rtp_stream import Encoding, HeaderExtensions, RtpStream
from media.srtp_keys import SrtpProfile

PASSWORD: Final = "a password of 24 letters"
TIMEOUT_S: Final = 5.0
PROFILES: Final[dict[SrtpProfile, tuple[int, int]]] = {
    "AEAD_AES_256_GCM": (Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 44),
    "AEAD_AES_128_GCM": (Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 28),
    "AES128_CM_SHA1_80": (Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 30),
}
"""For each profile libsrtp's number, and the length of master key and salt."""


def keys(transport: int, profile: SrtpProfile) -> tuple[bytes, bytes]:
    """What the relay sends and receives with on ``transport``."""
    length = PROFILES[profile][1]
    return bytes([transport]) * length, bytes([transport ^ 0xFF]) * length


def opus(ssrc: int, payload_type: int) -> RtpStream:
    """Somebody's voice."""
    return RtpStream(
        codec="opus",
        payload_type=payload_type,
        rtx_payload_type=None,
        clock_rate=48_000,
        mid=None,
        cname="voice",
        encodings=(Encoding(ssrc=ssrc),),
        extensions=HeaderExtensions(),
        nack=False,
        pli=False,
        transport_cc=False,
    )


def rtp(ssrc: int, seq: int, payload: bytes, payload_type: int = 100) -> bytes:
    """A plain RTP packet (RFC 3550 section 5.1)."""
    return struct.pack("!BBHLL", 0x80, payload_type, seq, 960 * seq, ssrc) + payload


class RelayClient:
    """Somebody who knows the credentials and keys of one transport."""

    def __init__(self, port: int, transport: int, profile: SrtpProfile = "AEAD_AES_256_GCM") -> None:
        """Be ready to talk to the relay on ``port``; nothing is sent yet."""
        self.transport = transport
        self.ufrag = f"ufrag{transport}"
        self._relay = ("127.0.0.1", port)
        self._socket = self._bind()
        number, _ = PROFILES[profile]
        receive, send = keys(transport, profile)
        self._tx = Session(Policy(send, Policy.SSRC_ANY_OUTBOUND, srtp_profile=number))
        self._rx = Session(Policy(receive, Policy.SSRC_ANY_INBOUND, srtp_profile=number))

    @staticmethod
    def _bind() -> socket.socket:
        bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        bound.bind(("127.0.0.1", 0))
        bound.settimeout(TIMEOUT_S)
        return bound

    @property
    def address(self) -> tuple[str, int]:
        """Where the relay sees this client."""
        host, port = self._socket.getsockname()
        return host, port

    @contextmanager
    def moved(self) -> Iterator[None]:
        """Send and receive from another port."""
        before, self._socket = self._socket, self._bind()
        try:
            yield
        finally:
            self._socket.close()
            self._socket = before

    def close(self) -> None:
        """Be gone."""
        self._socket.close()

    def send(self, datagram: bytes) -> None:
        """Send bytes as they are."""
        self._socket.sendto(datagram, self._relay)

    def receive(self) -> bytes:
        """The next datagram; TimeoutError if none comes."""
        datagram, address = self._socket.recvfrom(2048)
        assert address == self._relay
        return datagram

    def receive_media(self) -> bytes:
        """The next datagram that is RTP."""
        while (datagram := self.receive())[0] >> 6 != 2 or 192 <= datagram[1] <= 223:
            pass
        return self._rx.unprotect(datagram)

    def check(self, *, nominate: bool = True, password: str = PASSWORD) -> stun.Message:
        """Send a connectivity check, and return it."""
        request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.ufrag}:theirs"
        request.attributes["PRIORITY"] = 1
        request.attributes["ICE-CONTROLLING"] = 42
        if nominate:
            request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(password.encode())
        self.send(bytes(request))
        return request

    def answer(self) -> stun.Message:
        """The next datagram, which is an authentic answer to a check."""
        answer = stun.parse_message(self.receive())
        assert answer.check_message_integrity(PASSWORD.encode())
        assert "FINGERPRINT" in answer.attributes
        return answer

    def connect(self) -> None:
        """Check, and wait for the answer."""
        request = self.check()
        assert self.answer().transaction_id == request.transaction_id

    def protect(self, plain: bytes) -> bytes:
        """An SRTP packet."""
        return self._tx.protect(plain)

    def protect_rtcp(self, plain: bytes) -> bytes:
        """An SRTCP packet."""
        return self._tx.protect_rtcp(plain)
