"""Of whom it is watched whether anything is heard, and when something follows."""

from signaling.room.floor import FloorMode
from signaling.room.instant import Instant, later
from signaling.room.room import Room
from signaling.room.seat import Seat
from signaling.room.wellbeing import ARRIVING


def is_watching(room: Room) -> bool:
    """Whether silence can mean anything now: never on hold, and never in a silence that was asked for."""
    return room.under_way and room.floor.mode is not FloorMode.QUIET


def check_at(room: Room, seat: Seat) -> Instant | None:
    """When to ask ``seat`` whether they are all right if nothing is heard of them; ``None`` while it is not watched.

    Watched is who is with the group, unshielded, and whose media arrive: a frozen network says nothing of a person.
    """
    after, wellbeing = room.unresponsive_after_ms, seat.wellbeing
    if after is None or wellbeing.alive is None or seat.facilitates or not is_watching(room):
        return None
    with_group = seat.seat in room.present and not seat.shielded
    asked = wellbeing.check is not None or wellbeing.unresponsive
    return later(wellbeing.alive, after) if with_group and not asked and wellbeing.connection in ARRIVING else None
