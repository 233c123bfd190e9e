"""How much of each code an order adds to what its customer has bought."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from cpq.priced_quote import PricedLine, PricedQuote

ZERO = Decimal(0)
_YEAR = re.compile(r"-Y\d+")


def bought(quote: PricedQuote) -> Mapping[str, Decimal]:
    """Code → how many more, in the product's own unit; fewer where a subscription was cut down.

    The years of a ramp count as the largest of them. Of a subscription that is amended or renewed only the difference counts. What is
    metered, delivered, given, paid once for setting up, or part of a bundle is not bought by itself.
    """
    most: dict[tuple[str, str], Decimal] = {}
    for line in filter(_counts, quote.lines):
        key, quantity = (line.code, _YEAR.sub("", line.number)), line.quantity * line.contains
        most[key] = max(most.get(key, quantity), quantity)
    found: dict[str, Decimal] = {}
    for (code, _), quantity in most.items():
        found[code] = found.get(code, ZERO) + quantity
    for asked in quote.request.lines:
        held = quote.request.existing.get(asked.renews or "")
        if held is not None and not asked.aside:
            found[held.product] = found.get(held.product, ZERO) - held.quantity
    return {code: quantity for code, quantity in found.items() if quantity}


def _counts(line: PricedLine) -> bool:
    by_itself = line.role in ("main", "option", "nested")
    return by_itself and not line.estimated and not line.number.endswith("-S")
