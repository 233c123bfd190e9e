"""The next quantity tier: how many more units reach it, and what each costs then."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.explanation.figures import Figures, number
from cpq.explanation.shortfall import Shortfall
from cpq.pricing.context import Context
from cpq.pricing.entry import PricedEntry
from cpq.pricing.line import Line
from cpq.pricing.methods import Graduated, Volume
from cpq.pricing.methods.tiers import Tier
from cpq.rulebook.text import Text


def next_tier(line: Line, priced: PricedEntry, context: Context) -> Iterator[Shortfall]:
    """Nothing where the price has no tiers, or the last one is reached."""
    method, quantity = priced.entry.method, line.item.quantity
    if not isinstance(method, Volume | Graduated):
        return
    for position, tier in enumerate(method.tiers):
        if tier.from_ > quantity:
            owner, place = priced.entry.owner, priced.entry.at(context.places, "tiers", position)
            yield Shortfall(owner, priced.entry.label, _reached(line, method, tier, context), place)
            return


def _reached(line: Line, method: Volume | Graduated, tier: Tier, context: Context) -> Text:
    price = Figures(context.currency, context.digits).price(tier.price)
    more, start, unit = number(tier.from_ - line.item.quantity), number(tier.from_), line.item.product.unit
    reach = "reaches" if tier.from_ - line.item.quantity == 1 else "reach"
    if isinstance(method, Volume):
        return Text(
            zh=f"再加 {more.zh} {unit.zh}（共 {start.zh}）即达到下一档，全部按每{unit.zh} {price.zh} 计",
            en=f"{more.en} more ({start.en} in all) {reach} the next tier: {price.en} for every one",
        )
    return Text(
        zh=f"再加 {more.zh} {unit.zh}（共 {start.zh}）即达到下一档，超出部分每{unit.zh} {price.zh}",
        en=f"{more.en} more ({start.en} in all) {reach} the next tier: {price.en} for those within it",
    )
