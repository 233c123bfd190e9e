"""Whether a condition holds by what is known: true, false, or not known."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.money import arithmetic
from cpq.rulebook.expressions import CurrencyMismatch, EvaluationError, Expression, MissingValue

Facts = Mapping[str, object]
"""Name → value, as expressions ask for it; what is not known is left out."""


def truth(condition: Expression, facts: Facts) -> bool | None:
    """None where it depends on what is not known. `a or b` is true where one of them is, `a and b` false where one of them is not.

    So does one that cannot be worked out (a division by zero, an amount in another currency): it says nothing.
    """
    if condition.names <= facts.keys():
        return _evaluated(condition, facts)
    if len(condition.alternatives) > 1:
        return True if any(truth(each, facts) for each in condition.alternatives) else None
    if len(condition.terms) > 1:
        return False if any(truth(each, facts) is False for each in condition.terms) else None
    return None


def _evaluated(condition: Expression, facts: Facts) -> bool | None:
    try:
        with arithmetic():
            return bool(condition.evaluate(facts))
    except (MissingValue, CurrencyMismatch, EvaluationError):
        return None


def unknown(condition: Expression, facts: Facts) -> tuple[str, ...]:
    """The names that a condition asks for and nobody knows, in alphabetical order."""
    return tuple(sorted(condition.names - facts.keys()))


def unmet(condition: Expression, facts: Facts) -> tuple[Expression, ...]:
    """The terms of a condition that do not hold, by what is known."""
    return tuple(term for term in condition.terms if truth(term, facts) is not True)


def known_values(condition: Expression, facts: Facts) -> tuple[tuple[str, object], ...]:
    """What a condition asks for, with the values, in alphabetical order; what is not known is left out."""
    return tuple((name, facts[name]) for name in sorted(condition.names & facts.keys()))
