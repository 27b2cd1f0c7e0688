"""What a room's media are to be: all of it, as of one revision."""

from collections.abc import Mapping
from dataclasses import dataclass

from media import MediaPolicy
from signaling.gateway.media import to_media_policy
from signaling.room import DeviceId, SeatId, policy
from signaling.stores import Kept, Revision


@dataclass(frozen=True, slots=True)
class PolicyOrder:
    """Level-triggered: repeated, late or after any other it leads to the same."""

    revision: Revision
    holders: Mapping[SeatId, DeviceId | None]
    """The device that holds each seat: what another one had there is to be closed."""
    policy: MediaPolicy


def order_of(kept: Kept) -> PolicyOrder:
    """What the room wants of its media."""
    return PolicyOrder(
        kept.revision, {seat.seat: seat.device for seat in kept.room.seats}, to_media_policy(policy(kept.room))
    )
