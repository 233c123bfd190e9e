"""Orders, invoices, payments, subscriptions; webhooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "number_series",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_number_series"),
        sqlite_strict=True,
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_number", sa.Text(), nullable=False),
        sa.Column("quote_version", WHOLE, nullable=False),
        sa.Column("rulebook_version", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("tax_included", sa.Integer(), nullable=False),
        sa.Column("due", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("net", WHOLE, nullable=False),
        sa.Column("tax", WHOLE, nullable=False),
        sa.Column("gross", WHOLE, nullable=False),
        sa.Column("payable", WHOLE, nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("number", name="uq_orders_number"),
        sa.UniqueConstraint("quote", name="uq_orders_quote"),
        sqlite_strict=True,
    )
    op.create_index("ix_orders_customer", "orders", ["customer"], unique=False)
    op.create_index("ix_orders_owner", "orders", ["owner"], unique=False)
    op.create_table(
        "refunds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("funds", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_refunds"),
        sqlite_strict=True,
    )
    op.create_index("ix_refunds_funds", "refunds", ["funds"], unique=False)
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("earlier_secret", sa.Text(), nullable=True),
        sa.Column("earlier_until", sa.Text(), nullable=True),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("cursor", WHOLE, nullable=False),
        sa.Column("failures", WHOLE, nullable=False),
        sa.Column("failing_since", sa.Text(), nullable=True),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("held_until", sa.Text(), nullable=True),
        sa.Column("disabled_because", sa.Text(), nullable=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sqlite_strict=True,
    )
    op.create_index("ix_webhooks_active_due", "webhooks", ["active", "due"], unique=False)
    op.create_table(
        "invoices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=True),
        sa.Column("of", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("net", WHOLE, nullable=False),
        sa.Column("tax", WHOLE, nullable=False),
        sa.Column("gross", WHOLE, nullable=False),
        sa.Column("rounding", WHOLE, nullable=False),
        sa.Column("payable", WHOLE, nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["of"], ["invoices.id"], name="fk_invoices_of"),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name="fk_invoices_order"),
        sa.PrimaryKeyConstraint("id", name="pk_invoices"),
        sa.UniqueConstraint("number", name="uq_invoices_number"),
        sa.UniqueConstraint("order", "sequence", name="uq_invoices_order_sequence"),
        sqlite_strict=True,
    )
    op.create_index("ix_invoices_customer", "invoices", ["customer"], unique=False)
    op.create_index("ix_invoices_due", "invoices", ["due"], unique=False)
    op.create_index("ix_invoices_of", "invoices", ["of"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name="fk_payments_order"),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.UniqueConstraint("number", name="uq_payments_number"),
        sqlite_strict=True,
    )
    op.create_index("ix_payments_customer", "payments", ["customer"], unique=False)
    op.create_index("ix_payments_order", "payments", ["order"], unique=False)
    op.create_table(
        "planned_invoices",
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("net", WHOLE, nullable=False),
        sa.Column("tax", WHOLE, nullable=False),
        sa.Column("gross", WHOLE, nullable=False),
        sa.Column("rounding", WHOLE, nullable=False),
        sa.Column("payable", WHOLE, nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name="fk_planned_invoices_order"),
        sa.PrimaryKeyConstraint("order", "sequence", name="pk_planned_invoices"),
        sqlite_strict=True,
    )
    op.create_table(
        "subscriptions",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("price", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("billing_day", WHOLE, nullable=False),
        sa.Column("free", sa.Text(), nullable=True),
        sa.Column("charged", WHOLE, nullable=False),
        sa.Column("renews", sa.Text(), nullable=True),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name="fk_subscriptions_order"),
        sa.PrimaryKeyConstraint("number", "sequence", name="pk_subscriptions"),
        sqlite_strict=True,
    )
    op.create_index("ix_subscriptions_customer", "subscriptions", ["customer"], unique=False)
    op.create_index("ix_subscriptions_order", "subscriptions", ["order"], unique=False)
    op.create_index("ix_subscriptions_renews", "subscriptions", ["renews"], unique=False)
    op.create_table(
        "webhook_replays",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["webhook"], ["webhooks.id"], name="fk_webhook_replays_webhook", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_replays"),
        sqlite_strict=True,
    )
    op.create_index("ix_webhook_replays_webhook", "webhook_replays", ["webhook"], unique=False)
    op.create_table(
        "webhook_tries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("status", WHOLE, nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("replayed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["webhook"], ["webhooks.id"], name="fk_webhook_tries_webhook", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_tries"),
        sqlite_strict=True,
    )
    op.create_index("ix_webhook_tries_webhook", "webhook_tries", ["webhook", "id"], unique=False)
    op.create_table(
        "allocations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("funds", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.id"], name="fk_allocations_invoice"),
        sa.PrimaryKeyConstraint("id", name="pk_allocations"),
        sqlite_strict=True,
    )
    op.create_index("ix_allocations_funds", "allocations", ["funds"], unique=False)
    op.create_index("ix_allocations_invoice", "allocations", ["invoice"], unique=False)
