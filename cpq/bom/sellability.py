"""Sellability: who may buy what, where, through whom, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from cpq.bom.catalogue import Catalogue
from cpq.bom.matching import Key, Matching, keys_of
from cpq.bom.products import Product
from cpq.bom.situation import Situation
from cpq.bom.target import Target
from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, Validity, Words
from cpq.rulebook.model import Entity
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


class SellingRule(Entity):
    """Products that may only be sold to some (`only_when`) or not to some (`never_when`).

    可售规则：仅可售给（only_when）或不可售给（never_when）某些客户、地区、渠道。
    """

    text: Words
    """The reason that the rep reads. / 给销售看的原因。"""
    target: Target
    """The products. / 适用产品。"""
    valid: Validity = ALWAYS
    """When the rule applies. / 生效日期。"""
    only_when: Annotated[Expression | None, Compiled("sale", Bool())] = None
    """Sold only where this holds. / 仅在条件成立时可售。"""
    never_when: Annotated[Expression | None, Compiled("sale", Bool())] = None
    """Not sold where this holds. / 条件成立时不可售。"""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something cannot be sold, and the rule or field that says so."""

    code: str
    text: Text
    place: Place


def why_not_sold(
    rulebook: Rulebook, product: Product, situation: Situation, code: str | None = None, *, alone: bool = True
) -> tuple[Reason, ...]:
    """Every reason why the product may not be sold in this situation; none means that it may.

    `code` is the variant's, where it is one. `alone` asks for a line of its own; what stands inside another product
    may be sold there even if it is not sold alone.
    """
    rules = rulebook.derived(_SellingIndex).of(product, code)
    lacks_line, out_of_date = alone and not product.sold_alone, not product.valid.covers(situation.date)
    if not (rules or lacks_line or out_of_date):
        return ()
    reasons: list[Reason] = []
    if lacks_line:
        reasons.append(_not_alone(product))
    if out_of_date:
        reasons.append(_out_of_date(rulebook, product, situation))
    if rules:
        values = situation.values
        against = (rule for rule in rules if rule.valid.covers(situation.date) and _forbids(rule, values))
        reasons += [Reason("not-sold", rule.text, rule.place) for rule in against]
    return tuple(reasons)


class _SellingIndex:
    """Selling rules by what their targets name."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._matching = rulebook.derived(Matching)
        self._rules: dict[Key, list[SellingRule]] = {}
        self._found: dict[tuple[str, str | None], tuple[SellingRule, ...]] = {}
        for rule in rulebook.all(SellingRule).values():
            for key in keys_of(rule.target):
                self._rules.setdefault(key, []).append(rule)

    def of(self, product: Product, code: str | None) -> tuple[SellingRule, ...]:
        """The rules whose target names the product or its variant."""
        key = product.id, code
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._sought(product, code)
        return found

    def _sought(self, product: Product, code: str | None) -> tuple[SellingRule, ...]:
        keys = self._matching.keys(product, code)
        found = {rule.id: rule for key in sorted(keys) for rule in self._rules.get(key, ())}
        return tuple(rule for rule in found.values() if self._matching.names(rule.target, product, code))


def _forbids(rule: SellingRule, values: Mapping[str, object]) -> bool:
    only, never = rule.only_when, rule.never_when
    return (only is not None and not only.evaluate(values)) or (never is not None and bool(never.evaluate(values)))


def _not_alone(product: Product) -> Reason:
    text = Text(
        zh=f"“{product.name.zh}”不单独销售，请把它作为其他产品的选项或组件来选",
        en=f'"{product.name.en}" is not sold by itself; choose it as an option or component of another product',
    )
    return Reason("not-sold-alone", text, product.at("sold_alone"))


def _out_of_date(rulebook: Rulebook, product: Product, situation: Situation) -> Reason:
    since, until = product.valid.from_, product.valid.to
    early = since is not None and situation.date < since
    instead = _instead(rulebook, product)
    text = Text(
        zh=f"“{product.name.zh}”" + (f"自 {since} 起销售" if early else f"已于 {until} 停售") + instead.zh,
        en=f'"{product.name.en}" is '
        + (f"sold from {since}" if early else f"no longer sold since {until}")
        + instead.en,
    )
    return Reason("not-yet-sold" if early else "no-longer-sold", text, product.at("valid"))


def _instead(rulebook: Rulebook, product: Product) -> Text:
    successor = rulebook.derived(Catalogue).article(product.replaced_by or "")
    if successor is None:
        return Text(zh="，请调整报价日期或改选其他产品", en="; change the date of the quote or choose another product")
    return Text(
        zh=f"，请改用 {successor.code}（{successor.name.zh}）",
        en=f"; use {successor.code} ({successor.name.en}) instead",
    )
