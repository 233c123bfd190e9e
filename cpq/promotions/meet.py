"""Whether two promotions can ever stand on one quote: by their days and hours, their currencies, and what their conditions ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product

from cpq.company.currency import SellingCurrency
from cpq.promotions.hours import Hours
from cpq.promotions.promotion import Promotion
from cpq.rulebook.expressions import Equality, Lookup, Range, lookup, terms
from cpq.rulebook.fields import Validity
from cpq.rulebook.rulebook import Rulebook


def can_meet(one: Promotion, other: Promotion, rulebook: Rulebook) -> bool:
    """False only where it is certain that no quote has both."""
    return (
        _days(one.valid, other.valid)
        and _hours(one.hours, other.hours)
        and any(one.in_currency(each) and other.in_currency(each) for each in rulebook.all(SellingCurrency))
        and not any(_contradict(*pair) for pair in product(_terms(one), _terms(other)))
    )


def _days(one: Validity, other: Validity) -> bool:
    first = max(one.from_ or date.min, other.from_ or date.min)
    return first <= min(one.to or date.max, other.to or date.max)


def _hours(one: Sequence[Hours], other: Sequence[Hours]) -> bool:
    return not one or not other or any(_overlap(*pair) for pair in product(one, other))


def _overlap(one: Hours, other: Hours) -> bool:
    same_day = one.days is None or other.days is None or not set(one.days).isdisjoint(other.days)
    return same_day and max(one.from_, other.from_) < min(one.to or "24:00", other.to or "24:00")


def _terms(promotion: Promotion) -> Iterable[Lookup]:
    return [lookup(each) for each in terms(promotion.when)] if promotion.when is not None else ()


def _contradict(one: Lookup, other: Lookup) -> bool:
    """Whether two terms about one name can never both hold."""
    match one, other:
        case Equality(), Equality():
            return one.name == other.name and one.values.isdisjoint(other.values)
        case Range(), Range():
            return one.name == other.name and (_below(one, other) or _below(other, one))
        case _:
            return False


def _below(one: Range, other: Range) -> bool:
    if one.high is None or other.low is None or type(one.high) is not type(other.low):
        return False
    if one.high == other.low:
        return not (one.high_included and other.low_included)
    return one.high < other.low  # type: ignore[operator]  # of one type, as was asked
