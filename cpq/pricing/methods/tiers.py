"""Quantity tiers, as the volume and the graduated method have them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from cpq.pricing.methods.change import Change
from cpq.rulebook.fields import NotNegative
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

ZERO = Decimal(0)


class Band(Strict):
    """Where a tier begins: from a quantity on, or above one.

    一档的起点：自某一数量起（from）或超过某一数量（above）。
    """

    from_: Annotated[NotNegative | None, Field(alias="from")] = None
    """The quantity at which it begins. / 起始数量。"""
    above: NotNegative | None = None
    """Begins beyond this quantity, which still belongs to the tier before: for what is measured, not counted.

    / 超过此数量起（该数量本身仍属前一档），用于连续计量。"""

    @model_validator(mode="after")
    def _one_beginning(self) -> Self:
        if (self.from_ is None) == (self.above is None):
            raise problem(
                "tiers",
                Text(zh="每一档请写 from 或 above，二者择一", en="a tier has either `from` or `above`"),
            )
        return self

    @property
    def begins(self) -> Decimal:
        """The quantity at which the tier begins, or beyond which it does."""
        return self.from_ if self.from_ is not None else self.above or ZERO

    def reached_by(self, quantity: Decimal) -> bool:
        return self.from_ <= quantity if self.from_ is not None else self.begins < quantity


class Tier(Band):
    """The price from a quantity on, or above one.

    自某一数量起（from）或超过某一数量（above）的单价。
    """

    price: NotNegative
    """Price of one unit. / 单价。"""
    flat: NotNegative = ZERO
    """Due once a period besides the units, where the quantity reaches the tier. / 达到该档时每个周期另收的固定金额。"""


B = TypeVar("B", bound=Band)


def ascending(tiers: Sequence[B]) -> Sequence[B]:
    """The tiers, if they begin at 0 or 1 and each above the one before."""
    if tiers[0].from_ not in (0, 1):
        raise problem(
            "tiers",
            Text(
                zh=f"第一档须从 1（按件数）或 0（按连续数量）起，现在是 {_written(tiers[0]).zh}",
                en=f"the first tier starts at 1 (units are counted) or 0 (a quantity is measured), not {_written(tiers[0]).en}",
            ),
            below=(0, "from" if tiers[0].from_ is not None else "above"),
        )
    for number, (before, after) in enumerate(pairwise(tiers), 2):
        if after.begins <= before.begins:
            raise problem(
                "tiers",
                Text(
                    zh=f"各档须按数量递增：第 {number} 档从 {after.begins} 起，不大于前一档的 {before.begins}",
                    en=f"tiers ascend: tier {number} starts at {after.begins}, which is not above {before.begins} before it",
                ),
                below=(number - 1, "from" if after.from_ is not None else "above"),
            )
    return tiers


def _written(tier: Band) -> Text:
    if tier.from_ is None:
        return Text(zh=f"超过 {tier.above}", en=f"above {tier.above}")
    return Text(zh=f"{tier.from_}", en=f"at {tier.from_}")


Tiers = Annotated[Sequence[Tier], Field(min_length=1), AfterValidator(ascending)]
"""From small to large quantities, the first from 1 or 0."""


def reached(tiers: Sequence[Band], quantity: Decimal) -> int:
    """The position of the tier that a quantity reaches; a part of one unit (half a day) is in the first."""
    return max((number for number, tier in enumerate(tiers) if tier.reached_by(quantity)), default=0)


def tier_label(tiers: Sequence[Band], number: int) -> Text:
    """`from 10` or `1 to 9`, for the trace."""
    tier = tiers[number]
    low = f"{tier.begins:f}"
    first = Text(zh=f"{low} 起", en=f"from {low}") if tier.above is None else Text(zh=f"超过 {low}", en=f"above {low}")
    if number + 1 == len(tiers):
        return first
    after = tiers[number + 1]
    high = f"{after.begins:f}"
    if after.above is None:
        return Text(zh=f"{first.zh}、不到 {high}", en=f"{first.en}, below {high}")
    return Text(zh=f"{first.zh}、至 {high}", en=f"{first.en}, up to {high}")


def changed(tiers: Sequence[Tier], change: Change) -> tuple[Tier, ...]:
    """The tiers with every price changed, and every flat amount like an addition to it."""
    return tuple(
        tier.model_copy(update={"price": change.price(tier.price), "flat": change.addition(tier.flat)})
        for tier in tiers
    )
