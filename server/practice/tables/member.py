"""A person in a group."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.practice.tables.base import Base, Id, InstantMs, new_id


class Member(Base):
    """A person in a group, in whatever role; the id is the seat's id in every room of the group."""

    __tablename__ = "member"
    __table_args__ = (
        CheckConstraint("role IN ('facilitator', 'member', 'guest')", name="role"),
        CheckConstraint("circle_order >= 0", name="circle_order"),
        Index(None, "group_id", "circle_order"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[Id] = mapped_column(ForeignKey("therapy_group.id", ondelete="CASCADE"))
    name: Mapped[str]
    """First name or pseudonym, as the room shows it."""
    role: Mapped[str]
    circle_order: Mapped[int]
    """Place in the circle, the same from week to week."""
    created_ms: Mapped[InstantMs]
    left_ms: Mapped[InstantMs | None]
    """When the person left the group for good."""
