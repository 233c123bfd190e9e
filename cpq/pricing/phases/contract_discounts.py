"""Discounts agreed in the customer's contract."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.matching import Matching
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.contract import Contract
from cpq.pricing.line import Line
from cpq.pricing.phases.percentage import percentage_step
from cpq.pricing.trace import Phase, Step


def contract_discounts(basket: Basket, context: Context) -> Basket:
    """Every line with the first discount of each contract that fits. Agreed prices are left alone."""
    contracts = [each for each in context.prices.contracts if each.discounts]
    if not contracts:
        return basket
    return basket.with_lines(_discounted(line, contracts, context) for line in basket.lines)


def _discounted(line: Line, contracts: list[Contract], context: Context) -> Line:
    if line.entry is None or line.entry.entry.agreed:
        return line
    for contract in contracts:
        for step in _first(contract, line, context):
            line = line.plus(step)
    return line


def _first(contract: Contract, line: Line, context: Context) -> Iterator[Step]:
    matching = context.rulebook.derived(Matching)
    for position, discount in enumerate(contract.discounts):
        if matching.matches(discount.target, line.item):
            cause = contract.id, contract.name, context.places.of(contract, "discounts", position)
            yield percentage_step(line, -discount.percent, Phase.PRICE_RULE, cause, context)
            return
