"""What a session leaves to the next one of its group, person by person."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.practice.tables.base import Base, Id


class Legacy(Base):
    """One member after one session, come or not; kept for as many sessions as the next one looks back."""

    __tablename__ = "legacy"
    __table_args__ = (
        CheckConstraint("share BETWEEN 0 AND 1", name="share"),
        CheckConstraint("firsts BETWEEN 0 AND rounds", name="rounds"),
        CheckConstraint("owed >= 0", name="owed"),
    )

    session_id: Mapped[Id] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[Id] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    share: Mapped[float | None]
    """Share of all speech, for the fair order of the queue; none for who did not come."""
    rounds: Mapped[int]
    """Rounds so far that began with this person there, of all sessions."""
    firsts: Mapped[int]
    """Those of them in which this person was the first."""
    owed: Mapped[int | None]
    """Place among those to whom a turn is owed, from 0; none for the others."""
