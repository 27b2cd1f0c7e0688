"""What a client needs to reach a transport."""

from dataclasses import dataclass

from media.events import Json


@dataclass(frozen=True, slots=True)
class TransportOffer:
    """The server's side of a transport, in mediasoup's JSON."""

    id: str
    ice_parameters: Json
    ice_candidates: list[Json]
    dtls_parameters: Json
