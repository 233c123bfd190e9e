"""How far the limits of contracts are used up: before the quote, by its lines so far, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpq.bom.item import Item
from cpq.bom.matching import Matching
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.contract import Contract, Limit
from cpq.pricing.line import ZERO, Line
from cpq.pricing.remark import Remark
from cpq.pricing.use import Use
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Consumed:
    """One limit of a contract: how much there is in all, how much was used `before`, is used by this quote (`here`), and is `left`.

    Units where `currency` is None, else amounts in it.
    """

    contract: str
    limit: str
    name: Text
    currency: str | None
    total: Decimal
    before: Decimal
    here: Decimal
    left: Decimal
    place: Place


def consumption(lines: Iterable[Line], context: Context) -> tuple[Consumed, ...]:
    """What a quote uses of every limit of the contracts that are in force for it."""
    here: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        for use in line.uses:
            here[use.contract, use.limit] = here.get((use.contract, use.limit), ZERO) + use.amount
    return tuple(
        _consumed(contract, id, here.get((contract.id, id), ZERO), context)
        for contract in context.prices.contracts
        for id in contract.limits
    )


def _consumed(contract: Contract, id: str, here: Decimal, context: Context) -> Consumed:
    limit = contract.limits[id]
    total, before = limit.total(context.currency), used_before(contract, id, context)
    currency = None if limit.quantity is not None else context.currency
    left = max(total - before - here, ZERO)
    place = contract.at("limits", id)
    return Consumed(contract.id, id, contract.name, currency, total, before, here, left, place)


def used_before(contract: Contract, limit: str, context: Context) -> Decimal:
    """What the request says was used before."""
    return context.request.consumed.get(contract.id, {}).get(limit, ZERO)


def limit_remarks(consumed: Iterable[Consumed]) -> Iterator[Remark]:
    """What a quote uses of limits, for the reader; a limit that it has nothing to do with is not spoken of."""
    for each in consumed:
        if each.here:
            unit = f" {each.currency}" if each.currency else ""
            text = Text(
                zh=f"合同“{each.name.zh}”限额 {each.limit}：共 {each.total:,f}{unit}，此前已用 {each.before:,f}，本报价占用 {each.here:,f}，"
                f"剩余 {each.left:,f}",
                en=f"contract “{each.name.en}”, limit {each.limit}: of {each.total:,f}{unit} {each.before:,f} were used before, "
                f"{each.here:,f} by this quote, {each.left:,f} are left",
            )
            yield Remark("contract-limit", text, place=each.place)


def unknown_limits(context: Context) -> tuple[Finding, ...]:
    """What the request says was used of limits that the contracts do not have."""
    contracts = context.rulebook.all(Contract)
    return tuple(
        _unknown(contracts[id], limit, context)
        for id, limits in context.request.consumed.items()
        for limit in limits
        if limit not in contracts[id].limits
    )


def _unknown(contract: Contract, limit: str, context: Context) -> Finding:
    near = did_you_mean(limit, contract.limits)
    text = Text(
        zh=f"合同 {contract.id} 没有限额“{limit}”{near.zh}",
        en=f'contract {contract.id} has no limit "{limit}"{near.en}',
    )
    return Finding("unknown-limit", context.where("consumed", contract.id, limit), text, related=(contract.place,))


class Remaining:
    """What is left of the limits while the lines of a quote are gone through in their order."""

    def __init__(self, basket: Basket, context: Context) -> None:
        self._context = context
        self._matching = context.rulebook.derived(Matching)
        self._left = {
            (contract.id, id): limit.total(context.currency) - used_before(contract, id, context)
            for contract in context.prices.contracts
            for id, limit in contract.limits.items()
        }
        for line in basket if self._left else ():
            for use in line.uses:
                self._left[use.contract, use.limit] -= use.amount

    def on(self, contract: Contract, item: Item) -> tuple[tuple[str, Limit], ...]:
        """The limits of a contract that an item falls under."""
        return tuple((id, limit) for id, limit in contract.limits.items() if self._matching.matches(limit.target, item))

    def share(self, contract: Contract, item: Item, amount: Decimal) -> Fraction:
        """Which part of an item, that comes to an amount at the contract's terms, is within every limit: 0 to 1."""
        parts = [Fraction(1)]
        for id, limit in self.on(contract, item):
            needed = item.quantity if limit.quantity is not None else amount
            left = max(self._left[contract.id, id], ZERO)
            parts.append(Fraction(left) / Fraction(needed) if needed > left else Fraction(1))
        return min(parts)

    def take(self, contract: Contract, item: Item, quantity: Decimal, amount: Decimal) -> tuple[Use, ...]:
        """Use up so much of every limit that the item falls under."""
        return tuple(self._taken(contract, item, quantity, amount))

    def _taken(self, contract: Contract, item: Item, quantity: Decimal, amount: Decimal) -> Iterator[Use]:
        for id, limit in self.on(contract, item):
            used = quantity if limit.quantity is not None else amount
            self._left[contract.id, id] -= used
            yield Use(contract.id, id, used)
