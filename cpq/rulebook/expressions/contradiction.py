"""Conditions that can never hold, where that is plain: constants, bounds that leave nothing, two values of one name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cpq.money import arithmetic
from cpq.rulebook.expressions.error import EvaluationError
from cpq.rulebook.expressions.expression import Expression
from cpq.rulebook.expressions.terms import Equality, Lookup, Range, lookup
from cpq.rulebook.expressions.tree import Value


def contradiction(condition: Expression) -> tuple[Expression, ...]:
    """The terms of a condition that can never be true together, one or two; none where that is not plain to see."""
    known: list[tuple[Expression, Lookup]] = []
    for term in condition.terms:
        if _never(term):
            return (term,)
        asked = lookup(term)
        against = next((other for other, earlier in known if exclude(asked, earlier)), None)
        if against is not None:
            return (against, term)
        known.append((term, asked))
    return ()


def _never(term: Expression) -> bool:
    """Whether a term alone is never true: it is constant, its bounds leave nothing, or each of its alternatives is never true."""
    either = term.alternatives
    if len(either) > 1:
        return all(contradiction(each) for each in either)
    asked = lookup(term)
    if isinstance(asked, Range):
        return _empty(asked)
    if term.names:
        return False
    try:
        with arithmetic():
            return term.evaluate({}) is False
    except EvaluationError:
        return False


def exclude(one: Lookup, other: Lookup) -> bool:
    """Whether two terms are about one name, and no value of it is what both say."""
    match one, other:
        case Equality(name, values), Equality(other_name, others):
            return name == other_name and not values & others
        case Range(), Range():
            return one.name == other.name and _empty(_common(one, other))
        case (Equality(name, values), Range() as bounds) | (Range() as bounds, Equality(name, values)):
            return name == bounds.name and not any(_within(value, bounds) for value in values)
        case _:
            return False


def _common(one: Range, other: Range) -> Range:
    """The bounds that hold where both do: the higher of the lower ones, and of equal ones that which is not included."""
    lows = [(_number(each.low), not each.low_included) for each in (one, other) if each.low is not None]
    highs = [(_number(each.high), each.high_included) for each in (one, other) if each.high is not None]
    low, above = max(lows, default=(None, False))
    high, included = min(highs, default=(None, True))
    return Range(one.name, low, high, not above, included)


def _empty(bounds: Range) -> bool:
    if bounds.low is None or bounds.high is None:
        return False
    low, high = _number(bounds.low), _number(bounds.high)
    return low > high or (low == high and not (bounds.low_included and bounds.high_included))


def _within(value: Value, bounds: Range) -> bool:
    if not isinstance(value, Decimal | date):
        return False
    number = _number(value)
    return not _empty(_common(Range(bounds.name, number, number), bounds))


def _number(bound: Decimal | date) -> Decimal:
    return bound if isinstance(bound, Decimal) else Decimal(bound.toordinal())
