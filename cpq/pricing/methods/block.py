"""Blocks of units, tier by tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cpq.bom.item import Item
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Charge, Market, Method, Price, Unpriced, charged
from cpq.pricing.methods.package import whole
from cpq.rulebook.fields import NotNegative, Positive
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

ZERO = Decimal(0)


class BlockTier(Strict):
    """So many blocks of a size at a price; a started block is charged whole.

    一档：若干块，每块一价，不足一块按一块计。
    """

    size: Positive
    """How many units are in a block. / 每块数量。"""
    blocks: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    """How many blocks the tier has; the last may have no end. / 本档块数；最后一档可不限。"""
    price: NotNegative
    """Price of a block. / 每块价格。"""

    @property
    def units(self) -> Decimal | None:
        """The units of the whole tier; None without an end."""
        return None if self.blocks is None else self.blocks * self.size


def _one_end(tiers: Sequence[BlockTier]) -> Sequence[BlockTier]:
    for number, tier in enumerate(tiers[:-1]):
        if tier.blocks is None:
            raise problem(
                "tiers",
                Text(
                    zh=f"第 {number + 1} 档没有块数，后面的档永远到不了；请写 blocks，或只让最后一档不限",
                    en=f"tier {number + 1} has no end, and those after it are never reached; write `blocks`, or let only the last "
                    "have no end",
                ),
                below=(number,),
            )
    return tiers


class Block(Method):
    """Units in blocks: each tier has a number of blocks at a price a block, and a started block is charged whole.

    按块计价：每档若干块、每块一价，不足一块按一块计。
    """

    method: Literal["block"]
    """block"""
    tiers: Annotated[Sequence[BlockTier], Field(min_length=1), AfterValidator(_one_end)]
    """The tiers, filled one after the other. / 各档，依次填满。"""
    charge: Literal["each", "reached"] = "each"
    """Each part at its own tier, or all units in blocks of the tier that is reached, beyond the end of the last in its blocks.

    / 各档分别计价，或全部数量按所达到的档计价（超出末档仍按末档）。"""

    def priced(self, item: Item, market: Market) -> Price:
        left, charges = item.quantity, list[Charge]()
        for number, tier in enumerate(self.tiers):
            within = left if tier.units is None else min(left, tier.units)
            left -= within
            if self.charge == "each" and within:
                charges.append(_charge(tier, number, within))
            if not left:
                if self.charge == "reached":
                    charges.append(_charge(tier, number, item.quantity))
                first = self.tiers[0]
                return charged(item, charges, first.price / first.size)
        if self.charge == "reached":
            last = len(self.tiers) - 1
            return charged(item, [_charge(self.tiers[last], last, item.quantity)], self.tiers[0].price)
        raise Unpriced(self._too_many(item))

    def _too_many(self, item: Item) -> Text:
        most = sum((tier.units or ZERO for tier in self.tiers), ZERO)
        return Text(
            zh=f"“{item.code}”的价格只到 {most:f}，报价数量为 {item.quantity:f}；请补一档，或让最后一档不限（不写 blocks）",
            en=f'the price of "{item.code}" ends at {most:f} units, and {item.quantity:f} are asked for; add a tier, or let the last '
            "have no end (without `blocks`)",
        )

    def _changed(self, change: Change) -> Mapping[str, object]:
        return {"tiers": tuple(tier.model_copy(update={"price": change.price(tier.price)}) for tier in self.tiers)}


def _charge(tier: BlockTier, number: int, units: Decimal) -> Charge:
    label = Text(zh=f"第 {number + 1} 档，每块 {tier.size:f}", en=f"tier {number + 1}, blocks of {tier.size:f}")
    return Charge(whole(units / tier.size), tier.price, label, ("tiers", number))
