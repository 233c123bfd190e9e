"""Whether a rule's condition holds, and if not, which term of it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cpq.bom.contract import contract_months
from cpq.rulebook.expressions import CurrencyMismatch, EvaluationError, Expression, MissingValue, terms
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.model import Entity
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from cpq.pricing.line import Line


def holds(condition: Expression | None, values: Mapping[str, object], rule: Entity, field: str) -> bool:
    """Whether a rule's condition holds.

    It does not where it speaks of an attribute that the product does not have, or compares with an amount in another currency.
    Raises `Refused` where it cannot be worked out: a division by zero.
    """
    if condition is None:
        return True
    try:
        return bool(condition.evaluate(values))
    except (MissingValue, CurrencyMismatch):
        return False
    except EvaluationError as error:
        raise Refused([failed(rule, field, error)]) from None


def failed(rule: Entity, field: str, error: EvaluationError) -> Finding:
    """A condition that has no value, at its place."""
    text = Text(
        zh=f"规则“{rule.id}”的条件无法计算：{error.message.zh}",
        en=f'the condition of rule "{rule.id}" cannot be worked out: {error.message.en}',
    )
    return Finding("rule-failed", rule.at(field), text)


def failing_term(condition: Expression, values: Mapping[str, object], rule: Entity, field: str) -> str:
    """The text of the first term that does not hold."""
    parts = terms(condition)
    return next((part.text for part in parts if not holds(part, values, rule, field)), condition.text)


def line_values(line: Line, quote: Mapping[str, object], categories: frozenset[str]) -> dict[str, object]:
    """The names of `line_scope` for one line; attributes that the product does not have are left out."""
    item = line.item
    return {
        **quote,
        **{f"product.{name}": value for name, value in item.attributes.items()},
        "product.id": item.product.id,
        "product.code": item.code,
        "product.category": categories,
        "product.kind": getattr(item.product, "kind", ""),
        "product.tags": frozenset(item.product.tags),
        "quantity": item.quantity,
        "unit_list": line.unit_list,
        "line.list": line.list_amount,
        "line.net": line.net,
        "term": contract_months(item),
    }
