"""Which media may flow in a room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from signaling.room.floor import FloorMode, MicrophoneRule
from signaling.room.ids import SeatId
from signaling.room.room import HoldPolicy, Phase, Room
from signaling.room.seat import Seat


class Priority(IntEnum):
    """Whose media goes first where there is not enough for all."""

    MEMBER = 1
    FACILITATOR = 2
    HOLDER = 3


@dataclass(frozen=True, slots=True)
class Sends:
    """Which kinds of a seat's media the relay passes on."""

    audio: bool
    video: bool


@dataclass(frozen=True, slots=True)
class MediaPolicy:
    """Who may have transports, who may send, and who receives whom: the whole truth, not a difference."""

    seats: frozenset[SeatId] = frozenset()
    """Seats that may have transports; those of every other seat are to be closed."""
    sends: Mapping[SeatId, Sends] = field(default_factory=dict)
    """For each of ``seats``."""
    receives: Mapping[SeatId, Mapping[SeatId, int]] = field(default_factory=dict)
    """Receiver -> sender -> priority, the highest first. What is not named does not flow."""


def policy(room: Room) -> MediaPolicy:
    """Exactly which media may flow in ``room``.

    A dropped signaling connection (``away``) changes nothing: media may outlive it, and a person who comes back finds
    everything in place. Whoever is not in the circle has no transport and so no media.
    """
    if room.phase is Phase.ENDED:
        return MediaPolicy()
    circle = room.circle
    return MediaPolicy(
        seats=frozenset(seat.seat for seat in circle),
        sends={
            seat.seat: Sends(
                audio=may_speak(room, seat) and not seat.held_closed,
                video=_may_be_received(room, seat),
            )
            for seat in circle
        },
        receives={
            receiver.seat: {sender.seat: _priority(room, sender) for sender in circle if _flows(room, sender, receiver)}
            for receiver in circle
        },
    )


def may_speak(room: Room, seat: Seat) -> bool:
    """Whether the relay would forward the microphone of ``seat`` once its owner has opened it."""
    if not _may_be_received(room, seat) or seat.muted:
        return False
    if room.aside(seat.seat) is not None:
        return True
    if room.floor.mode is FloorMode.QUIET:
        return seat.facilitates
    if room.microphone_rule is MicrophoneRule.STRICT:
        return seat.facilitates or room.floor.holder == seat.seat
    return True


def _flows(room: Room, sender: Seat, receiver: Seat) -> bool:
    """Whether ``receiver`` gets the media of ``sender``: the pair in the side room each other's, nobody behind a shield."""
    together = room.aside(sender.seat) == receiver.seat
    apart = room.aside(sender.seat) is not None or room.aside(receiver.seat) is not None
    if sender is receiver or receiver.shielded or (apart and not together):
        return False
    return _may_be_received(room, sender)


def _may_be_received(room: Room, seat: Seat) -> bool:
    if not seat.in_circle or seat.shielded or room.phase is Phase.ENDED:
        return False
    if room.aside(seat.seat) is not None:
        return True
    quiet = room.phase is Phase.ON_HOLD and room.hold_policy is HoldPolicy.QUIET
    return seat.facilitates or not quiet


def _priority(room: Room, sender: Seat) -> int:
    if room.floor.holder == sender.seat:
        return int(Priority.HOLDER)
    return int(Priority.FACILITATOR if sender.facilitates else Priority.MEMBER)
