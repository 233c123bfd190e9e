"""Price rules: changes of the price by customer, region, attribute, quantity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from cpq.pricing.basket import Basket
from cpq.pricing.conditions import failed, holds, line_values
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.phases.percentage import percentage_step
from cpq.pricing.price_rule import ByAmount, ByFormula, ByPercent, PriceRule, ToPrice
from cpq.pricing.rule_index import RuleIndex
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.expressions import EvaluationError, Expression
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def price_rules(basket: Basket, context: Context) -> Basket:
    """Every line with the rules that fit, in order of priority. Agreed prices of a contract are left alone."""
    index = context.rulebook.derived(price_rule_index)
    if not index.rules:
        return basket
    rules = _Rules(index, {**context.values, **basket.order_values()}, context)
    return basket.with_lines(rules.applied_to(line) for line in basket.lines)


def in_order(rulebook: Rulebook) -> Sequence[PriceRule]:
    """By priority, the higher first; among equals the order of the files."""
    return sorted(rulebook.all(PriceRule).values(), key=lambda rule: -rule.priority)


def price_rule_index(rulebook: Rulebook) -> RuleIndex[PriceRule]:
    return RuleIndex(rulebook, in_order(rulebook), lambda rule: isinstance(rule.adjust, ByPercent))


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
                line = line.plus(self._held(self._for_the_unit(step, line), line))
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
        return holds(rule.lines, values, rule, "lines", line.item)

    def _step(self, rule: PriceRule, line: Line) -> Step | None:
        cause = rule.id, rule.name, self._place(rule)
        match rule.adjust:
            case ByPercent(percent=rate):
                if (
                    self._context.settings.percent_of == "original"
                    and line.net + line.list_amount * rate < 0 < line.net
                ):
                    raise Refused([_negative(rule, line, self._context)])
                return percentage_step(line, rate, Phase.PRICE_RULE, cause, self._context)
            case ByAmount(amount=amounts):
                amount = amounts.get(self._context.currency)
                return None if amount is None else self._by(rule, line, line.over_term(amount))
            case ToPrice(price=prices):
                price = prices.get(self._context.currency)
                total = None if price is None else line.over_term(price)
                return None if total is None else self._by(rule, line, total - line.net, price)
            case ByFormula(formula=formula):
                price = self._worked_out(formula, rule, line)
                return self._by(rule, line, line.over_term(price) - line.net, price)
            case _:
                assert_never(rule.adjust)

    def _worked_out(self, formula: Expression, rule: PriceRule, line: Line) -> Decimal:
        """The unit price that a formula says, rounded. Raises `Refused` where it says nothing."""
        item, context = line.item, self._context
        units = line.over_term(Decimal(1))
        values = line_values(line, self._quote, self._index.categories(item))
        values["unit_net"] = line.net / units if units else line.unit_list
        cost = context.costs.of(item)
        if cost.amount is not None:
            values["cost"] = cost.amount
        elif "cost" in formula.names:
            raise Refused([_without_cost(rule, line, cost.why)])
        try:
            price = formula.evaluate(values)
        except EvaluationError as error:
            raise Refused([failed(rule, ("adjust", "formula"), error, item)]) from None
        return context.round(price if isinstance(price, Decimal) else ZERO)

    def _for_the_unit(self, step: Step, line: Line) -> Step:
        """The step with the unit price rounded that it leaves, where the company's setting says so."""
        units = line.over_term(Decimal(1))
        if self._context.settings.rules_per == "line" or not units:
            return step
        price = self._context.round((line.net + step.exact) / units)
        return replace(step, amount=self._context.round(price * units) - line.net)

    def _held(self, step: Step, line: Line) -> Step:
        """The step as far as the floor lets it go, where the company's setting says that floors hold."""
        if self._context.settings.floors == "ask" or line.floor is None or step.amount >= 0:
            return step
        least = self._context.round_per_period(line.over_term(line.floor), line)
        if line.net + step.amount >= least:
            return step
        amount = min(least - line.net, ZERO)
        note = Text(zh="止于底价", en="stops at the floor")
        return replace(step, amount=amount, exact=amount, note=note, confidential=True)

    def _place(self, rule: PriceRule) -> Place:
        return rule.at("adjust")

    def _by(self, rule: PriceRule, line: Line, exact: Decimal, becomes: Decimal | None = None) -> Step:
        context = self._context
        amount = context.round_per_period(exact, line)
        if line.net + amount < 0:
            raise Refused([_negative(rule, line, context)])
        place, quantity = self._place(rule), line.item.quantity
        return Step(Phase.PRICE_RULE, rule.id, rule.name, amount, exact, place, quantity=quantity, becomes=becomes)


def _without_cost(rule: PriceRule, line: Line, why: Text) -> Finding:
    text = Text(
        zh=f"价格规则“{rule.id}”要用第 {line.item.number} 行（{line.item.code}）的成本，但{why.zh}",
        en=f'price rule "{rule.id}" asks for the cost of line {line.item.number} ({line.item.code}), but {why.en}',
    )
    return Finding("no-price", rule.at("adjust"), text)


def _negative(rule: PriceRule, line: Line, context: Context) -> Finding:
    text = Text(
        zh=f"价格规则“{rule.id}”会使第 {line.item.number} 行（{line.item.code}）的价格变为负数，请改小调整额或收窄适用范围",
        en=f'price rule "{rule.id}" would make the price of line {line.item.number} ({line.item.code}) negative; '
        "lower what it takes off or narrow its target",
    )
    return Finding("negative-price", context.place_of(line.item, "product"), text, related=(rule.at("adjust"),))
