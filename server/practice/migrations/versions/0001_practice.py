"""The practice, its groups, people, sessions and links."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "practice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
    )
    op.create_table(
        "therapy_group",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column("doors_min", sa.Integer(), nullable=False),
        sa.Column("hold_policy", sa.String(), nullable=False),
        sa.Column("microphone_rule", sa.String(), nullable=False),
        sa.Column("agreement_version", sa.Integer(), nullable=False),
        sa.Column("agreement_text", sa.String(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("hold_policy IN ('quiet', 'company')", name=op.f("ck_therapy_group_hold_policy")),
        sa.CheckConstraint("microphone_rule IN ('gentle', 'strict')", name=op.f("ck_therapy_group_microphone_rule")),
        sa.CheckConstraint("capacity BETWEEN 2 AND 12", name=op.f("ck_therapy_group_capacity")),
        sa.CheckConstraint("duration_min > 0 AND doors_min >= 0", name=op.f("ck_therapy_group_times")),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_therapy_group_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_therapy_group")),
    )
    op.create_index(op.f("ix_therapy_group_practice_id"), "therapy_group", ["practice_id"])

    op.create_table(
        "member",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("circle_order", sa.Integer(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("left_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("role IN ('facilitator', 'member', 'guest')", name=op.f("ck_member_role")),
        sa.CheckConstraint("circle_order >= 0", name=op.f("ck_member_circle_order")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["therapy_group.id"], name=op.f("fk_member_group_id_therapy_group"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
    )
    op.create_index(op.f("ix_member_group_id_member_circle_order"), "member", ["group_id", "circle_order"])

    op.create_table(
        "session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("doors_ms", sa.BigInteger(), nullable=False),
        sa.Column("starts_ms", sa.BigInteger(), nullable=False),
        sa.Column("ends_ms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('planned', 'cancelled', 'held')", name=op.f("ck_session_status")),
        sa.CheckConstraint("doors_ms <= starts_ms AND starts_ms < ends_ms", name=op.f("ck_session_times")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["therapy_group.id"], name=op.f("fk_session_group_id_therapy_group"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_session_group_id_number")),
    )
    op.create_index(op.f("ix_session_group_id_session_ends_ms"), "session", ["group_id", "ends_ms"])

    op.create_table(
        "exclusion",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_exclusion_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_exclusion_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_exclusion")),
    )
    op.create_index(op.f("ix_exclusion_member_id"), "exclusion", ["member_id"])

    op.create_table(
        "invite",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_invite_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_invite_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_invite_secret_hash")),
    )
    op.create_index(op.f("ix_invite_member_id"), "invite", ["member_id"])
    op.create_index(op.f("ix_invite_session_id"), "invite", ["session_id"])

    op.create_table(
        "access",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("invite_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invite_id"], ["invite.id"], name=op.f("fk_access_invite_id_invite"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_access_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_token_hash")),
    )
    op.create_index(op.f("ix_access_expires_ms"), "access", ["expires_ms"])
    op.create_index(op.f("ix_access_invite_id"), "access", ["invite_id"])
    op.create_index(op.f("ix_access_session_id"), "access", ["session_id"])


def downgrade() -> None:
    op.drop_table("access")
    op.drop_table("invite")
    op.drop_table("exclusion")
    op.drop_table("session")
    op.drop_table("member")
    op.drop_table("therapy_group")
    op.drop_table("practice")
