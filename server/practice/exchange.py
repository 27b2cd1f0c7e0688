"""A personal link becomes a token for tonight's room."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import LinkNotValid
from server.practice.capability import digest, new_secret
from server.practice.database import Database
from server.practice.schedule import Schedule
from server.practice.tables import Access, Group, Invite, Member, Session
from signaling.clock import Clock
from signaling.room.instant import Instant

TOKEN_LIFE_MS = 12 * 3_600_000
"""Longer than any evening, shorter than the next one."""

TOKENS_PER_INVITE = 16
"""Of one link the newest tokens count: a page keeps one, and nobody has so many tabs in earnest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a valid link gives."""

    token: str
    group: Group
    session: Session
    member: Member
    facilitators: Sequence[str]
    """Names, in circle order."""
    next_ms: Instant | None
    """When the next session starts for which the link is good too, if one is planned."""


class Exchange:
    """Takes secrets of links, gives tokens."""

    def __init__(self, database: Database, schedule: Schedule, clock: Clock) -> None:
        self._database = database
        self._schedule = schedule
        self._clock = clock

    async def enter(self, secret: str) -> Entry:
        """Exchange the secret of a link.

        Raises:
            LinkNotValid: the link is unknown, expired or revoked, its owner has left the group, or no session is planned.
        """
        now = self._clock.now()
        secret_hash = digest(secret)
        if secret_hash is None:
            raise LinkNotValid
        async with self._database.begin() as db:
            invite, member, group = await _find(db, secret_hash)
            if not _is_good(invite, member, now):
                raise LinkNotValid
            session = await self._session(db, invite, group, now)
            if session is None:
                raise LinkNotValid
            token = await _grant(db, invite, session, now)
            facilitators = await _facilitators(db, group)
            next_ms = await _next(db, session) if invite.session_id is None else None
        return Entry(token, group, session, member, facilitators, next_ms)

    async def _session(self, db: AsyncSession, invite: Invite, group: Group, now: Instant) -> Session | None:
        session = await self._schedule.session_of(db, group, now)
        if session is not None and invite.session_id not in (None, session.id):
            return None
        return session


async def _find(db: AsyncSession, secret_hash: bytes) -> tuple[Invite, Member, Group]:
    found = (
        await db.execute(
            select(Invite, Member, Group)
            .join(Member, Member.id == Invite.member_id)
            .join(Group, Group.id == Member.group_id)
            .where(Invite.secret_hash == secret_hash)
        )
    ).one_or_none()
    if found is None:
        raise LinkNotValid
    invite, member, group = found
    return invite, member, group


def _is_good(invite: Invite, member: Member, now: Instant) -> bool:
    return invite.revoked_ms is None and now < invite.expires_ms and member.left_ms is None


async def _grant(db: AsyncSession, invite: Invite, session: Session, now: Instant) -> str:
    token = new_secret()
    token_hash = digest(token)
    assert token_hash is not None
    newest = (
        select(Access.id)
        .where(Access.invite_id == invite.id)
        .order_by(Access.created_ms.desc())
        .limit(TOKENS_PER_INVITE - 1)
    )
    await db.execute(delete(Access).where(Access.invite_id == invite.id, Access.id.not_in(newest)))
    await db.execute(delete(Access).where(Access.expires_ms <= now))
    expires_ms = min(now + TOKEN_LIFE_MS, invite.expires_ms)
    db.add(
        Access(invite_id=invite.id, session_id=session.id, token_hash=token_hash, created_ms=now, expires_ms=expires_ms)
    )
    return token


async def _next(db: AsyncSession, session: Session) -> Instant | None:
    later = select(func.min(Session.starts_ms)).where(
        Session.group_id == session.group_id, Session.status == "planned", Session.starts_ms > session.starts_ms
    )
    starts_ms = await db.scalar(later)
    return None if starts_ms is None else Instant(starts_ms)


async def _facilitators(db: AsyncSession, group: Group) -> Sequence[str]:
    names = (
        select(Member.name)
        .where(Member.group_id == group.id, Member.role == "facilitator", Member.left_ms.is_(None))
        .order_by(Member.circle_order)
    )
    return (await db.scalars(names)).all()
