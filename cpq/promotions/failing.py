"""Which term of a promotion's condition fails, and how much more would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from cpq.money import currency_digits
from cpq.pricing.conditions import failing_terms, holds
from cpq.pricing.line import Line
from cpq.pricing.outcome import Missing
from cpq.promotions.amounts import shown
from cpq.promotions.promotion import Promotion
from cpq.rulebook.expressions import Expression, at_least
from cpq.rulebook.text import Text

_KINDS: Mapping[str, Literal["amount", "quantity"]] = {
    "order.net": "amount",
    "order.list": "amount",
    "order.quantity": "quantity",
    "quantity": "quantity",
}
_FOLLOW = frozenset({"order.net", "order.list", "order.quantity", "line.net", "line.list", "unit_list"})
"""What changes with the quantity of a line."""


@dataclass(frozen=True, slots=True)
class FailingTerm:
    """Why a condition does not hold, in words, and what more of an amount or a quantity would mend it."""

    reason: Text
    missing: Missing | None = None


def failing_term(condition: Expression, values: Mapping[str, object], promotion: Promotion) -> FailingTerm:
    """The first term that does not hold; one that more of something would mend goes first, where it is the only one."""
    parts = failing_terms(condition, values, promotion, "when")
    missing = _gap(condition, values, promotion, "when")
    text = parts[0].text
    if missing is None:
        return FailingTerm(Text(zh=f"条件不成立：{text}", en=f"this does not hold: {text}"))
    currency = str(values["currency"]) if missing.kind == "amount" else None
    more = shown(missing.more, currency) + (f" {currency}" if currency else "")
    return FailingTerm(
        Text(zh=f"条件不成立：{text}，还差 {more}", en=f"this does not hold: {text}; {more} more reaches it"), missing
    )


def failing_line(promotion: Promotion, line: Line, values: Mapping[str, object], least: Decimal) -> FailingTerm | None:
    """How much more of a line would make it meet `lines`, at least `least` units; None where more of it alone does not do."""
    condition, item = promotion.lines, line.item
    if condition is None or item.role != "main" or item.year or item.free or item.held or _FOLLOW & condition.names:
        return None
    missing = _gap(condition, values, promotion, "lines")
    if missing is None or missing.kind != "quantity":
        return None
    order, asked = item.product.order, missing.asked
    wanted = _stepped(asked, order.step)
    if missing.more + item.quantity > asked and wanted == asked:
        wanted += order.step  # more than that is asked for, not as much
    enough = max(wanted, _stepped(least, order.step))
    if (order.max is not None and enough > order.max) or not holds(
        condition, {**values, "quantity": enough}, promotion, "lines", item
    ):
        return None
    more, text = enough - item.quantity, condition.text
    too = Text(zh="，并达到优惠的门槛", en=", and reach what it is given from") if enough > wanted else Text("", "")
    reason = Text(
        zh=f"第 {item.number} 行不符合 {text}，再加 {more:f} 即可{too.zh}",
        en=f"line {item.number} does not meet {text}; {more:f} more of it {'does' if more == 1 else 'do'}{too.en}",
    )
    return FailingTerm(reason, Missing("quantity", more, enough, line=item.number))


def _stepped(quantity: Decimal, step: Decimal) -> Decimal:
    """The least quantity from there on that can be ordered."""
    return (quantity / step).to_integral_value(ROUND_CEILING) * step


def _gap(condition: Expression, values: Mapping[str, object], promotion: Promotion, field: str) -> Missing | None:
    """What more of one thing would make a condition hold; of alternatives the nearest."""
    parts = failing_terms(condition, values, promotion, field)
    if len(parts) != 1:
        return None
    either = parts[0].alternatives
    if len(either) == 1:
        return _missing(parts[0], values)
    found = [gap for each in either if (gap := _gap(each, values, promotion, field)) is not None]
    return min(found, key=lambda gap: gap.share, default=None)


def _missing(term: Expression, values: Mapping[str, object]) -> Missing | None:
    """How much is missing to a lower bound on an amount or quantity that is enough itself."""
    bound = at_least(term)
    kind = _KINDS.get(bound.name) if bound else None
    if bound is None or kind is None or bound.currency not in (None, values["currency"]):
        return None
    have = values.get(bound.name)
    if not isinstance(have, Decimal) or have > bound.low:
        return None
    beyond = Decimal(0) if bound.included else _least(kind, values)
    return Missing(kind, bound.low - have + beyond, bound.low)


def _least(kind: str, values: Mapping[str, object]) -> Decimal:
    """The least that is more than nothing: a minor unit of an amount, one unit of a quantity."""
    return Decimal(1).scaleb(-currency_digits(str(values["currency"]))) if kind == "amount" else Decimal(1)
