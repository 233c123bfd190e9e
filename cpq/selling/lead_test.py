"""Worked cases of scores, which `cpq check` keeps true beside those of prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from cpq.bom.products.product import AttributeValue
from cpq.rulebook.fields import Day, Id, NotNegative, Number, Ref, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class PastEvent(Strict):
    """Something that the lead did, so many days ago.

    多少天前的一次行为。
    """

    kind: Id
    """The kind of event. / 行为种类。"""
    days_ago: NotNegative
    """How long ago, in days. / 多少天前。"""
    times: Annotated[int, Field(ge=1, le=1000)] = 1
    """How often on that day. / 当天几次。"""


class ExpectedScore(Strict):
    """What is expected of a score; what is not written is not compared.

    对得分的预期，不写的不比较。
    """

    value: Number | None = None
    """The score, 0 to 100, to two digits. / 得分，两位小数。"""
    grade: Id | None = None
    """The grade. / 档次。"""
    completeness: Number | None = None
    """Of attributes: the part of all points that is known, 0 to 1, to two digits. / 属性评分的完整度，0 至 1，两位小数。"""


class LeadTest(Entity):
    """A lead and what it must score.

    线索评分测试：一条线索及其应得的分数。
    """

    name: Words
    """What it shows. / 说明。"""
    today: Day
    """The day of the score. / 评分日期。"""
    lead: Mapping[Id, AttributeValue] = Field(default_factory=dict[str, Decimal | bool | str])
    """What the lead says of itself: declared fields, and those that every lead has, such as title or has_phone. / 线索的字段值。"""
    events: Sequence[PastEvent] = ()
    """What it did. / 行为。"""
    expect: Annotated[Mapping[Annotated[str, Ref("lead_scores")], ExpectedScore], Field(min_length=1)]
    """Set of rules → what is expected. / 评分规则集 → 预期。"""

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        for id, expected in self.expect.items():
            if expected == ExpectedScore():
                text = Text(zh="至少写一项预期，否则什么也没测", en="expect at least one thing, or nothing is tested")
                raise problem("expect", text, below=("expect", id))
        return self
