"""The next quantity tier: how many more units reach it, and what each costs then."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpq.explanation.figures import Figures, number
from cpq.explanation.shortfall import Shortfall
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.entry import PricedEntry
from cpq.pricing.line import Line
from cpq.pricing.market import QuoteMarket
from cpq.pricing.methods import Graduated, Volume
from cpq.pricing.methods.tiers import Tier
from cpq.rulebook.text import Text


def next_tier(line: Line, priced: PricedEntry, context: Context) -> Iterator[Shortfall]:
    """Nothing where the price has no tiers, or the last one is reached."""
    method = priced.entry.method
    if not isinstance(method, Volume | Graduated):
        return
    standing = QuoteMarket(Basket(), context).standing(line.item, method.over)
    quantity = standing.before + standing.together
    for position, tier in enumerate(method.tiers):
        if not tier.reached_by(quantity):
            owner, place = priced.entry.owner, priced.entry.at("tiers", position)
            missing = tier.begins - quantity
            yield Shortfall(owner, priced.entry.label, _reached(line, method, tier, missing, context), place)
            return


def _reached(line: Line, method: Volume | Graduated, tier: Tier, missing: Decimal, context: Context) -> Text:
    price = Figures(context.currency, context.digits).price(tier.price)
    more, start, unit = number(missing), number(tier.begins), line.item.product.unit
    reach = "reaches" if missing == 1 else "reach"
    zh, en = ("超过", "more than ") if tier.above is not None else ("", "")
    of = f" {unit.en}" if line.item.ordered else ""
    every = f"for every{of}" if of else "for every one"
    if isinstance(method, Volume):
        return Text(
            zh=f"再加{zh} {more.zh} {unit.zh}（共 {start.zh}）即达到下一档，全部按每{unit.zh} {price.zh} 计",
            en=f"{en}{more.en}{of} more ({start.en} in all) {reach} the next tier: {price.en} {every}",
        )
    return Text(
        zh=f"再加{zh} {more.zh} {unit.zh}（共 {start.zh}）即达到下一档，超出部分每{unit.zh} {price.zh}",
        en=f"{en}{more.en}{of} more ({start.en} in all) {reach} the next tier: {price.en} for those within it",
    )
