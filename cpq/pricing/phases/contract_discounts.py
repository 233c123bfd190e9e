"""Discounts agreed in the customer's contract."""

from __future__ import annotations

from dataclasses import replace

from cpq.bom.matching import Matching
from cpq.pricing.basket import Basket
from cpq.pricing.consumption import Remaining
from cpq.pricing.context import Context
from cpq.pricing.contract import Contract
from cpq.pricing.line import ZERO, Line
from cpq.pricing.phases.parting import part_of
from cpq.pricing.phases.percentage import percentage_step
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.text import Text


def contract_discounts(basket: Basket, context: Context) -> Basket:
    """Every line with the first discount of each contract that fits, as far as its limits go. Agreed prices are left alone."""
    contracts = [each for each in context.prices.contracts if each.discounts]
    if not contracts:
        return basket
    remaining = Remaining(basket, context)
    return basket.with_lines([_discounted(line, contracts, remaining, context) for line in basket.lines])


def _discounted(line: Line, contracts: list[Contract], remaining: Remaining, context: Context) -> Line:
    if line.entry is None or line.entry.entry.agreed:
        return line
    for contract in contracts:
        line = _with_first(contract, line, remaining, context)
    return line


def _with_first(contract: Contract, line: Line, remaining: Remaining, context: Context) -> Line:
    matching = context.rulebook.derived(Matching)
    for position, discount in enumerate(contract.discounts):
        if matching.matches(discount.target, line.item):
            cause = contract.id, contract.name, contract.at("discounts", position)
            step = percentage_step(line, -discount.percent, Phase.PRICE_RULE, cause, context)
            counted = line.estimated or any(use.contract == contract.id for use in line.uses)
            if counted or not remaining.on(contract, line.item):
                return line.plus(step)
            return _limited(step, contract, line, remaining, context)
    return line


def _limited(step: Step, contract: Contract, line: Line, remaining: Remaining, context: Context) -> Line:
    """The discount on the part of the line that is within the contract's limits."""
    net, item = line.net + step.amount, line.item
    share = remaining.share(contract, item, net)
    if share == 1:
        return line.plus(step).using(remaining.take(contract, item, item.quantity, net))
    if not share:
        return line
    base = part_of(step.base or line.net, share)
    exact = base * (step.rate or ZERO)
    amount = context.round_per_period(exact, line)
    note = Text(zh="至合同限额为止", en="as far as the contract's limit goes")
    taken = remaining.take(contract, item, part_of(item.quantity, share), context.round(part_of(net, share)))
    return line.plus(replace(step, amount=amount, exact=exact, base=base, note=note)).using(taken)
