"""Bundles whose parts are taxed differently: what of the bundle's price each tax class has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cpq.bom.products import Bundle
from cpq.pricing.line import ZERO, Line

Amounts = Mapping[str, Decimal]
"""Tax class → the net amount that is taxed so."""


def taxed_apart(lines: Sequence[Line], shares: Mapping[str, Decimal]) -> Mapping[str, Amounts]:
    """Item id of a bundle that customers pay → its tax classes; only of those with a part in another class than the bundle's own.

    The amounts of a bundle add up to its net, for its `shares` do. A bundle inside a bundle is taxed by its parts or as a whole, as it says.
    """
    inside: dict[str, list[Line]] = {}
    for line in lines:
        if line.item.role == "component" and line.item.parent is not None:
            inside.setdefault(line.item.parent, []).append(line)
    found: dict[str, Amounts] = {}
    for line in lines if inside else ():
        if line.included or line.item.id not in inside:
            continue
        amounts: dict[str, Decimal] = {}
        _gather(line, line.net, inside, shares, amounts)
        if amounts.keys() != {line.item.product.tax_class}:
            found[line.item.id] = amounts
    return found


def _gather(
    line: Line,
    amount: Decimal,
    inside: Mapping[str, Sequence[Line]],
    shares: Mapping[str, Decimal],
    amounts: dict[str, Decimal],
) -> None:
    product = line.item.product
    if isinstance(product, Bundle) and product.tax == "parts":
        for part in inside.get(line.item.id, ()):
            _gather(part, shares[part.item.id], inside, shares, amounts)
    else:
        amounts[product.tax_class] = amounts.get(product.tax_class, ZERO) + amount
