"""The media messages of a room's people, and the media node's events for them."""

from typing import assert_never

from media import (
    ConsumerClosed,
    ConsumerOffered,
    EncodingsWanted,
    MediaPolicy,
    PictureStill,
    SeatEvent,
    Sends,
    TilePreference,
    TransportStateChanged,
)
from signaling.gateway import messages as wire
from signaling.gateway.media_plane import RoomMedia
from signaling.gateway.packet import event_packet
from signaling.room import MediaPolicy as RoomPolicy
from signaling.room import SeatId


async def answer_media(media: RoomMedia, seat: SeatId, message: wire.AnyMedia) -> dict[str, object]:
    """Carry out one request of a present seat.

    Returns:
        The fields of the answer besides ``ok``.

    Raises:
        MediaError: refused; nothing changed.
    """
    match message:
        case wire.Capabilities():
            return {"rtp_capabilities": media.rtp_capabilities}
        case wire.CreateTransport(direction=direction, rtp_capabilities=capabilities):
            offer = await media.create_transport(seat, direction, capabilities)
            return {
                "transport": offer.id,
                "ice_parameters": offer.ice_parameters,
                "ice_candidates": offer.ice_candidates,
                "dtls_parameters": offer.dtls_parameters,
                "ice_servers": offer.ice_servers,
                "ice_transport_policy": offer.ice_transport_policy,
            }
        case wire.ConnectTransport(transport=transport, dtls_parameters=parameters):
            await media.connect_transport(seat, transport, parameters)
        case wire.RestartIce(transport=transport):
            return {"ice_parameters": await media.restart_ice(seat, transport)}
        case wire.Resume(transports=transports):
            return {"transports": media.live_transports(seat, transports)}
        case wire.Produce(transport=transport, kind=kind, rtp_parameters=rtp_parameters):
            return {"producer": await media.produce(seat, transport, kind, rtp_parameters)}
        case wire.CloseProducer(producer=producer):
            await media.close_producer(seat, producer)
        case wire.ConsumerReady(consumer=consumer):
            media.consumer_ready(seat, consumer)
        case wire.Prefer(tiles=tiles):
            media.prefer(seat, [TilePreference(tile.consumer, tile.width, tile.height) for tile in tiles])
        case _:
            assert_never(message)
    return {}


def to_media_policy(policy: RoomPolicy) -> MediaPolicy:
    """The room's policy in the media node's types, which know no rooms."""
    return MediaPolicy(
        seats=frozenset(policy.seats),
        sends={seat: Sends(audio=sends.audio, video=sends.video) for seat, sends in policy.sends.items()},
        receives={
            receiver: {sender: priority for sender, priority in senders.items()}  # noqa: C416 - another key type
            for receiver, senders in policy.receives.items()
        },
    )


def media_event_packet(event: SeatEvent) -> str:
    """What the seat of a media event is told."""
    match event:
        case ConsumerOffered():
            return event_packet(
                "consumer",
                {
                    "consumer": event.consumer,
                    "producer": event.producer,
                    "seat": event.producer_seat,
                    "kind": event.kind,
                    "rtp_parameters": event.rtp_parameters,
                },
            )
        case ConsumerClosed():
            return event_packet("consumer_closed", {"consumer": event.consumer})
        case EncodingsWanted():
            return event_packet("encodings", {"producer": event.producer, "active": list(event.active)})
        case PictureStill():
            return event_packet("still", {"consumer": event.consumer, "still": event.still})
        case TransportStateChanged():
            return event_packet("transport_state", {"transport": event.transport, "state": event.state})
        case _:
            assert_never(event)
