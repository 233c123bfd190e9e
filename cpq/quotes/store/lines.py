"""The lines of stored quotes, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from cpq.quotes.tables import VERSIONS

LINE = (
    "quote", "version", "line", "role", "product", "code", "name", "section", "unit", "quantity", "currency", "unit_list", "unit_net",
    "list_amount", "surcharge", "discount", "net", "tax", "gross", "estimated", "included", "period", "start", "end",
)  # fmt: skip
"""What is told of a line."""
COST = ("cost",)
"""And of those who may see it."""
_ITSELF = ("role", "product", "code", "name", "section", "unit")
_AMOUNTS = ("unit_list", "unit_net", "list_amount", "surcharge", "discount", "net")


def lines_of_quotes(connection: Connection, rows: Sequence[RowMapping], *, internal: bool) -> list[list[object]]:
    """The lines of the newest version of each quote, in the order of the quotes; with the cost where that is said."""
    result = VERSIONS.c.result if internal else VERSIONS.c.result_outside
    wanted = {row["id"]: row for row in rows}
    query = select(VERSIONS.c.quote, VERSIONS.c.number, result.label("result")).where(VERSIONS.c.quote.in_(wanted))
    found: dict[str, Mapping[str, Any]] = {}
    for each in connection.execute(query).mappings():
        if each["number"] == wanted[each["quote"]]["newest"]:
            found[each["quote"]] = each["result"].value
    return [line for id, row in wanted.items() for line in _lines(row, found[id], internal=internal)]


def _lines(row: RowMapping, quote: Mapping[str, Any], *, internal: bool) -> Iterator[list[object]]:
    for line in quote["lines"]:
        billing: Mapping[str, Any] = line["billing"] or {}
        yield [
            row["number"],
            row["newest"],
            line["number"],
            *(line[name] for name in _ITSELF),
            Decimal(line["quantity"]),
            quote["currency"],
            *(Decimal(line[name]) for name in _AMOUNTS),
            Decimal(line["tax"]["amount"]),
            Decimal(line["gross"]),
            line["estimated"],
            line["included"],
            *(billing.get(name) for name in ("period", "start", "end")),
            *([None if line["cost"] is None else Decimal(line["cost"])] if internal else ()),
        ]
