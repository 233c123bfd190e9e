"""What customers have bought, counted of the orders that are there; where what was known at a quote came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("quote_versions", sa.Column("known", sa.Text(), nullable=True))
    op.create_table(
        "bought",
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name="fk_bought_order"),
        sa.PrimaryKeyConstraint("order", "code", name="pk_bought"),
        sqlite_strict=True,
    )
    op.create_index("ix_bought_customer", "bought", ["customer", "code"], unique=False)
    _count_what_is_there()


ORDERED = """
SELECT o.id, o.customer, v.result FROM orders o JOIN quote_versions v ON v.quote = o.quote AND v.number = o.quote_version
WHERE o.customer IS NOT NULL AND o.state <> 'cancelled' AND o.id > :last ORDER BY o.id LIMIT 100
"""
ADDED = 'INSERT INTO bought ("order", code, customer, quantity) VALUES (:order, :code, :customer, :quantity)'


def _count_what_is_there() -> None:
    connection, last = op.get_bind(), ""
    while rows := connection.execute(sa.text(ORDERED), {"last": last}).all():
        for order, customer, result in rows:
            counted = _bought(json.loads(result, parse_float=Decimal))
            found = [
                {"order": order, "code": code, "customer": customer, "quantity": int(units)} for code, units in counted
            ]
            if found:
                connection.execute(sa.text(ADDED), found)
            last = order


def _bought(quote: Mapping[str, Any]) -> Iterator[tuple[str, Decimal]]:
    """Code → millionths of a unit, as orders that are placed from now on count them."""
    most: dict[tuple[str, str], Decimal] = {}
    for line in quote["lines"]:
        by_itself = line["role"] in ("main", "option", "nested")
        if by_itself and not line["estimated"] and not line["number"].endswith("-S"):
            quantity = Decimal(line["quantity"]) * Decimal(line.get("contains", 1))
            key = line["code"], re.sub(r"-Y\d+", "", line["number"])
            most[key] = max(most.get(key, quantity), quantity)
    found: dict[str, Decimal] = {}
    for (code, _), quantity in most.items():
        found[code] = found.get(code, Decimal(0)) + quantity
    for asked in quote["request"]["lines"]:
        held = quote["request"].get("existing", {}).get(asked.get("renews"))
        if held and not asked.get("optional") and asked.get("alternative_to") is None:
            found[held["product"]] = found.get(held["product"], Decimal(0)) - Decimal(held["quantity"])
    for code, quantity in sorted(found.items()):
        if units := round(quantity.scaleb(6)):
            yield code, Decimal(units)
