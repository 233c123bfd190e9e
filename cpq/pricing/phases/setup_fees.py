"""Set-up fees: what is paid once when a subscription begins, a line of its own after the subscription's.

They come last: no rule, promotion or discount of the quote works on them, and no threshold counts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from cpq.bom.item import Item
from cpq.bom.products import Subscription
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.entry import Entry, PricedEntry
from cpq.pricing.line import Line
from cpq.pricing.methods import Fixed, Price, Setup
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.text import Text


def setup_fees(basket: Basket, context: Context) -> Basket:
    """The basket with the fees of the subscriptions that begin: not of those that are amended or renewed, and once for a ramp."""
    if all(line.item.recurrence is None for line in basket.lines):
        return basket
    return basket.with_lines(each for line in basket.lines for each in _with_fee(line, context))


def _with_fee(line: Line, context: Context) -> Iterator[Line]:
    yield line
    setup = line.entry.entry.method.setup if line.entry else None
    if line.entry is not None and setup is not None and _begins(line.item):
        yield _fee(line.item, line.entry.entry, setup, context)


def _begins(item: Item) -> bool:
    """Whether a new subscription begins with an item."""
    goes_on = item.request.amends or item.request.renews
    return isinstance(item.product, Subscription) and not goes_on and item.year in (None, 1)


def _fee(item: Item, of: Entry, setup: Setup, context: Context) -> Line:
    quantity = Decimal(1) if setup.per == "line" else item.quantity
    entry = replace(of, method=Fixed(price=setup.price), levels=())
    priced = PricedEntry(entry, Price(setup.price))
    exact = setup.price * quantity
    step = Step(
        Phase.BASE,
        of.owner.id,
        setup.name,
        context.round(exact),
        exact,
        of.at("setup", "price"),
        quantity=quantity,
        unit_price=setup.price,
    )
    return Line(_paid_once(item, setup, quantity), priced, setup.price).plus(step)


def _paid_once(item: Item, setup: Setup, quantity: Decimal) -> Item:
    """The item that the fee is the price of: it is not billed again, and has nothing of what was chosen."""
    number = f"{item.number}-S"
    return replace(
        item,
        id=number,
        number=number,
        root=item.root if item.parent else number,
        name=Text(zh=f"{item.name.zh}：{setup.name.zh}", en=f"{item.name.en}: {setup.name.en}"),
        quantity=quantity,
        each=quantity,
        attributes={},
        inputs={},
        parts=(),
        recurrence=None,
        year=None,
        ordered=None,
        setup=setup.per,
    )
