"""Limits of contracts: there is something that they limit, in its currencies."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.pricing.contract import Contract
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def limits_name_currencies(rulebook: Rulebook) -> Iterator[Finding]:
    """A limit on amounts names every currency of the contract's prices: in one that it does not name nothing is left of it."""
    for contract in rulebook.all(Contract).values():
        for id, limit in contract.limits.items():
            if limit.amount is not None:
                lacking = [currency for currency in contract.prices if currency not in limit.amount]
                yield from (_lacking(contract, id, currency) for currency in lacking)


def _lacking(contract: Contract, limit: str, currency: str) -> Finding:
    text = Text(
        zh=f"合同有 {currency} 的约定价，而限额没有写 {currency} 金额；请补上",
        en=f"the contract has prices in {currency}, and the limit names no amount in {currency}; add it",
    )
    related = (contract.at("prices", currency),)
    return Finding("limit-currency", contract.at("limits", limit, "amount"), text, related=related)
