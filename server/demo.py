"""`--demo`: a practice with one group, so that a newcomer sees the room at once."""

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.links import Link, Links
from server.practice.capability import digest, new_secret
from server.practice.database import Database
from server.practice.tables import Group, Invite, Member, Practice, Session
from server.private_file import write_private
from signaling.clock import Clock
from signaling.room.ids import RoomId
from signaling.room.instant import Instant
from signaling.room.room import OVER_AFTER_MS

PRACTICE_ID = "demo"
"""The one fixed id there is, so that a restart finds the practice again."""

GROUP = "Tuesday group"
FACILITATOR = "Dana"
CO_FACILITATOR = "Emil"
MEMBERS = ("Ana", "Ben", "Cyd", "Eli", "Fay", "Gus", "Hana", "Ivo")
DURATION_MIN = 90
LINK_LIFE_MS = 365 * 24 * 3_600_000

AGREEMENT = """\
What is said here stays here. Nobody records, and nobody tells others who is in the group.

I am alone in a room where nobody can overhear me, and I use headphones if I can.

I may pass when it is my turn. I can ask for support at any time; only the facilitator sees that.

If I have to leave early, I say so."""


async def set_up_demo(database: Database, secrets_file: Path, clock: Clock) -> Links:
    """Make the demo group where it is missing, open the doors now, and return everybody's links.

    The database holds only hashes, so the secrets are kept in `secrets_file` (mode 0600): links survive a restart.

    Raises:
        OSError: the file cannot be written.
    """
    now = clock.now()
    async with database.begin() as db:
        group = await _group(db, now)
        people = (await db.scalars(_people(group.id))).all()
        # From the first statement to the end we are alone, so that two servers that start at once give the same links.
        known = _read_secrets(secrets_file)
        links = {person.name: await _link(db, person, known.get(person.name), now) for person in people}
        await _open_doors(db, group, now)
        secrets = {name: link.secret for name, link in links.items()}
        write_private(secrets_file, json.dumps(secrets, indent=2) + "\n")
    return Links(
        group.name,
        facilitator=links[FACILITATOR],
        co_facilitators=[links[CO_FACILITATOR]],
        members=[links[name] for name in MEMBERS],
    )


class DemoSchedule:
    """A session whenever somebody comes: the one that runs, else a new one from now on."""

    def __init__(self, occupied: Callable[[RoomId], Awaitable[bool]]) -> None:
        """`occupied` says whether anybody is in a room: then it goes on past its planned end and takes latecomers."""
        self._occupied = occupied

    async def session_of(self, db: AsyncSession, group: Group, now: Instant) -> Session:
        """The last session, unless it was ended or its time has passed and nobody is there."""
        last = await _last_session(db, group)
        if last is not None and last.status == "planned":
            if now < last.ends_ms:
                return last
            if now < last.ends_ms + OVER_AFTER_MS and await self._occupied(RoomId(last.id)):
                return last
        return await _next_session(db, group, last, now)


def _read_secrets(file: Path) -> Mapping[str, str]:
    """What an earlier run left; nothing where the file is missing or was damaged, which makes fresh links."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {name: secret for name, secret in content.items() if isinstance(secret, str) and digest(secret)}


def _people(group_id: str) -> Select[Member]:
    return select(Member).where(Member.group_id == group_id).order_by(Member.circle_order)


async def _group(db: AsyncSession, now: Instant) -> Group:
    found = (await db.scalars(select(Group).where(Group.practice_id == PRACTICE_ID))).one_or_none()
    group = await _new_group(db, now) if found is None else found
    # What the group has besides the defaults, also where an earlier version made it.
    group.chat = "all"
    group.emergency_card = True
    # Its sessions begin when the server does; whoever tries it later is not late.
    group.late_after_min = None
    await _add_missing_people(db, group, now)
    return group


async def _new_group(db: AsyncSession, now: Instant) -> Group:
    db.add(Practice(id=PRACTICE_ID, name="Demo", created_ms=now))
    await db.flush()
    group = Group(
        practice_id=PRACTICE_ID,
        name=GROUP,
        time_zone="Europe/Berlin",
        capacity=len(MEMBERS),
        duration_min=DURATION_MIN,
        doors_min=15,
        hold_policy="quiet",
        microphone_rule="gentle",
        agreement_version=1,
        agreement_text=AGREEMENT,
        created_ms=now,
    )
    db.add(group)
    await db.flush()
    return group


async def _add_missing_people(db: AsyncSession, group: Group, now: Instant) -> None:
    known = {person.name for person in await db.scalars(_people(group.id))}
    for order, name in enumerate((FACILITATOR, *MEMBERS, CO_FACILITATOR)):
        if name not in known:
            role = "member" if name in MEMBERS else "facilitator"
            db.add(Member(group_id=group.id, name=name, role=role, circle_order=order, created_ms=now))
    await db.flush()


async def _link(db: AsyncSession, person: Member, secret: str | None, now: Instant) -> Link:
    """The person's link as it was, good for another year, or a new one in place of all earlier ones."""
    expires_ms = now + LINK_LIFE_MS
    if secret is not None:
        prolonged = update(Invite).where(Invite.member_id == person.id, Invite.secret_hash == digest(secret))
        known = await db.scalars(prolonged.values(expires_ms=expires_ms).returning(Invite.id))
        if known.one_or_none() is not None:
            return Link(person.name, secret)
    earlier = update(Invite).where(Invite.member_id == person.id, Invite.revoked_ms.is_(None))
    await db.execute(earlier.values(revoked_ms=now))
    secret = secret or new_secret()
    db.add(Invite(member_id=person.id, secret_hash=digest(secret), created_ms=now, expires_ms=expires_ms))
    return Link(person.name, secret)


async def _open_doors(db: AsyncSession, group: Group, now: Instant) -> None:
    """A session from now on: the one a restart interrupted, so that open pages come back to it, else a new one."""
    last = await _last_session(db, group)
    if last is None or last.status != "planned" or last.ends_ms <= now:
        await _next_session(db, group, last, now)
        return
    last.doors_ms = last.starts_ms = now
    last.ends_ms = now + group.duration_min * 60_000


async def _last_session(db: AsyncSession, group: Group) -> Session | None:
    last = select(Session).where(Session.group_id == group.id).order_by(Session.number.desc()).limit(1)
    return (await db.scalars(last)).one_or_none()


async def _next_session(db: AsyncSession, group: Group, last: Session | None, now: Instant) -> Session:
    session = Session(
        group_id=group.id,
        number=1 if last is None else last.number + 1,
        doors_ms=now,
        starts_ms=now,
        ends_ms=now + group.duration_min * 60_000,
    )
    db.add(session)
    await db.flush()
    return session
