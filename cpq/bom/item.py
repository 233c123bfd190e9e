"""Items: a request exploded into the things that have a price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from cpq.bom.calendar import Calendar
from cpq.bom.existing import Existing
from cpq.bom.extent import ONCE, Extent
from cpq.bom.products import Product
from cpq.bom.products.product import OtherUnit
from cpq.bom.request import LineRequest
from cpq.rulebook.fields import Period
from cpq.rulebook.text import Text

Role = Literal["main", "option", "nested", "component", "delivery", "gift"]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How an item is billed: in the periods of a calendar, each a `period` long, or part of one at the beginning or end.

    `months` is how long the whole contract runs, also for one contract year of a ramp.
    """

    period: Period
    calendar: Calendar
    invoiced: Literal["advance", "arrears"]
    months: Fraction

    @property
    def start(self) -> date:
        return self.calendar.periods[0].start

    @property
    def end(self) -> date:
        """The last day."""
        return self.calendar.periods[-1].end


@dataclass(frozen=True, slots=True)
class Held:
    """What an item takes over from the subscription `id` that the customer has.

    `credit`: it gives back what was charged for the rest of the term, and its quantity is negative. `renews`: a new term begins.
    """

    id: str
    existing: Existing
    credit: bool = False
    renews: bool = False


def _none() -> Mapping[str, Decimal | bool | str]:
    """`dict[str, …]` as a factory takes ten times as long, and every item needs one."""
    return {}


@dataclass(slots=True)
class Item:
    """One thing that has a price. Options and nested parts are items of their own, below their parent.

    `quantity` is the total (a server's 2 processors × 10 servers = 20), `each` the quantity per unit of the parent.
    For a metered product both are what is billed per month: the quantity asked for less `free`, what is free on this line.
    `code` is what is ordered: a variant's own code, otherwise the product's id.
    `role`: `main` stands in the request; `option` was chosen inside a configured product; `nested` is configured in turn inside another;
    `component` belongs to a bundle and is paid with it; `delivery` brings the goods, and is none of them.
    `year` is the contract year of a ramp, from 1; the items of one ramp share the number up to `-Y1`, `-Y2`, ….
    `inputs` are the values of a configured product's inputs, by their names: those entered and those completed.
    `parts` are codes of what one unit takes because of what was chosen, with how many and scrap included, as far as it
    comes on top of the product's own cost.
    `ordered` is the other unit that the request counts in; quantities here always count the product's own.
    `held`: its price is taken over from a subscription that the customer has.
    `setup`: what is paid once beside the item of the same number without `-S`, for the line or for each unit.
    `index` is the position of its line in the request, of a delivery that among the deliveries, from 0.
    `above` are the products that contain it, nearest first.
    """

    id: str
    number: str
    parent: str | None
    root: str
    role: Role
    product: Product
    code: str
    name: Text
    quantity: Decimal
    each: Decimal
    attributes: Mapping[str, Decimal | bool | str]
    section: Text
    request: LineRequest
    free: Decimal = Decimal(0)
    recurrence: Recurrence | None = None
    year: int | None = None
    group: str | None = None
    inputs: Mapping[str, Decimal | bool | str] = field(default_factory=_none)
    index: int = 0
    above: tuple[Product, ...] = ()
    parts: tuple[tuple[str, Fraction], ...] = ()
    ordered: OtherUnit | None = None
    held: Held | None = None
    setup: Literal["line", "unit"] | None = None

    @property
    def extent(self) -> Extent:
        """How many periods it is billed; once for what is paid once."""
        return self.recurrence.calendar.extent if self.recurrence else ONCE
