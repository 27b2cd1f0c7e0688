"""Which session a link leads to at a given time."""

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.practice.tables import Group, Session
from signaling.room.instant import Instant
from signaling.room.room import OVER_AFTER_MS


class Schedule(Protocol):
    """Knows, or makes, the session that a group meets in."""

    async def session_of(self, db: AsyncSession, group: Group, now: Instant) -> Session | None:
        """The session that runs at `now` or comes next; None: nothing is planned."""


class PlannedSchedule:
    """The sessions as they were planned, and no others."""

    async def session_of(self, db: AsyncSession, group: Group, now: Instant) -> Session | None:
        """The earliest session that is not over; one that runs past its planned end is not while it may."""
        planned = (
            select(Session)
            .where(
                Session.group_id == group.id,
                Session.status == "planned",
                Session.ends_ms > now - OVER_AFTER_MS,
            )
            .order_by(Session.starts_ms)
            .limit(1)
        )
        return (await db.scalars(planned)).one_or_none()
