"""What all processes together were asked by each caller; files that jobs need; what a provider vouched by; and indexes for what grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


WIDER = (
    ("ix_quotes_owner", "quotes", "owner"),
    ("ix_quotes_team", "quotes", "team"),
    ("ix_quotes_customer", "quotes", "customer"),
    ("ix_orders_customer", "orders", "customer"),
    ("ix_orders_owner", "orders", "owner"),
    ("ix_invoices_customer", "invoices", "customer"),
    ("ix_payments_customer", "payments", "customer"),
)
"""A page of a list is read in its order, and not all that it could be of."""
NEW = (
    ("ix_orders_team", "orders", "team", "id"),
    ("ix_orders_state", "orders", "state", "id"),
    ("ix_invoices_owner", "invoices", "owner", "id"),
    ("ix_invoices_team", "invoices", "team", "id"),
    ("ix_payments_owner", "payments", "owner", "id"),
    ("ix_payments_team", "payments", "team", "id"),
    ("ix_quote_counters_customer", "quote_counters", "customer", "kind"),
    ("ix_audit_action", "audit", "action", "number"),
    ("ix_jobs_ended_at", "jobs", "ended_at"),
    ("ix_sign_ins_expires_at", "sign_ins", "expires_at"),
    ("ix_sign_in_failures_until", "sign_in_failures", "until"),
)


def upgrade() -> None:
    op.create_table(
        "request_rates",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("full_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("who", name="pk_request_rates"),
        sqlite_strict=True,
    )
    op.create_index("ix_request_rates_full_at", "request_rates", ["full_at"])
    op.add_column("jobs", sa.Column("attachment", sa.LargeBinary(), nullable=True))
    op.add_column("sign_ins", sa.Column("id_token", sa.Text(), nullable=True))
    for name, table, column in WIDER:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [column, "id"])
    for name, table, *columns in NEW:
        op.create_index(name, table, columns)
    op.create_index("ix_quotes_number", "quotes", ["number"], postgresql_ops={"number": "text_pattern_ops"})
