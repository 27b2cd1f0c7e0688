"""The selective forwarding unit: rooms' media by ORTC, over the Rust relay."""

from media.errors import MediaError
from media.events import ConsumerClosed, ConsumerOffered, MediaEvent, TransportState, TransportStateChanged
from media.node import Node, NodeConfig, NodeStatistics
from media.policy import MediaPolicy, Sends
from media.router import Router, TilePreference
from media.transport_offer import TransportOffer

__all__ = [
    "ConsumerClosed",
    "ConsumerOffered",
    "MediaError",
    "MediaEvent",
    "MediaPolicy",
    "Node",
    "NodeConfig",
    "NodeStatistics",
    "Router",
    "Sends",
    "TilePreference",
    "TransportOffer",
    "TransportState",
    "TransportStateChanged",
]
