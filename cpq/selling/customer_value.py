"""Groups of customers by how recently, how often and for how much they bought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import Compiled, Id, Positive, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

Boundaries = Annotated[Sequence[Positive], Field(min_length=1, max_length=8)]


class RfmSegment(Strict):
    """A group of customers.

    一个客户群。
    """

    name: Words
    """What people call it. / 名称。"""
    when: Annotated[Expression | None, Compiled("rfm", Bool())] = None
    """Who is in it: `recency >= 4 and monetary >= 4`; everybody else, if left out. / 条件，不写为其余全部。"""
    advice: Words | None = None
    """What to do with them. / 经营建议。"""


class RfmModel(Entity):
    """Scores customers by their last purchase, their number of orders and their amount, and puts them into groups.

    RFM 模型：按最近一次购买、次数与金额给客户打分并分群。
    """

    name: Words
    """What people call it. / 名称。"""
    window: Annotated[int, Field(ge=1, le=36_500)]
    """How many days count, up to the day that is asked for. / 统计窗口（天）。"""
    recency: Boundaries | None = None
    """Days since the last purchase, the most first: `[180, 90, 60, 30]` gives 5 below 30 days and 1 from 180 on; if left out, fifths of all customers.

    / 距上次购买的天数界限，从大到小：少于末项得最高分；不写则按全部客户五等分。"""
    frequency: Boundaries | None = None
    """Numbers of orders, the fewest first: `[2, 3, 5, 10]` gives 5 from 10 orders on; if left out, fifths of all customers.

    / 订单数界限，从小到大；不写则五等分。"""
    monetary: Boundaries | None = None
    """Amounts in the company's currency, the least first; if left out, fifths of all customers. / 金额界限（本位币），从小到大；不写则五等分。"""
    segments: Annotated[Mapping[Id, RfmSegment], Field(min_length=1)]
    """The groups; a customer is in the first that fits. / 客户群，取第一个符合的。"""

    @model_validator(mode="after")
    def _boundaries_are_in_order(self) -> Self:
        for name, falling in (("recency", True), ("frequency", False), ("monetary", False)):
            bounds: Sequence[Positive] = getattr(self, name) or ()
            for number, (one, next_) in enumerate(pairwise(bounds), 1):
                if (next_ >= one) if falling else (next_ <= one):
                    order = (
                        Text(zh="从大到小", en="the most first")
                        if falling
                        else Text(zh="从小到大", en="the least first")
                    )
                    text = Text(
                        zh=f"{next_} 接在 {one} 之后不合顺序；请{order.zh}写",
                        en=f"{next_} is out of order behind {one}; write {order.en}",
                    )
                    raise problem("order", text, below=(name, number))
        return self

    @model_validator(mode="after")
    def _everybody_is_in_one(self) -> Self:
        *before, last = self.segments
        if self.segments[last].when is not None:
            text = Text(
                zh=f"最后一群“{last}”不要写 when，否则有的客户不在任何群里",
                en=f'write the last group, "{last}", without `when`, or some customers are in none',
            )
            raise problem("segments", text, below=("segments", last))
        for id in before:
            if self.segments[id].when is None:
                text = Text(
                    zh=f"“{id}”没有 when，其后的群永远轮不到；请写 when 或移到最后",
                    en=f'"{id}" has no `when`, so the groups behind it are never reached; write it, or move the group last',
                )
                raise problem("unreachable", text, below=("segments", id))
        return self
