"""What a session leaves to the group's next one."""

from collections.abc import Sequence
from dataclasses import dataclass

from signaling.room.ids import SeatId
from signaling.room.room import Room
from signaling.room.seat import Role, Seat


@dataclass(frozen=True, slots=True)
class MemberLegacy:
    """Of one member, who may not have come; the fields are those of ``SeatSetup``."""

    seat: SeatId
    share: float | None
    """This person's share of all speech in the session, 0..1; ``None`` for who did not come, or where nobody spoke."""
    rounds: int
    firsts: int


@dataclass(frozen=True, slots=True)
class Legacy:
    """What the next ``RoomSetup`` begins with."""

    owed: tuple[SeatId, ...] = ()
    """Who is owed a turn, the longest owed first."""
    members: tuple[MemberLegacy, ...] = ()


def legacy(room: Room) -> Legacy:
    """What ``room`` leaves. A guest's part ends with the session."""
    members = [seat for seat in room.seats if seat.role is Role.MEMBER]
    came = [seat for seat in members if seat.attended]
    ids = {seat.seat for seat in members}
    return Legacy(
        owed=tuple(seat for seat in room.carried_over if seat in ids),
        members=tuple(MemberLegacy(seat.seat, _share(seat, came), seat.rounds, seat.firsts) for seat in members),
    )


def _share(seat: Seat, came: Sequence[Seat]) -> float | None:
    total = sum(each.speech_ms for each in came)
    return seat.speech_ms / total if seat.attended and total else None
