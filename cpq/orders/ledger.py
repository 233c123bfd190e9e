"""What is owed and what was paid, and how the two are matched. Nothing is ever below zero without being refused.

`amount - allocated = open` of every invoice; `allocated + refunded + left = amount` of every payment and credit note. Entries are only
added: what takes an allocation back is an allocation of a negative amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cpq.orders.refusal import NOWHERE, refusal
from cpq.rulebook.place import Place

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Receivable:
    """An invoice that is owed: `amount` in all, of which `allocated` is paid or credited. `due` is the last day to pay it in time."""

    number: str
    date: date
    due: date
    currency: str
    amount: Decimal
    allocated: Decimal

    def __post_init__(self) -> None:
        if not ZERO <= self.allocated <= self.amount:
            raise ValueError(self.number)

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        return self.amount - self.allocated

    def days_past_due(self, day: date) -> int:
        """0 until it is due, and once it is paid."""
        return max((day - self.due).days, 0) if self.open else 0


@dataclass(frozen=True, slots=True)
class Funds:
    """What can pay: a payment or a credit note. Of its `amount` so much is `allocated` to invoices and so much `refunded`."""

    number: str
    currency: str
    amount: Decimal
    allocated: Decimal
    refunded: Decimal

    def __post_init__(self) -> None:
        if self.amount <= 0 or min(self.allocated, self.refunded, self.left) < 0:
            raise ValueError(self.number)

    @property
    def left(self) -> Decimal:
        """The customer's credit: what is neither allocated nor refunded."""
        return self.amount - self.allocated - self.refunded


@dataclass(frozen=True, slots=True)
class Allocation:
    """So much of `funds` pays so much of `invoice`; negative where it is taken back."""

    funds: str
    invoice: str
    amount: Decimal


def oldest_first(funds: Funds, receivables: Iterable[Receivable]) -> tuple[Allocation, ...]:
    """What is left of the funds, to open invoices: those due first, of one day those with the smaller date and number."""
    return tuple(_oldest_first(funds, receivables))


def _oldest_first(funds: Funds, receivables: Iterable[Receivable]) -> Iterator[Allocation]:
    left = funds.left
    for each in sorted(receivables, key=lambda each: (each.due, each.date, each.number)):
        amount = min(left, each.open) if each.currency == funds.currency else ZERO
        if amount:
            left -= amount
            yield Allocation(funds.number, each.number, amount)


@dataclass(frozen=True, slots=True)
class Named:
    """An invoice that is named with an amount, or None for as much as is open and left. `place` is where it is written."""

    invoice: str
    amount: Decimal | None
    place: Place = NOWHERE


def as_named(funds: Funds, named: Sequence[Named], receivables: Mapping[str, Receivable]) -> tuple[Allocation, ...]:
    """Allocations as they are asked for. Raises `Refused` for an invoice that is not there, and for more than is open or left."""
    left, made = funds.left, dict[str, Allocation]()
    for each in named:
        receivable = receivables.get(each.invoice)
        if receivable is None or receivable.currency != funds.currency or each.invoice in made:
            raise refusal(
                "unknown-invoice",
                f"没有可收款的账单 {each.invoice}（同一客户、币种 {funds.currency}，且只写一次）",
                f"there is no invoice {each.invoice} that this can pay: of this customer, in {funds.currency}, named once",
                each.place,
            )
        amount = min(left, receivable.open) if each.amount is None else each.amount
        _possible(each, amount, receivable.open, left)
        left -= amount
        made[each.invoice] = Allocation(funds.number, each.invoice, amount)
    return tuple(made.values())


def _possible(named: Named, amount: Decimal, owed: Decimal, left: Decimal) -> None:
    if not owed:
        raise refusal("invoice-paid", f"{named.invoice} 已付清", f"{named.invoice} is paid in full", named.place)
    if amount <= 0 or amount > min(owed, left):
        raise refusal(
            "over-allocated",
            f"{named.invoice} 未付 {owed:f}，款项尚余 {left:f}，不能核销 {amount:f}",
            f"{owed:f} of {named.invoice} is open and {left:f} of the payment is left: {amount:f} cannot be allocated",
            named.place,
        )


def refunded(funds: Funds, amount: Decimal | None, place: Place = NOWHERE) -> Decimal:
    """What is paid back, None for all that is left. Raises `Refused` for more than that."""
    asked = funds.left if amount is None else amount
    if asked <= 0 or asked > funds.left:
        raise refusal(
            "over-refunded",
            f"款项尚余 {funds.left:f}，不能退 {asked:f}；先撤销核销",
            f"{funds.left:f} is left to refund, not {asked:f}; take back allocations first",
            place,
        )
    return asked


def taken_back(allocations: Sequence[Allocation], amount: Decimal) -> tuple[Allocation, ...]:
    """Entries that free so much of what is allocated to one invoice, or all where it is less: the latest allocations first."""
    held: dict[str, Allocation] = {}
    for each in allocations:
        had = held.pop(each.funds, None)
        held[each.funds] = each if had is None else replace(each, amount=had.amount + each.amount)
    made: list[Allocation] = []
    for each in reversed(held.values()):
        free = min(each.amount, amount)
        if free > 0:
            amount -= free
            made.append(replace(each, amount=-free))
    return tuple(made)


def credited(receivable: Receivable, note: Funds, payments: Sequence[Allocation]) -> tuple[Allocation, ...]:
    """The entries of a credit note to an invoice, with the allocations of `payments` to it: the note pays what is open, and what was
    paid before is freed for the rest of it, which makes it the customer's credit. What is more than the invoice stays on the note.
    """
    freed = taken_back(payments, max(note.amount - receivable.open, ZERO))
    able = receivable.open - sum((each.amount for each in freed), ZERO)
    amount = min(note.amount, able)
    return (*freed, Allocation(note.number, receivable.number, amount)) if amount else freed
