"""Keeps what each session of a group leaves to the next one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession

from server.practice.tables import Legacy, Member, Session
from signaling.room.ids import SeatId
from signaling.room.legacy import Legacy as Left
from signaling.room.speech import EARLIER_WEIGHTS

LOOK_BACK = len(EARLIER_WEIGHTS)
"""How many sessions of a group are kept: what nobody looks back on is nobody's business any more."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the sessions before this one have left, for the room of this one."""

    owed: tuple[SeatId, ...] = ()
    shares: Mapping[SeatId, Sequence[float]] = field(default_factory=dict)
    """Of the sessions that the person came to, the latest first."""
    rounds: Mapping[SeatId, int] = field(default_factory=dict)
    firsts: Mapping[SeatId, int] = field(default_factory=dict)


async def keep(db: AsyncSession, session_id: str, left: Left) -> None:
    """Keep what a session left, instead of anything kept of it before, and let go what is too old. Idempotent."""
    session = await db.get(Session, session_id)
    if session is None or not left.members:
        return
    owed = {seat: place for place, seat in enumerate(left.owed)}
    known = set(await db.scalars(select(Member.id).where(Member.group_id == session.group_id)))
    for member in left.members:
        if member.seat in known:
            values = {"share": member.share, "rounds": member.rounds, "firsts": member.firsts}
            row = insert(Legacy).values(
                session_id=session.id, member_id=member.seat, owed=owed.get(member.seat), **values
            )
            await db.execute(
                row.on_conflict_do_update(
                    index_elements=["session_id", "member_id"], set_={**values, "owed": owed.get(member.seat)}
                )
            )
    old = select(Session.id).where(Session.group_id == session.group_id, Session.number <= session.number - LOOK_BACK)
    await db.execute(delete(Legacy).where(Legacy.session_id.in_(old)))


async def earlier(db: AsyncSession, session: Session) -> Earlier:
    """What the sessions before this one have left."""
    found = await db.execute(
        select(Legacy, Session.number)
        .join(Session, Session.id == Legacy.session_id)
        .where(Session.group_id == session.group_id, Session.number < session.number)
        .order_by(Session.number.desc())
    )
    shares: defaultdict[SeatId, list[float]] = defaultdict(list)
    latest: dict[SeatId, Legacy] = {}
    last_number: int | None = None
    owed: list[tuple[int, SeatId]] = []
    for row, number in found:
        seat = SeatId(row.member_id)
        last_number = number if last_number is None else last_number
        if number == last_number and row.owed is not None:
            owed.append((row.owed, seat))
        if row.share is not None:
            shares[seat].append(row.share)
        latest.setdefault(seat, row)
    return Earlier(
        owed=tuple(seat for _, seat in sorted(owed)),
        shares=shares,
        rounds={seat: row.rounds for seat, row in latest.items()},
        firsts={seat: row.firsts for seat, row in latest.items()},
    )
