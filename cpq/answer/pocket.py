"""The costs between net and pocket price: of each line, and of the quote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from cpq.allocation import allocate
from cpq.money import Rounding, round_to
from cpq.priced_quote import Pocket, PocketDeduction, PricedLine
from cpq.pricing.basket import Basket
from cpq.pricing.conditions import holds, line_values
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.measures import margin_of
from cpq.pricing.pocket import PocketCost
from cpq.pricing.rule_index import RuleIndex
from cpq.rulebook.rulebook import Rulebook

Deductions = tuple[PocketDeduction, ...]


def pocket_costs(before_tax: Sequence[Decimal], basket: Basket, context: Context) -> Sequence[Deductions]:
    """What the company declares for each line, by its amount `before_tax`. Lines that do not count (included, metered) bear nothing."""
    index = context.rulebook.derived(_index)
    if not index.rules:
        return ((),) * len(before_tax)
    taken = _Taken(index, basket, context)
    amounts = [(rule, taken.amounts(rule, before_tax)) for rule in index.rules]
    return [_deductions(amounts, number) for number in range(len(before_tax))]


def _deductions(amounts: Iterable[tuple[PocketCost, Sequence[Decimal]]], number: int) -> Deductions:
    return tuple([PocketDeduction(rule.id, rule.name, of[number], rule.place) for rule, of in amounts if of[number]])


def _index(rulebook: Rulebook) -> RuleIndex[PocketCost]:
    return RuleIndex(rulebook, tuple(rulebook.all(PocketCost).values()))


class _Taken:
    """What each rule takes of each line; what it asks of the quote is decided once."""

    def __init__(self, index: RuleIndex[PocketCost], basket: Basket, context: Context) -> None:
        self._index = index
        self._lines = basket.lines
        self._context = context
        self._quote = {**context.values, **basket.order_values()}
        self._meant = [
            {rule.id for rule in index.of(line.item)} if line.counts else set[str]() for line in basket.lines
        ]

    def amounts(self, rule: PocketCost, before_tax: Sequence[Decimal]) -> Sequence[Decimal]:
        """One amount for each line, rounded; one for the quote is spread by the lines' amounts without tax."""
        context = self._context
        applies = rule.valid.covers(context.situation.date) and holds(rule.when, self._quote, rule, "when")
        if not applies:
            return [ZERO] * len(before_tax)
        borne = [self._bears(rule, number) for number in range(len(before_tax))]
        bases = [amount if bears else ZERO for amount, bears in zip(before_tax, borne, strict=True)]
        if rule.per_quote is not None:
            amount = context.round(rule.per_quote.get(context.currency, ZERO))
            return allocate(amount, bases, context.digits) if any(bases) else bases
        if rule.percent is not None:
            return [context.round(base * rule.percent) for base in bases]
        each = (rule.per_unit or {}).get(context.currency, ZERO)
        counted = (bears and not line.item.setup for line, bears in zip(self._lines, borne, strict=True))
        units = [
            line.over_term(Decimal(1)) if bears else ZERO for line, bears in zip(self._lines, counted, strict=True)
        ]
        return [context.round(each * quantity) for quantity in units]

    def _bears(self, rule: PocketCost, number: int) -> bool:
        line: Line = self._lines[number]
        if rule.id not in self._meant[number]:
            return False
        if rule.lines is None:
            return True
        values = line_values(line, self._quote, self._index.categories(line.item))
        return holds(rule.lines, values, rule, "lines", line.item)


def pocket_of(lines: Iterable[PricedLine], rulebook: Rulebook) -> Pocket | None:
    """The quote's deductions added up by rule, and what stays; None where the company declares none."""
    if not rulebook.all(PocketCost):
        return None
    counted = [line for line in lines if not line.estimated]
    found: dict[str, PocketDeduction] = {}
    for deduction in (each for line in counted for each in line.pocket):
        known = found.get(deduction.rule)
        amount = deduction.amount + (known.amount if known else ZERO)
        found[deduction.rule] = replace(deduction, amount=amount)
    net = sum((line.before_tax for line in counted), ZERO)
    price = net - sum((each.amount for each in found.values()), ZERO)
    costs = [line.cost for line in counted if line.has_margin]
    cost = None if None in costs else sum((each or ZERO for each in costs), ZERO)
    earned = price - sum((line.before_tax for line in counted if not line.has_margin), ZERO)
    margin = margin_of(earned, cost) if earned else None
    rounded = None if margin is None else round_to(margin, 6, Rounding.HALF_UP)
    order = {id: number for number, id in enumerate(rulebook.all(PocketCost))}
    deductions = sorted(found.values(), key=lambda each: order[each.rule])
    return Pocket(tuple(deductions), price, rounded)
