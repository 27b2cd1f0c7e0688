"""The selective forwarding unit: rooms' media by ORTC, over the Rust relay."""

from media.errors import MediaError
from media.events import (
    ConnectionQuality,
    ConsumerClosed,
    ConsumerOffered,
    EncodingsWanted,
    MediaEvent,
    MediaReport,
    PictureStill,
    SeatEvent,
    SeatReport,
    TransportState,
    TransportStateChanged,
)
from media.node import Node, NodeConfig, NodeStatistics
from media.policy import MediaPolicy, Sends
from media.router import Router, TilePreference
from media.transport_offer import TransportOffer

__all__ = [
    "ConnectionQuality",
    "ConsumerClosed",
    "ConsumerOffered",
    "EncodingsWanted",
    "MediaError",
    "MediaEvent",
    "MediaPolicy",
    "MediaReport",
    "Node",
    "NodeConfig",
    "NodeStatistics",
    "PictureStill",
    "Router",
    "SeatEvent",
    "SeatReport",
    "Sends",
    "TilePreference",
    "TransportOffer",
    "TransportState",
    "TransportStateChanged",
]
