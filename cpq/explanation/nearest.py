"""Why a line's price is not another: the tiers, rules, lists and contracts that were near, and what each of them lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cpq.bom.delivery_request import ids_of
from cpq.bom.request import QuoteRequest
from cpq.explanation.near_lists import near_contracts, near_lists
from cpq.explanation.near_rules import near_rules
from cpq.explanation.near_tiers import next_tier
from cpq.explanation.shortfall import Shortfall
from cpq.money import arithmetic
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context, Where
from cpq.pricing.line import Line
from cpq.pricing.phases.price_rules import price_rules
from cpq.pricing.shares import batches
from cpq.quote import LINE_PHASES, opened
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.written_request import where_of

Kind = Literal["tier", "price_rule", "contract", "price_list"]

MOST = 5
"""Of each kind at most so many, the nearest first."""


@dataclass(frozen=True, slots=True)
class Near:
    """Something that was near and did not apply: what, where it is written, and why not. `missing` is how many of its terms fail."""

    kind: Kind
    id: str
    name: Text
    why: Text
    place: Place
    missing: int = 1


def why_not_otherwise(
    rulebook: Rulebook, request: QuoteRequest, number: str, where: Where | None = None
) -> tuple[Near, ...]:
    """What was near for the line of a number; nothing for a delivery. Asked on demand, for it takes the way to the price a second time.

    Nothing for a line whose price no rule works on: one that is kept, what is given back for it, a set-up fee. Raises `Refused` where the
    request cannot be priced.
    """
    with arithmetic():
        if number in ids_of(request.deliveries):
            return ()
        context, _ = opened(rulebook, request, where or where_of(request))
        found = _before_price_rules(context, number)
        return tuple(_near(*found, context)) if found else ()


_FIRST_RULE = LINE_PHASES.index(price_rules)


def _before_price_rules(context: Context, number: str) -> tuple[Line, Basket] | None:
    """The line as the price rules find it, and the lines around it; None where they find none."""
    basket = Basket()
    for batch in batches(context):
        basket = basket.then(batch)
        for phase in LINE_PHASES[:_FIRST_RULE] if batch else ():
            basket = phase(basket, context)
        # Of a line in two parts the rest, which rules can change.
        found = next((line for line in reversed(basket.lines) if number in (line.item.number, line.item.id)), None)
        if found is not None:
            return found, basket
        for phase in LINE_PHASES[_FIRST_RULE:] if batch else ():
            basket = phase(basket, context)
    return None


def _near(line: Line, basket: Basket, context: Context) -> Iterator[Near]:
    if line.entry is None:
        return
    yield from _nearest("tier", next_tier(line, line.entry, context))
    yield from _nearest("price_rule", near_rules(line, basket, context))
    yield from _nearest("contract", near_contracts(line, context))
    yield from _nearest("price_list", near_lists(line, context))


def _nearest(kind: Kind, found: Iterator[Shortfall]) -> Iterator[Near]:
    for each in sorted(found, key=lambda shortfall: shortfall.missing)[:MOST]:
        yield Near(kind, each.entity.id, each.name, each.why, each.place, each.missing)
