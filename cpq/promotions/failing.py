"""Which term of a promotion's condition fails, and how much more would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cpq.pricing.conditions import failing_terms
from cpq.pricing.outcome import Missing
from cpq.promotions.promotion import Promotion
from cpq.rulebook.expressions import Expression, at_least
from cpq.rulebook.text import Text

_KINDS: Mapping[str, Literal["amount", "quantity"]] = {
    "order.net": "amount",
    "order.list": "amount",
    "order.quantity": "quantity",
}


@dataclass(frozen=True, slots=True)
class FailingTerm:
    """Why a condition does not hold, in words, and what more of an amount or a quantity would mend it."""

    reason: Text
    missing: Missing | None = None


def failing_term(condition: Expression, values: Mapping[str, object], promotion: Promotion) -> FailingTerm:
    """The first term that does not hold; one that more of something would mend goes first, where it is the only one."""
    parts = failing_terms(condition, values, promotion, "when")
    missing = _missing(parts[0], values) if len(parts) == 1 else None
    text = parts[0].text
    if missing is None:
        return FailingTerm(Text(zh=f"条件不成立：{text}", en=f"this does not hold: {text}"))
    currency = f" {values['currency']}" if missing.kind == "amount" else ""
    more = f"{missing.more:,f}{currency}"
    return FailingTerm(
        Text(zh=f"条件不成立：{text}，还差 {more}", en=f"this does not hold: {text}; {more} more reaches it"), missing
    )


def _missing(term: Expression, values: Mapping[str, object]) -> Missing | None:
    """How much is missing to a lower bound on the order's amount or quantity that is enough itself."""
    bound = at_least(term)
    kind = _KINDS.get(bound.name) if bound else None
    if bound is None or kind is None or bound.currency not in (None, values["currency"]):
        return None
    have = values.get(bound.name)
    return Missing(kind, bound.low - have, bound.low) if isinstance(have, Decimal) and have < bound.low else None
