"""What the signaling knows of the practice: whose a token is, and how to take it away (`signaling.gateway.Directory`)."""

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import SeatRemoved, SessionOver
from server.practice.capability import digest
from server.practice.database import Database
from server.practice.legacies import earlier, keep
from server.practice.room_setup import room_setup
from server.practice.tables import Access, Exclusion, Group, Invite, Member, Session
from signaling.clock import Clock
from signaling.errors import SessionExpired
from signaling.gateway.admission import Admission
from signaling.room.ids import RoomId, SeatId
from signaling.room.instant import Instant
from signaling.room.legacy import Legacy


class PracticeDirectory:
    """Tokens and sessions as the database has them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def authenticate(self, token: str) -> Admission:
        """Who comes with this token, and into which session.

        Raises:
            SessionExpired: the token is unknown or expired, its invite revoked, or its session called off.
            SeatRemoved: a facilitator has removed or declined the person for this session.
            SessionOver: the session has been ended.
        """
        now = self._clock.now()
        async with self._database.read() as db:
            session, member, group = await _find(db, token, now)
            if await db.get(Exclusion, (session.id, member.id)) is not None:
                raise SeatRemoved
            if session.status == "held":
                raise SessionOver
            invited = (await db.scalars(select(Member).where(_invited_to(session)))).all()
            before = await earlier(db, session)
        return Admission(
            room=RoomId(session.id),
            seat=SeatId(member.id),
            setup=room_setup(group, session, invited, before),
            doors=Instant(session.doors_ms),
        )

    async def revoke(self, room: RoomId, seat: SeatId, for_good: bool) -> None:  # noqa: FBT001 - the signaling's protocol
        """Keep a person out of one session, or take away every link they have. Idempotent."""
        now = self._clock.now()
        links = select(Invite.id).where(Invite.member_id == seat)
        async with self._database.begin() as db:
            exclusion = insert(Exclusion).values(session_id=room, member_id=seat, created_ms=now)
            await db.execute(exclusion.on_conflict_do_nothing())
            if for_good:
                revoked = update(Invite).where(Invite.member_id == seat, Invite.revoked_ms.is_(None))
                await db.execute(revoked.values(revoked_ms=now))
                await db.execute(delete(Access).where(Access.invite_id.in_(links)))

    async def ended(self, room: RoomId, left: Legacy) -> None:
        """Note that a session is over, so that its tokens open nothing any more, and what it left. Idempotent."""
        async with self._database.begin() as db:
            await db.execute(update(Session).where(Session.id == room).values(status="held"))
            await keep(db, room, left)


async def _find(db: AsyncSession, token: str, now: Instant) -> tuple[Session, Member, Group]:
    token_hash = digest(token)
    if token_hash is None:
        raise SessionExpired
    found = (
        await db.execute(
            select(Session, Member, Group)
            .select_from(Access)
            .join(Invite, Invite.id == Access.invite_id)
            .join(Member, Member.id == Invite.member_id)
            .join(Session, Session.id == Access.session_id)
            .join(Group, Group.id == Session.group_id)
            .where(
                Access.token_hash == token_hash,
                Access.expires_ms > now,
                Invite.revoked_ms.is_(None),
                Invite.expires_ms > now,
                Member.left_ms.is_(None),
                Session.status != "cancelled",
            )
        )
    ).one_or_none()
    if found is None:
        raise SessionExpired
    session, member, group = found
    return session, member, group


def _invited_to(session: Session) -> ColumnElement[bool]:
    """Everybody in the group; of the guests those with a link to this very session."""
    here = select(Invite.member_id).where(Invite.session_id == session.id, Invite.revoked_ms.is_(None))
    return (
        (Member.group_id == session.group_id)
        & Member.left_ms.is_(None)
        & or_(Member.role != "guest", Member.id.in_(here))
    )
