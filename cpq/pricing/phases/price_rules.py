"""Price rules: changes of the price by customer, region, attribute, quantity."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import assert_never

from cpq.pricing.basket import Basket
from cpq.pricing.conditions import holds, line_values
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.phases.percentage import percentage_step
from cpq.pricing.price_rule import ByAmount, ByPercent, PriceRule, ToPrice
from cpq.pricing.rule_index import RuleIndex
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def price_rules(basket: Basket, context: Context) -> Basket:
    """Every line with the rules that fit, in order of priority. Agreed prices of a contract are left alone."""
    index = context.rulebook.derived(_index)
    if not index.rules:
        return basket
    rules = _Rules(index, {**context.values, **basket.order_values()}, context)
    return basket.with_lines(rules.applied_to(line) for line in basket.lines)


def _index(rulebook: Rulebook) -> RuleIndex[PriceRule]:
    """By priority, the higher first; among equals the order of the files."""
    rules = sorted(rulebook.all(PriceRule).values(), key=lambda rule: -rule.priority)
    return RuleIndex(rulebook, rules, lambda rule: isinstance(rule.adjust, ByPercent))


class _Rules:
    """The rules of one quote; what they ask of the quote is decided once, when a line first needs it."""

    def __init__(self, index: RuleIndex[PriceRule], quote: Mapping[str, object], context: Context) -> None:
        self._index = index
        self._quote = quote
        self._context = context
        self._open: dict[str, bool] = {}

    def applied_to(self, line: Line) -> Line:
        if line.entry is None or line.entry.entry.agreed:
            return line
        for rule in self._index.of(line.item):
            step = self._step(rule, line) if self._fits(rule, line) else None
            if step is not None:
                line = line.plus(step)
                if not rule.stack:
                    break
        return line

    def _fits(self, rule: PriceRule, line: Line) -> bool:
        if rule.id not in self._open:
            valid = rule.valid.covers(self._context.situation.date)
            self._open[rule.id] = valid and holds(rule.when, self._quote, rule, "when")
        if not self._open[rule.id] or rule.lines is None:
            return self._open[rule.id]
        values = line_values(line, self._quote, self._index.categories(line.item))
        return holds(rule.lines, values, rule, "lines")

    def _step(self, rule: PriceRule, line: Line) -> Step | None:
        cause = rule.id, rule.name, self._place(rule)
        match rule.adjust:
            case ByPercent(percent=rate):
                return percentage_step(line, rate, Phase.PRICE_RULE, cause, self._context)
            case ByAmount(amount=amounts):
                amount = amounts.get(self._context.currency)
                return None if amount is None else self._by(rule, line, line.over_term(amount))
            case ToPrice(price=prices):
                price = prices.get(self._context.currency)
                total = None if price is None else line.over_term(price)
                return None if total is None else self._by(rule, line, total - line.net)
            case _:
                assert_never(rule.adjust)

    def _place(self, rule: PriceRule) -> Place:
        return self._context.places.of(rule, "adjust")

    def _by(self, rule: PriceRule, line: Line, exact: Decimal) -> Step:
        context = self._context
        amount = context.round_per_period(exact, line)
        if line.net + amount < 0:
            raise Refused([_negative(rule, line, context)])
        return Step(Phase.PRICE_RULE, rule.id, rule.name, amount, exact, self._place(rule), quantity=line.item.quantity)


def _negative(rule: PriceRule, line: Line, context: Context) -> Finding:
    text = Text(
        zh=f"价格规则“{rule.id}”会使第 {line.item.number} 行（{line.item.code}）的价格变为负数，请改小调整额或收窄适用范围",
        en=f'price rule "{rule.id}" would make the price of line {line.item.number} ({line.item.code}) negative; '
        "lower its amount or narrow its target",
    )
    return Finding("negative-price", context.place_of(line.item, "product"), text, related=(rule.at("adjust"),))
