"""Usage of metered lines, and which periods of them are invoiced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "usage_records",
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name="fk_usage_records_order"),
        sa.PrimaryKeyConstraint("order", "id", name="pk_usage_records"),
        sqlite_strict=True,
    )
    op.create_table(
        "usage_invoiced",
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name="fk_usage_invoiced_order"),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.id"], name="fk_usage_invoiced_invoice"),
        sa.PrimaryKeyConstraint("order", "line", "start", name="pk_usage_invoiced"),
        sqlite_strict=True,
    )
