"""In which currencies a rule can be asked for something, and which of them it says nothing about."""

from __future__ import annotations

from collections.abc import Collection

from cpq.company.currency import SellingCurrency
from cpq.pricing.price_list import PriceList
from cpq.rulebook.expressions import Equality, Expression, lookup
from cpq.rulebook.rulebook import Rulebook


def unnamed_currencies(when: Expression | None, named: Collection[str], rulebook: Rulebook) -> list[str]:
    """The currencies that are sold in, that a condition does not rule out, and that are not among those named."""
    possible = list(rulebook.all(SellingCurrency))
    for term in when.terms if when is not None else ():
        match lookup(term):
            case Equality("currency", values):
                possible = [each for each in possible if each in values]
            case _:
                pass
    return [each for each in possible if each not in named]


def priced_currencies(rulebook: Rulebook) -> list[str]:
    """The currencies that are sold in and that some price list is in or converted to; all of them where there is no list yet."""
    sold, lists = list(rulebook.all(SellingCurrency)), rulebook.all(PriceList).values()
    priced = {currency for each in lists for currency in (each.currency, *each.convert_to)}
    return [each for each in sold if each in priced] if lists else sold
