"""A personal link."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.practice.tables.base import Base, Digest, Id, InstantMs, new_id


class Invite(Base):
    """A capability for one person: all sessions of the group, or one of them for a guest."""

    __tablename__ = "invite"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[Id] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[Id | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    """The only session it is good for; None: every session of the member's group."""
    secret_hash: Mapped[Digest] = mapped_column(unique=True)
    created_ms: Mapped[InstantMs]
    expires_ms: Mapped[InstantMs]
    revoked_ms: Mapped[InstantMs | None]
