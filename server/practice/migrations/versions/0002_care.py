"""What a group settles about coming late, its agenda, writing, reactions and care."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "therapy_group"


def upgrade() -> None:
    # Checks come with their columns: to add them later SQLite would have to copy the table, and dropping the old one would
    # take members and sessions with it.
    order = sa.CheckConstraint("queue_order IN ('arrival', 'fair')", name=op.f("ck_therapy_group_queue_order"))
    op.add_column(TABLE, sa.Column("queue_order", sa.String(), order, nullable=False, server_default="arrival"))
    op.add_column(TABLE, sa.Column("agenda", sa.JSON(), nullable=True))
    late = sa.CheckConstraint("late_after_min >= 0", name=op.f("ck_therapy_group_late_after"))
    op.add_column(TABLE, sa.Column("late_after_min", sa.Integer(), late, nullable=True, server_default="15"))
    chat = sa.CheckConstraint("chat IN ('off', 'all')", name=op.f("ck_therapy_group_chat"))
    op.add_column(TABLE, sa.Column("chat", sa.String(), chat, nullable=False, server_default="off"))
    op.add_column(TABLE, sa.Column("reactions", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column(TABLE, sa.Column("emergency_card", sa.Boolean(), nullable=False, server_default=sa.true()))
    silent = sa.CheckConstraint("unresponsive_after_min > 0", name=op.f("ck_therapy_group_unresponsive_after"))
    op.add_column(TABLE, sa.Column("unresponsive_after_min", sa.Integer(), silent, nullable=True, server_default="10"))


def downgrade() -> None:
    for column in (
        "unresponsive_after_min",
        "emergency_card",
        "reactions",
        "chat",
        "late_after_min",
        "agenda",
        "queue_order",
    ):
        op.drop_column(TABLE, column)
