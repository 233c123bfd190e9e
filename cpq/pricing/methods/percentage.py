"""A share of an amount, and a fee for each event that it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.bom.item import Item
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Charge, Market, Method, Price, charged
from cpq.rulebook.fields import NotNegative, Rate
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

ZERO = Decimal(0)


class Percentage(Method):
    """A share of the quantity, which is an amount of money, and a fee for each event: 1.3 % and 0.20 of every payment.

    How many events there are, or the amount of each, is said in the request (`events`). What is free is free in the order of the events.

    按金额的比例收取，每笔另收固定费用，例如每笔支付 1.3% 加 0.20；数量即金额，笔数或每笔金额写在请求的 events 中；免费部分按笔的先后计。
    """

    method: Literal["percentage"]
    """percentage"""
    percent: Annotated[Rate, Field(ge=0)]
    """The share of the amount. / 比例。"""
    per_event: NotNegative = ZERO
    """The fee for each event. / 每笔固定费用。"""
    free_events: Annotated[int, Field(ge=0)] = 0
    """So many events cost nothing. / 免费笔数。"""
    free_amount: NotNegative = ZERO
    """So much of the amount costs nothing; an event that lies within it costs no fee either. / 免费金额；完全落在其中的笔也不收固定费用。"""
    least: NotNegative | None = None
    """The least for an event. / 每笔最低收费。"""
    most: NotNegative | None = None
    """The most for an event. / 每笔最高收费。"""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise problem(
                "percentage",
                Text(
                    zh=f"每笔最低 {self.least} 高于最高 {self.most}，请对调或改正",
                    en=f"the least for an event, {self.least}, is above the most, {self.most}; swap or correct them",
                ),
                below=("least",),
            )
        return self

    @property
    def looks_at_events(self) -> bool:
        """Whether the amount of each event is needed, not only how many there are."""
        limits = (self.least, self.most)
        return bool(self.free_events or self.free_amount) or any(limit is not None for limit in limits)

    def priced(self, item: Item, market: Market) -> Price:
        return charged(item, list(self._fees(item, market)), self.percent)

    def _fees(self, item: Item, market: Market) -> Iterator[Charge]:
        share = Text(zh=f"金额的 {self.percent * 100:.6g}%", en=f"{self.percent * 100:.6g} % of the amount")
        fee = Text(zh="每笔固定费用", en="the fee for each event")
        if not self.looks_at_events:
            yield Charge(item.quantity, self.percent, share, ("percent",))
            if self.per_event:
                yield Charge(Decimal(len(market.events(item))), self.per_event, fee, ("per_event",))
            return
        paid = list(self._paid(market.events(item)))
        limited = [self._limited(amount) for amount in paid]
        if self.least is None and self.most is None:
            yield Charge(sum(paid, ZERO), self.percent, share, ("percent",))
            yield Charge(Decimal(len(paid)), self.per_event, fee, ("per_event",))
        else:
            each = Text(zh=f"{len(paid)} 笔，逐笔计", en=f"{len(paid)} events, each by itself")
            yield Charge(Decimal(1), sum(limited, ZERO), each, ("percent",))

    def _paid(self, events: Sequence[Decimal]) -> Iterator[Decimal]:
        """Of each event that is charged, the amount that is."""
        before = ZERO
        for amount in events[self.free_events :] if self.free_events else events:
            free = min(max(self.free_amount - before, ZERO), amount)
            before += amount
            if free < amount or not self.free_amount:
                yield amount - free

    def _limited(self, amount: Decimal) -> Decimal:
        fee = amount * self.percent + self.per_event
        fee = fee if self.least is None else max(fee, self.least)
        return fee if self.most is None else min(fee, self.most)

    def _changed(self, change: Change) -> Mapping[str, object]:
        limits = {"least": self.least, "most": self.most}
        return {
            "per_event": change.addition(self.per_event),
            **{name: None if limit is None else change.addition(limit) for name, limit in limits.items()},
        }
