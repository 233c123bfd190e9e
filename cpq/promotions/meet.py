"""Whether two promotions can ever stand on one quote: by their days and hours, their currencies, and what their conditions ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product

from cpq.company.currency import SellingCurrency
from cpq.promotions.hours import Hours
from cpq.promotions.promotion import Promotion
from cpq.rulebook.expressions import Lookup, exclude, lookup
from cpq.rulebook.fields import Validity
from cpq.rulebook.rulebook import Rulebook


def can_meet(one: Promotion, other: Promotion, rulebook: Rulebook) -> bool:
    """False only where it is certain that no quote has both."""
    return (
        _days(one.valid, other.valid)
        and _hours(one.hours, other.hours)
        and any(one.in_currency(each) and other.in_currency(each) for each in rulebook.all(SellingCurrency))
        and not any(exclude(*pair) for pair in product(_terms(one), _terms(other)))
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
    return [lookup(each) for each in promotion.when.terms] if promotion.when is not None else ()
