"""Quantity tiers, as the volume and the graduated method have them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from cpq.pricing.methods.method import Change
from cpq.rulebook.fields import NotNegative
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Tier(Strict):
    """The price from a quantity on.

    自某一数量起的单价。
    """

    from_: Annotated[NotNegative, Field(alias="from")]
    """The quantity at which it begins. / 起始数量。"""
    price: NotNegative
    """Price of one unit. / 单价。"""


def _ascending(tiers: Sequence[Tier]) -> Sequence[Tier]:
    if tiers[0].from_ not in (0, 1):
        raise problem(
            "tiers",
            Text(
                zh=f"第一档须从 1（按件数）或 0（按连续数量）起，现在是 {tiers[0].from_}",
                en=f"the first tier starts at 1 (units are counted) or 0 (a quantity is measured), not at {tiers[0].from_}",
            ),
            below=(0, "from"),
        )
    for number, (before, after) in enumerate(pairwise(tiers), 2):
        if after.from_ <= before.from_:
            raise problem(
                "tiers",
                Text(
                    zh=f"各档须按数量递增：第 {number} 档从 {after.from_} 起，不大于前一档的 {before.from_}",
                    en=f"tiers ascend: tier {number} starts at {after.from_}, which is not above {before.from_} before it",
                ),
                below=(number - 1, "from"),
            )
    return tiers


Tiers = Annotated[Sequence[Tier], Field(min_length=1), AfterValidator(_ascending)]
"""From small to large quantities, the first from 1 or 0."""


def reached(tiers: Sequence[Tier], quantity: Decimal) -> int:
    """The position of the tier that a quantity reaches; a part of one unit (half a day) is in the first."""
    return max((number for number, tier in enumerate(tiers) if tier.from_ <= quantity), default=0)


def tier_label(tiers: Sequence[Tier], number: int) -> Text:
    """`from 10` or `1 to 9`, for the trace."""
    low = tiers[number].from_
    if number + 1 == len(tiers):
        return Text(zh=f"{low:f} 起", en=f"from {low:f}")
    high = tiers[number + 1].from_
    return Text(zh=f"{low:f} 起、不到 {high:f}", en=f"from {low:f}, below {high:f}")


def changed(tiers: Sequence[Tier], change: Change) -> tuple[Tier, ...]:
    """The tiers with every price changed."""
    return tuple(tier.model_copy(update={"price": change.price(tier.price)}) for tier in tiers)
