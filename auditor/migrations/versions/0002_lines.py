"""Make the tables of lines, looks and due dates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledgers",
        sa.Column("site_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("last_audit", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["last_audit"], ["audits.id"], name=op.f("fk_ledgers_last_audit_audits")),
        sa.PrimaryKeyConstraint("site_id", "name", name=op.f("pk_ledgers")),
    )
    op.create_table(
        "looks",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(length=200), nullable=False),
        sa.Column("section", sa.String(length=200), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("root", sa.String(length=16), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_looks_audit_id_audits")),
        sa.PrimaryKeyConstraint("audit_id", "site_id", "section", name=op.f("pk_looks")),
    )
    op.create_index("ix_looks_site_id", "looks", ["site_id"], unique=False)
    op.create_table(
        "arrivals",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("site_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_arrivals_audit_id_audits")),
        sa.PrimaryKeyConstraint("audit_id", "key", "site_id", name=op.f("pk_arrivals")),
    )
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(length=200), nullable=False),
        sa.Column("section", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_deadlines_audit_id_audits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
    )
    op.create_index(op.f("ix_deadlines_site_id"), "deadlines", ["site_id"], unique=False)
