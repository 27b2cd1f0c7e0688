"""As much of SDP (RFC 8866, RFC 8829) as an SFU that speaks it needs to hear from us."""

from dataclasses import dataclass

from bench.peers.identity import Identity
from bench.peers.private_network import ADDRESS

VOICE_TYPE, PICTURE_TYPE = 111, 96
TRANSPORT_CC_ID, LEVEL_ID = 5, 6
_LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
_TRANSPORT_CC_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"


@dataclass(frozen=True, slots=True)
class RemoteSide:
    """What the other side's description says about the way to it."""

    ufrag: str
    password: str
    fingerprint: tuple[str, str]
    """Algorithm and value."""
    setup: str
    port: int
    """Of its candidate at the address of the private network."""


def remote_side(sdp: str) -> RemoteSide:
    """Read a description with one bundled transport.

    Raises:
        ValueError: something is missing.
    """
    algorithm, value = _attribute(sdp, "fingerprint").split(" ", 1)
    candidates = [line.split() for line in sdp.splitlines() if line.startswith("a=candidate:")]
    ports = [int(words[5]) for words in candidates if words[2].lower() == "udp" and words[4] == ADDRESS]
    if not ports:
        raise ValueError("no candidate at our address")
    return RemoteSide(
        _attribute(sdp, "ice-ufrag"), _attribute(sdp, "ice-pwd"), (algorithm, value), _attribute(sdp, "setup"), ports[0]
    )


def offer(identity: Identity, voice_ssrc: int, picture_ssrcs: tuple[int, ...]) -> str:
    """Offer to send a voice and a picture in several sizes, the smallest first."""
    group = f"a=ssrc-group:SIM {' '.join(map(str, picture_ssrcs))}"
    audio = [
        f"m=audio 9 UDP/TLS/RTP/SAVPF {VOICE_TYPE}",
        *_section("0", "sendonly", identity, "actpass"),
        f"a=rtpmap:{VOICE_TYPE} opus/48000/2",
        f"a=extmap:{LEVEL_ID} {_LEVEL_URI}",
        f"a=extmap:{TRANSPORT_CC_ID} {_TRANSPORT_CC_URI}",
        f"a=ssrc:{voice_ssrc} cname:somebody",
    ]
    video = [
        f"m=video 9 UDP/TLS/RTP/SAVPF {PICTURE_TYPE}",
        *_section("1", "sendonly", identity, "actpass"),
        f"a=rtpmap:{PICTURE_TYPE} VP8/90000",
        *(f"a=rtcp-fb:{PICTURE_TYPE} {kind}" for kind in ("ccm fir", "nack", "nack pli", "transport-cc")),
        f"a=extmap:{TRANSPORT_CC_ID} {_TRANSPORT_CC_URI}",
        group,
        *(f"a=ssrc:{ssrc} cname:somebody" for ssrc in picture_ssrcs),
    ]
    return _text([*_session(["0", "1"]), *audio, *video])


def answer(sdp: str, identity: Identity) -> str:
    """Accept everything that is offered, to receive it."""
    sections = sdp.replace("\r\n", "\n").split("\nm=")[1:]
    lines: list[str] = []
    mids = []
    for section in sections:
        mid = _attribute(section, "mid")
        mids.append(mid)
        lines += [f"m={section.splitlines()[0]}", *_section(mid, "recvonly", identity, "active")]
        lines += [line for line in section.splitlines() if line.startswith(("a=rtpmap:", "a=rtcp-fb:", "a=fmtp:"))]
    return _text([*_session(mids), *lines])


def _session(mids: list[str]) -> list[str]:
    return ["v=0", f"o=- 1 1 IN IP4 {ADDRESS}", "s=-", "t=0 0", f"a=group:BUNDLE {' '.join(mids)}"]


def _section(mid: str, direction: str, identity: Identity, setup: str) -> list[str]:
    algorithm, value = identity.fingerprint
    return [
        f"c=IN IP4 {ADDRESS}",
        f"a={direction}",
        f"a=mid:{mid}",
        "a=rtcp-mux",
        f"a=ice-ufrag:{identity.ufrag}",
        f"a=ice-pwd:{identity.password}",
        f"a=fingerprint:{algorithm} {value}",
        f"a=setup:{setup}",
        # Some wait for a candidate before they listen; the one that works is the one our checks come from.
        f"a=candidate:1 1 udp 2122260223 {ADDRESS} 9 typ host",
        "a=end-of-candidates",
    ]


def _attribute(sdp: str, name: str) -> str:
    prefix = f"a={name}:"
    found = next((line[len(prefix) :] for line in sdp.splitlines() if line.startswith(prefix)), None)
    if found is None:
        raise ValueError(f"no {name}")
    return found.strip()


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\r\n" for line in lines)
