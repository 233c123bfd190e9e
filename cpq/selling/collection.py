"""How what is overdue is collected: steps, each a task for somebody so many days after an invoice was due."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from cpq.rulebook.fields import Longest, Words
from cpq.rulebook.model import Entity


class CollectionStep(Entity):
    """A task for the owner of an overdue invoice, or for their manager. It is made once for each invoice, and closed when the invoice is paid.

    催收步骤：账单逾期后为归属人或其经理生成的任务；每张账单每步一次，付清后自动关闭。
    """

    name: Annotated[Words, Longest(60)]
    """What is to be done, in a few words. / 要做什么。"""
    days: Annotated[int, Field(ge=1, le=3650)]
    """So many days after the day on which it was due. / 到期日之后的天数。"""
    to: Literal["owner", "manager"] = "owner"
    """Whose task: the owner's, or the nearest manager's of the owner's team and those above it. / 归属人，或其团队（及上级团队）最近的经理。"""
    priority: Literal["low", "normal", "high"] = "normal"
    """low, normal or high. / 优先级。"""
    text: Annotated[Words, Longest(1000)] | None = None
    """How it is done. / 做法。"""


def reached(steps: Iterable[CollectionStep], days: int) -> tuple[CollectionStep, ...]:
    """The steps of what is so many days past due, in their order."""
    return tuple(sorted((each for each in steps if each.days <= days), key=lambda each: (each.days, each.id)))
