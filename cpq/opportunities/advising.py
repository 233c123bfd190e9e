"""The risks of a deal, as they are answered."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from cpq.opportunities.views import RiskFact, RiskView
from cpq.selling.advising import Risk


def risk_view(risk: Risk) -> RiskView:
    """A risk, with the facts that make it one as texts."""
    facts = tuple(RiskFact(name, _written(value)) for name, value in risk.because)
    return RiskView(risk.id, risk.name, risk.level, facts, risk.advice, risk.place)


def _written(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case frozenset():
            return ", ".join(sorted(map(str, cast("frozenset[str]", value))))
        case _:
            return str(value)
