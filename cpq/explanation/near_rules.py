"""Price rules that mean a line and did not apply to it."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.explanation.shortfall import Shortfall, lacking, no_amount_in, out_of_days
from cpq.pricing.basket import Basket
from cpq.pricing.conditions import failing_terms, line_values
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.phases.price_rules import price_rule_index, price_rules
from cpq.pricing.price_rule import ByAmount, ByPercent, PriceRule, ToPrice
from cpq.pricing.trace import Phase
from cpq.rulebook.text import Text


def near_rules(line: Line, basket: Basket, context: Context) -> Iterator[Shortfall]:
    """Each rule whose target is the line, with the first of its terms that fails; `line` is as the rules find it."""
    index = context.rulebook.derived(price_rule_index)
    rules = index.of(line.item)
    if line.entry is not None and line.entry.entry.agreed:
        label = line.entry.entry.label
        why = Text(
            zh=f"“{label.zh}”约定的价格不受价格规则影响",
            en=f"the price is agreed in “{label.en}”, and no rule changes it",
        )
        yield from (Shortfall(rule, rule.name, why, rule.place) for rule in rules)
        return
    after = next(each for each in reversed(price_rules(basket, context).lines) if each.item.id == line.item.id)
    applied = {step.rule for step in after.steps if step.phase is Phase.PRICE_RULE}
    ended = next((rule for rule in rules if rule.id in applied and not rule.stack), None)
    quote = {**context.values, **basket.order_values()}
    values = line_values(line, quote, index.categories(line.item))
    for rule in rules:
        if rule.id not in applied:
            yield _shortfall(rule, quote, values, ended, context)


def _shortfall(
    rule: PriceRule,
    quote: dict[str, object],
    values: dict[str, object],
    ended: PriceRule | None,
    context: Context,
) -> Shortfall:
    terms = [(term, "when", quote) for term in failing_terms(rule.when, quote, rule, "when")]
    terms += [(term, "lines", values) for term in failing_terms(rule.lines, values, rule, "lines")]
    if not rule.valid.covers(context.situation.date):
        return Shortfall(rule, rule.name, out_of_days(rule.valid), rule.at("valid"), 1 + len(terms))
    if terms:
        term, field, known = terms[0]
        place = rule.place_inside((field,), term.tree.span.start)
        return Shortfall(rule, rule.name, lacking(term, known, len(terms) - 1, context.rulebook), place, len(terms))
    return Shortfall(rule, rule.name, _other_reason(rule, ended, context), rule.at("adjust"))


def _other_reason(rule: PriceRule, ended: PriceRule | None, context: Context) -> Text:
    """Why a rule whose condition holds changed nothing."""
    currency = context.currency
    match rule.adjust:
        case ByAmount(amount=amounts) | ToPrice(price=amounts) if currency not in amounts:
            return no_amount_in(currency)
        case ByPercent() | ByAmount() | ToPrice() if ended is not None:
            return Text(
                zh=f"“{ended.name.zh}”先适用，并且不再叠加",
                en=f"“{ended.name.en}” goes first, and nothing stacks on it",
            )
        case _:
            return Text(zh="没有可调整的金额", en="there was nothing left to change")
