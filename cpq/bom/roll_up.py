"""What a bill of materials comes to: its cost, and the totals of attributes that have one.

What an article states of itself covers all that it is built from; what was chosen in it, and what that takes besides,
comes on top. Scrap costs money and weighs nothing in the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from cpq.bom.bill import BillLine
from cpq.bom.graph import Cost
from cpq.company.attribute import Attribute
from cpq.rulebook.rulebook import Rulebook

_BUILT = ("part", "component")
_OWN = (*_BUILT, "addition")
"""What an article costs by itself where it states no cost: what is chosen in it has costs of its own."""


def bill_cost(bill: BillLine) -> Cost:
    """What the whole costs in the company's currency, scrap included; None where a cost is missing, and then of what."""
    amount, unknown = _cost(bill)
    if unknown:
        return Cost(None, tuple(dict.fromkeys(unknown)))
    whole = amount * bill.per_unit
    return Cost(Decimal(whole.numerator) / Decimal(whole.denominator))


def _cost(line: BillLine) -> tuple[Fraction, tuple[str, ...]]:
    """Of one unit of a line, and what has no cost."""
    own = line.article.product.cost
    counted = [each for each in line.inside if own is None or each.role not in _BUILT]
    without = own is None and not any(each.role in _OWN for each in counted)
    costs = [(each.per_unit, _cost(each)) for each in counted]
    amount = sum((times * cost for times, (cost, _) in costs), Fraction(own or 0))
    itself = (line.article.code,) if without else ()
    return amount, (*itself, *(code for _, (_, unknown) in costs for code in unknown))


def totals_of(rulebook: Rulebook, bill: BillLine) -> Mapping[str, Decimal]:
    """Attribute → the total of the whole, for every attribute that has a total and that something in it states."""
    totals: dict[str, Decimal] = {}
    for attribute in rulebook.all(Attribute).values():
        if attribute.total is not None:
            found = list(_stated(bill, attribute.id, bill.net))
            if found:
                totals[attribute.id] = _combined(attribute, found)
    return totals


def _stated(line: BillLine, attribute: str, times: Fraction) -> Iterator[tuple[Decimal, Fraction]]:
    """The values that count, each with how many times."""
    own = line.article.attributes.get(attribute)
    if isinstance(own, Decimal):
        yield own, times
    for each in line.inside:
        if not isinstance(own, Decimal) or each.role not in _BUILT:
            yield from _stated(each, attribute, times * each.net)


def _combined(attribute: Attribute, found: Iterable[tuple[Decimal, Fraction]]) -> Decimal:
    match attribute.total:
        case "max":
            return max(value for value, _ in found)
        case "min":
            return min(value for value, _ in found)
        case _:
            whole = sum((Fraction(value) * times for value, times in found), Fraction(0))
            return Decimal(whole.numerator) / Decimal(whole.denominator)
