"""A therapy group."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.practice.tables.agenda import Agenda, AgendaColumn
from server.practice.tables.base import Base, Id, InstantMs, new_id


class Group(Base):
    """A group and the defaults of its sessions. `group` is a word of SQL, hence the table's name."""

    __tablename__ = "therapy_group"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 2 AND 12", name="capacity"),
        CheckConstraint("duration_min > 0 AND doors_min >= 0", name="times"),
        CheckConstraint("hold_policy IN ('quiet', 'company')", name="hold_policy"),
        CheckConstraint("microphone_rule IN ('gentle', 'strict')", name="microphone_rule"),
        CheckConstraint("queue_order IN ('arrival', 'fair')", name="queue_order"),
        CheckConstraint("late_after_min >= 0", name="late_after"),
        CheckConstraint("chat IN ('off', 'all')", name="chat"),
        CheckConstraint("unresponsive_after_min > 0", name="unresponsive_after"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    practice_id: Mapped[Id] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    time_zone: Mapped[str]
    """IANA name; the group's Tuesday at 19:00 is one in this zone."""
    capacity: Mapped[int]
    """Members and guests the room takes; facilitators are not counted."""
    duration_min: Mapped[int]
    doors_min: Mapped[int]
    """How long before the start the lobby opens."""
    hold_policy: Mapped[str]
    microphone_rule: Mapped[str]
    queue_order: Mapped[str] = mapped_column(default="arrival")
    agenda: Mapped[Agenda | None] = mapped_column(AgendaColumn)
    """None: the usual one, as long as a session is."""
    late_after_min: Mapped[int | None] = mapped_column(default=15)
    """How long after the start somebody who comes is late and waits for the facilitator's word; None: nobody is."""
    chat: Mapped[str] = mapped_column(default="off")
    reactions: Mapped[bool] = mapped_column(default=True)
    emergency_card: Mapped[bool] = mapped_column(default=True)
    """Whether members say where they are and whom to call, for the facilitators to read in an emergency."""
    unresponsive_after_min: Mapped[int | None] = mapped_column(default=10)
    """Without a sign of life for so long somebody is privately asked whether they are all right; None: nobody is."""
    agreement_version: Mapped[int]
    agreement_text: Mapped[str]
    """Paragraphs separated by blank lines."""
    created_ms: Mapped[InstantMs]
