"""What a session leaves to the next one: turns owed, who was first in a round, shares of speech."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "legacy",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("firsts", sa.Integer(), nullable=False),
        sa.Column("owed", sa.Integer(), nullable=True),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name=op.f("ck_legacy_share")),
        sa.CheckConstraint("firsts BETWEEN 0 AND rounds", name=op.f("ck_legacy_rounds")),
        sa.CheckConstraint("owed >= 0", name=op.f("ck_legacy_owed")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_legacy_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_legacy_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_legacy")),
    )
    op.create_index(op.f("ix_legacy_member_id"), "legacy", ["member_id"])


def downgrade() -> None:
    op.drop_table("legacy")
