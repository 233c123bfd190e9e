"""Orders and what is kept of them. Rows of invoices, allocations, refunds and subscriptions are only added, never changed."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint

from cpq.platform.storage.columns import Day, Document, Flag, Instant, Minor, Rate, Whole, Word
from cpq.platform.storage.tables import column, table

SERIES = table(
    "number_series",
    column("name", Word, primary_key=True),
    column("last", Whole),
)
"""The last number of each series, such as INV-2026; whoever takes one holds the row until the commit, so that none is missing."""

ORDERS = table(
    "orders",
    column("id", Word, primary_key=True),
    column("number", Word, unique=True),
    column("quote", Word, unique=True),
    column("quote_number", Word),
    column("quote_version", Whole),
    column("rulebook_version", Word),
    column("date", Day),
    column("customer", Word, null=True),
    column("buyer", Document),
    column("currency", Word),
    column("tax_included", Flag),
    column("due", Whole),
    column("state", Word),
    column("net", Minor),
    column("tax", Minor),
    column("gross", Minor),
    column("payable", Minor),
    column("request", Document),
    column("lines", Document),
    column("owner", Word),
    column("team", Word, null=True),
    column("version", Whole),
    column("created_at", Instant),
    Index("ix_orders_customer", "customer", "id"),
    Index("ix_orders_owner", "owner", "id"),
    Index("ix_orders_team", "team", "id"),
    Index("ix_orders_state", "state", "id"),
)
"""`request` has of the accepted version what amendments and renewals go on with: customer, currency, channel, terms."""

BOUGHT = table(
    "bought",
    column("order", Word, ForeignKey("orders.id"), primary_key=True),
    column("code", Word, primary_key=True),
    column("customer", Word),
    column("quantity", Minor),
    Index("ix_bought_customer", "customer", "code"),
)
"""How much of each code an order adds to what its customer has, in millionths of a unit; of a cancelled order there is nothing."""

PLANNED = table(
    "planned_invoices",
    column("order", Word, ForeignKey("orders.id"), primary_key=True),
    column("sequence", Whole, primary_key=True),
    column("date", Day),
    column("due", Day),
    column("net", Minor),
    column("tax", Minor),
    column("gross", Minor),
    column("rounding", Minor),
    column("payable", Minor),
    column("lines", Document),
)

INVOICES = table(
    "invoices",
    column("id", Word, primary_key=True),
    column("number", Word, unique=True),
    column("kind", Word),
    column("order", Word, ForeignKey("orders.id")),
    column("sequence", Whole, null=True),
    column("of", Word, ForeignKey("invoices.id"), null=True),
    column("reason", Document, null=True),
    column("date", Day),
    column("due", Day),
    column("customer", Word, null=True),
    column("currency", Word),
    column("net", Minor),
    column("tax", Minor),
    column("gross", Minor),
    column("rounding", Minor),
    column("payable", Minor),
    column("lines", Document),
    column("owner", Word),
    column("team", Word, null=True),
    column("issued_at", Instant),
    column("issued_by", Word),
    UniqueConstraint("order", "sequence"),
    Index("ix_invoices_customer", "customer", "id"),
    Index("ix_invoices_owner", "owner", "id"),
    Index("ix_invoices_team", "team", "id"),
    Index("ix_invoices_due", "due"),
    Index("ix_invoices_of", "of"),
)

USAGE = table(
    "usage_records",
    column("order", Word, ForeignKey("orders.id"), primary_key=True),
    column("id", Word, primary_key=True),
    column("line", Word),
    column("start", Day),
    column("date", Day),
    column("quantity", Minor),
    column("at", Instant),
    column("by", Word),
)
"""What was used on a `date`, in millionths of a unit, in the period of the line that begins on `start`. Whoever reports it gives the id."""

USAGE_INVOICED = table(
    "usage_invoiced",
    column("order", Word, ForeignKey("orders.id"), primary_key=True),
    column("line", Word, primary_key=True),
    column("start", Day, primary_key=True),
    column("invoice", Word, ForeignKey("invoices.id")),
)

PAYMENTS = table(
    "payments",
    column("id", Word, primary_key=True),
    column("number", Word, unique=True),
    column("order", Word, ForeignKey("orders.id")),
    column("date", Day),
    column("customer", Word, null=True),
    column("currency", Word),
    column("amount", Minor),
    column("reference", Word, null=True),
    column("note", Word, null=True),
    column("owner", Word),
    column("team", Word, null=True),
    column("recorded_at", Instant),
    column("recorded_by", Word),
    Index("ix_payments_order", "order"),
    Index("ix_payments_customer", "customer", "id"),
    Index("ix_payments_owner", "owner", "id"),
    Index("ix_payments_team", "team", "id"),
)

ALLOCATIONS = table(
    "allocations",
    column("id", Word, primary_key=True),
    column("funds", Word),
    column("invoice", Word, ForeignKey("invoices.id")),
    column("amount", Minor),
    column("at", Instant),
    column("by", Word),
    Index("ix_allocations_funds", "funds"),
    Index("ix_allocations_invoice", "invoice"),
)
"""`funds` is a payment or a credit note; a negative amount takes an earlier one back."""

REFUNDS = table(
    "refunds",
    column("id", Word, primary_key=True),
    column("funds", Word),
    column("date", Day),
    column("amount", Minor),
    column("reference", Word, null=True),
    column("at", Instant),
    column("by", Word),
    Index("ix_refunds_funds", "funds"),
)

SUBSCRIPTIONS = table(
    "subscriptions",
    column("number", Word, primary_key=True),
    column("sequence", Whole, primary_key=True),
    column("order", Word, ForeignKey("orders.id")),
    column("line", Word),
    column("product", Word),
    column("quantity", Rate),
    column("price", Rate),
    column("currency", Word),
    column("start", Day),
    column("end", Day),
    column("since", Day),
    column("billing_day", Whole),
    column("free", Document, null=True),
    column("charged", Minor),
    column("renews", Word, null=True),
    column("customer", Word, null=True),
    column("owner", Word),
    column("team", Word, null=True),
    column("at", Instant),
    Index("ix_subscriptions_order", "order"),
    Index("ix_subscriptions_renews", "renews"),
    Index("ix_subscriptions_customer", "customer"),
)
"""Every state of every subscription; the highest `sequence` of a number holds."""

CONTRACTS = table(
    "contracts",
    column("id", Word, primary_key=True),
    column("number", Word, unique=True),
    column("order", Word, ForeignKey("orders.id"), unique=True),
    column("customer", Word, null=True),
    column("currency", Word),
    column("signed", Day),
    column("signatories", Document),
    column("attachment", Word, null=True),
    column("digest", Word, null=True),
    column("net", Minor),
    column("tax", Minor),
    column("gross", Minor),
    column("owner", Word),
    column("team", Word, null=True),
    column("created_by", Word),
    column("created_at", Instant),
    Index("ix_contracts_customer", "customer"),
    Index("ix_contracts_signed", "signed"),
)
"""What was signed for an order; the amounts are the order's. `digest` is the SHA-256 of the signed document, an attachment of the quote."""

AMENDMENTS = table(
    "contract_amendments",
    column("contract", Word, ForeignKey("contracts.id"), primary_key=True),
    column("sequence", Whole, primary_key=True),
    column("order", Word, ForeignKey("orders.id"), null=True, unique=True),
    column("signed", Day),
    column("reason", Word),
    column("attachment", Word, null=True),
    column("digest", Word, null=True),
    column("net", Minor),
    column("tax", Minor),
    column("gross", Minor),
    column("created_by", Word),
    column("created_at", Instant),
)
"""What was agreed afterwards, as differences: the amount of a contract is its own and theirs together."""
