"""Who runs groups here."""

from sqlalchemy.orm import Mapped, mapped_column

from server.practice.tables.base import Base, Id, InstantMs, new_id


class Practice(Base):
    """A clinic or a single therapist. Everything else belongs to one."""

    __tablename__ = "practice"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    created_ms: Mapped[InstantMs]
