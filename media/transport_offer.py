"""What a client needs to reach a transport."""

from dataclasses import dataclass, field
from typing import Literal

from media.events import Json


@dataclass(frozen=True, slots=True)
class TransportOffer:
    """The server's side of a transport, in mediasoup's JSON."""

    id: str
    ice_parameters: Json
    ice_candidates: list[Json]
    dtls_parameters: Json
    ice_servers: list[Json] = field(default_factory=list)
    """TURN servers that the client may use (RTCIceServer)."""
    ice_transport_policy: Literal["all", "relay"] = "all"
    """RTCIceTransportPolicy."""
