"""One occurrence of a group."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.practice.tables.base import Base, Id, InstantMs, new_id


class Session(Base):
    """One Tuesday of a group; the id is the id of its room."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        CheckConstraint("doors_ms <= starts_ms AND starts_ms < ends_ms", name="times"),
        CheckConstraint("status IN ('planned', 'cancelled', 'held')", name="status"),
        Index(None, "group_id", "ends_ms"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[Id] = mapped_column(ForeignKey("therapy_group.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Counts the group's sessions from 1; the start of the round rotates with it."""
    doors_ms: Mapped[InstantMs]
    starts_ms: Mapped[InstantMs]
    ends_ms: Mapped[InstantMs]
    status: Mapped[str] = mapped_column(default="planned")
    """`held` from the moment a facilitator ends it: nobody enters any more."""
