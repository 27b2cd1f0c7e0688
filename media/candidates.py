"""ICE candidates of the relay."""

from typing import Literal, TypeAlias

from media.events import Json

Protocol: TypeAlias = Literal["udp", "tcp"]

PROTOCOLS: tuple[Protocol, ...] = ("udp", "tcp")
"""The preferred one first: TCP delivers late what it could have left out."""

_HOST_TYPE_PREFERENCE = 126
"""RFC 8445 section 5.1.2.2."""

_DIRECTION_PREFERENCE = {"udp": 6, "tcp": 4}
"""RFC 6544 section 4.2 gives a passive TCP candidate 4 and wants one by UDP above all of TCP."""


def candidate(address: str, port: int, protocol: Protocol, preference: int) -> Json:
    """A host candidate in mediasoup's form.

    Args:
        address: IP address.
        port: Of UDP and TCP alike.
        protocol: What carries the datagrams; TCP is passive (RFC 6544).
        preference: 0 for the best of the addresses, at most 8191.
    """
    local_preference = (_DIRECTION_PREFERENCE[protocol] << 13) + 8191 - preference
    found = {
        "foundation": f"{protocol}{preference}",
        "priority": (_HOST_TYPE_PREFERENCE << 24) + (local_preference << 8) + 255,
        "ip": address,
        "address": address,
        "protocol": protocol,
        "port": port,
        "type": "host",
    }
    return found | {"tcpType": "passive"} if protocol == "tcp" else found
