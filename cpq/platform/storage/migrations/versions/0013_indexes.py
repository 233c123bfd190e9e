"""What all processes together were asked by each caller."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "request_rates",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("full_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("who", name="pk_request_rates"),
        sqlite_strict=True,
    )
    op.create_index("ix_request_rates_full_at", "request_rates", ["full_at"])
