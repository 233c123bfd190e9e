"""Whether a rule's condition holds, and if not, which term of it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cpq.bom.catalogue import Catalogue
from cpq.bom.contract import contract_months
from cpq.bom.item import Item
from cpq.bom.products import Configurable
from cpq.rulebook.expressions import CurrencyMismatch, EvaluationError, Expression, MissingValue
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.model import Entity
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from cpq.bom.item import Item
    from cpq.pricing.line import Line


def holds(
    condition: Expression | None, values: Mapping[str, object], rule: Entity, field: str, item: Item | None = None
) -> bool:
    """Whether a rule's condition holds, for one line's `item` where it is asked of a line.

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
        raise Refused([failed(rule, field, error, item)]) from None


def failed(rule: Entity, field: str | tuple[str, ...], error: EvaluationError, item: Item | None = None) -> Finding:
    """A condition or formula that has no value: where in it, and for which line."""
    line = Text("", "")
    if item is not None:
        line = Text(zh=f"（第 {item.number} 行，{item.code}）", en=f" for line {item.number} ({item.code})")
    path = (field,) if isinstance(field, str) else field
    what = Text(zh="公式", en="formula") if path[-1] == "formula" else Text(zh="条件", en="condition")
    text = Text(
        zh=f"规则“{rule.id}”的{what.zh}无法计算{line.zh}：{error.message.zh}",
        en=f'the {what.en} of rule "{rule.id}" cannot be worked out{line.en}: {error.message.en}',
    )
    return Finding("rule-failed", rule.place_inside(path, error.offset), text)


def failing_terms(
    condition: Expression | None, values: Mapping[str, object], rule: Entity, field: str
) -> tuple[Expression, ...]:
    """The terms of a condition that do not hold: at least one where it does not hold itself."""
    parts = condition.terms if condition is not None else ()
    return tuple(part for part in parts if not holds(part, values, rule, field))


def line_values(line: Line, quote: Mapping[str, object], categories: frozenset[str]) -> dict[str, object]:
    """The names of `line_scope` for one line; attributes that the product does not have are left out."""
    return {
        **quote,
        **_of_the_item(line.item, categories),
        "unit_list": line.unit_list,
        "line.list": line.list_amount,
        "line.net": line.net,
    }


def item_values(item: Item, catalogue: Catalogue) -> dict[str, object]:
    """The names of `price_scope` that speak of an item: as for a line, before it has amounts; inputs stand for their attributes."""
    values = _of_the_item(item, frozenset(catalogue.categories_of(item.product)))
    if isinstance(item.product, Configurable):
        inputs = item.product.inputs
        values |= {f"product.{inputs[name].attribute}": value for name, value in item.inputs.items()}
    return values


def _of_the_item(item: Item, categories: frozenset[str]) -> dict[str, object]:
    return {
        **{f"product.{name}": value for name, value in item.attributes.items()},
        "product.id": item.product.id,
        "product.code": item.code,
        "product.category": categories,
        "product.kind": getattr(item.product, "kind", ""),
        "product.tags": frozenset(item.product.tags),
        "quantity": item.quantity,
        "unit": item.request.unit or "" if item.role == "main" else "",
        "term": contract_months(item),
    }
