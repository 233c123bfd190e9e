"""The risks of a deal, as they are answered."""

from __future__ import annotations

from cpq.opportunities.views import RiskFact, RiskView
from cpq.selling.advising import Risk
from cpq.selling.moving import shown


def risk_view(risk: Risk) -> RiskView:
    """A risk, with the facts that make it one as texts."""
    facts = tuple(RiskFact(name, shown(value)) for name, value in risk.because)
    return RiskView(risk.id, risk.name, risk.level, facts, risk.advice, risk.place)
