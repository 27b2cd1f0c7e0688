"""What a link is exchanged for."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.practice.tables.base import Base, Digest, Id, InstantMs, new_id


class Access(Base):
    """A page's right to connect to one room as one person; lives for hours and never longer than its invite."""

    __tablename__ = "access"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    invite_id: Mapped[Id] = mapped_column(ForeignKey("invite.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[Id] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    created_ms: Mapped[InstantMs]
    expires_ms: Mapped[InstantMs] = mapped_column(index=True)
