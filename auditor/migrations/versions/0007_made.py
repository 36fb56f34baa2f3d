"""Keep by a keyed digest on what the findings of each page rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pages", sa.Column("made", sa.String(32), nullable=False, server_default=""))
