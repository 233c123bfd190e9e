"""What every price method has: one call that turns a question into a price."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, Protocol, Self

from pydantic import Discriminator, Field, Tag

from cpq.bom.item import Item
from cpq.bom.target import Target
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.setup import Setup
from cpq.rulebook.fields import NotNegative, Number, Ref
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text


class Share(Protocol):
    """Which lines a share is taken of, and which of their amounts."""

    @property
    def of(self) -> Target: ...

    @property
    def basis(self) -> Literal["net", "list"]: ...

    @property
    def recurring_too(self) -> bool: ...


class Together(Strict):
    """The lines whose quantity decides together, whatever their prices; the line's own counts in any case.

    一起计算数量的各行，不论其价格；本行总是计入。
    """

    lines: Target
    """Which lines. / 哪些行。"""


def _whose(given: object) -> str:
    return "together" if isinstance(given, Mapping | Together) else "word"


Over = Annotated[
    Annotated[Literal["line", "quote", "customer"], Tag("word")] | Annotated[Together, Tag("together")],
    Discriminator(_whose),
]
"""Whose quantity decides about tiers: the line's, that of all lines with the same price, that and what the customer had before, or
that of the lines that a target means."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands: `before` it the customer had so much, `together` are the lines that count with it, its own included."""

    before: Decimal
    together: Decimal

    def counted(self, own: Decimal) -> Decimal | None:
        """The quantity that decides, where more than an item's own counts."""
        counted = self.before + self.together
        return counted if counted != own else None


class Market(Protocol):
    """What a method may ask of the rest. Each refuses with `Unpriced` where there is no answer, never with a zero."""

    def standing(self, item: Item, over: Over) -> Standing:
        """The quantities that decide about the item's tier."""
        ...

    def values(self, item: Item) -> Mapping[str, object]:
        """The values of the names of `price_scope`, but for the cost; attributes that the item does not have are left out."""
        ...

    def events(self, item: Item) -> Sequence[Decimal]:
        """The amounts of the single events that the item's quantity is made of."""
        ...

    def cost(self, item: Item) -> Decimal:
        """The unit cost in the quote's currency, to its minor unit."""
        ...

    def exact_cost(self, item: Item) -> Decimal:
        """The unit cost in the quote's currency, not rounded."""
        ...

    def minor(self, amount: Decimal, currency: str) -> Decimal:
        """An amount that was worked out, to the minor unit of a currency as the company rounds; one that would vanish stays as it is."""
        ...

    def components(self, item: Item) -> Decimal:
        """The list price of what one unit of a bundle contains."""
        ...

    def amount_of(self, item: Item, of: Share) -> Decimal:
        """The amount of the other lines that a share is taken of."""
        ...


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the quantity at one unit price. `label` says which tier it is, `path` leads to it from the entry.

    `flat` is due besides, once a period. `counted` is the quantity that decided, where more than the item's own counts.
    """

    quantity: Decimal
    unit_price: Decimal
    label: Text
    path: tuple[str | int, ...] = ()
    flat: Decimal = Decimal(0)
    counted: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """A part of the list amount of one period that is not quantity × unit price: three started packs at 100.00."""

    quantity: Decimal
    unit_price: Decimal
    label: Text
    path: tuple[str | int, ...] = ()

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.unit_price


@dataclass(slots=True)
class Price:
    """What a method answers: the list price of one unit for one period, and the slices that are charged instead where tiers apply.

    `unit_list` is not rounded. `path` leads from the price list's entry to what decided, for the place in the trace.
    `base` × `rate` tells how a price that is `worked_out` came about: cost × 125 %, hardware × 18 %.
    `from_cost`: what tells how it came about tells the cost, too.
    With `charges` these are the list amount, and `unit_list` is what one unit of them comes to.
    `befores` is what a price that is worked out was in the lists on the way, from where it is written; None where they have another.
    """

    unit_list: Decimal
    slices: tuple[Slice, ...] = ()
    path: tuple[str | int, ...] = ()
    note: Text | None = None
    base: Decimal | None = None
    rate: Decimal | None = None
    worked_out: bool = False
    charges: tuple[Charge, ...] = ()
    from_cost: bool = False
    befores: Sequence[Decimal | None] = ()


def charged(item: Item, charges: Sequence[Charge], otherwise: Decimal) -> Price:
    """A price of charges; `otherwise` is the unit price that is shown where there is no quantity."""
    total = sum((each.amount for each in charges), Decimal(0))
    unit = total / item.quantity if item.quantity else otherwise
    return Price(unit_list=unit, path=charges[0].path if charges else (), charges=tuple(charges))


class Unpriced(Exception):
    """A method has no price for an item; `text` says why and what to do, `path` leads from the entry to what decided.

    `outside` is what to say to those who may see no costs.
    """

    def __init__(self, text: Text, *path: str | int, outside: Text | None = None) -> None:
        super().__init__(text.en)
        self.path = path
        self.text = text
        self.outside = outside


class Method(Strict):
    """A way to come to a price. A new one is a class in a file here, one line in `AnyMethod`, and a case in tests/cases/pricing."""

    floor: NotNegative | None = None
    """The least net price of one unit for one period; below it, guardrails see `below_floor`. / 单价底线，低于它时护栏条件 below_floor 为真。"""
    surcharges: Mapping[Annotated[str, Ref("attributes")], Mapping[str, Number]] = Field(
        default_factory=dict[str, Mapping[str, Number]]
    )
    """Attribute → value → amount added to the unit price. / 按属性取值的加价。"""
    minimum: NotNegative | None = None
    """The least amount of a line for one period, before discounts; what is missing is charged besides. / 每行每周期的最低收费（折扣前），不足部分补收。"""
    setup: Setup | None = None
    """Of a subscription: what is paid once besides, when it begins. / 仅用于周期性产品：开始时另收的一次性费用。"""

    @abstractmethod
    def priced(self, item: Item, market: Market) -> Price:
        """The price of an item; `item.quantity` decides the tier. Raises `Unpriced`."""

    def adjusted(self, change: Change) -> Self:
        """The same method with every price changed, for a list that is based on another. A share of other lines stays what it is."""
        return self.model_copy(update={**self._changed(change), **self._changed_extras(change)})

    def _changed(self, change: Change) -> Mapping[str, object]:
        """The method's own fields that are prices, changed."""
        return {}

    def _changed_extras(self, change: Change) -> Mapping[str, object]:
        surcharges = {
            attribute: {value: change.addition(amount) for value, amount in amounts.items()}
            for attribute, amounts in self.surcharges.items()
        }
        return {
            "floor": None if self.floor is None else change.price(self.floor),
            "surcharges": surcharges,
            "minimum": None if self.minimum is None else change.addition(self.minimum),
            "setup": None if self.setup is None else self.setup.changed(change),
        }
