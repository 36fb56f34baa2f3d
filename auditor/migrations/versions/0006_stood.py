"""Keep for how many pages what a browser saw earlier stands, and since when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("stood", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("visits", sa.Column("shown_since", sa.Date(), nullable=True))
