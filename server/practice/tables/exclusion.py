"""Who may not come back tonight."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.practice.tables.base import Base, Id, InstantMs


class Exclusion(Base):
    """A person removed or declined by a facilitator for one session; their link works again for the next."""

    __tablename__ = "exclusion"

    session_id: Mapped[Id] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[Id] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_ms: Mapped[InstantMs]
