"""Make the tables of link destinations and of each site's judged links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "destinations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("last_audit", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["last_audit"], ["audits.id"], name=op.f("fk_destinations_last_audit_audits")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destinations")),
    )
    op.create_table(
        "link_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(length=200), nullable=False),
        sa.Column("first_audit", sa.Integer(), nullable=False),
        sa.Column("last_audit", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_audit"], ["audits.id"], name=op.f("fk_link_lists_first_audit_audits")
        ),
        sa.ForeignKeyConstraint(["last_audit"], ["audits.id"], name=op.f("fk_link_lists_last_audit_audits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_lists")),
    )
    op.create_index(op.f("ix_link_lists_site_id"), "link_lists", ["site_id"], unique=False)
