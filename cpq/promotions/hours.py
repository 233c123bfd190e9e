"""At what time of the day, and on which days of the week, a promotion runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.rulebook.fields import TimeOfDay
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Hours(Strict):
    """Some days of the week, and a part of each: from a minute on, up to another one that no longer counts.

    一周中的某些天，以及当天的一段时间：含起点，不含终点。
    """

    days: Annotated[Sequence[Weekday], Field(min_length=1)] | None = None
    """Days of the week; every day if left out. / 星期几；不写则每天。"""
    from_: Annotated[TimeOfDay, Field(alias="from")] = "00:00"
    """The first minute, such as "09:00". / 起始时刻。"""
    to: TimeOfDay | None = None
    """The minute when it ends; the end of the day if left out. / 结束时刻；不写则到当天结束。"""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to is not None and self.to <= self.from_:
            text = Text(
                zh=f"结束时刻 {self.to} 须晚于起始时刻 {self.from_}；跨零点请写成两段",
                en=f"it ends at {self.to}, not after it begins at {self.from_}; write two entries for hours past midnight",
            )
            raise problem("hours", text, below=("to",))
        return self

    @property
    def whole_days(self) -> bool:
        return self.from_ == "00:00" and self.to is None

    def covers(self, day: date, time: str | None) -> bool:
        """Whether a moment is inside; `time` may be None where whole days are meant."""
        if self.days is not None and _WEEK[day.weekday()] not in self.days:
            return False
        return self.whole_days or (time is not None and self.from_ <= time and (self.to is None or time < self.to))


def shown(hours: Sequence[Hours]) -> Text:
    """`mon, tue 09:00–12:00; sat` for the reader."""
    zh = "；".join(_one(each, "、", _ZH) for each in hours)
    return Text(zh=zh, en="; ".join(_one(each, ", ", {}) for each in hours))


_ZH: Mapping[Weekday, str] = dict(zip(_WEEK, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True))


def _one(hours: Hours, comma: str, words: Mapping[Weekday, str]) -> str:
    days = comma.join(words.get(day, day) for day in hours.days or ())
    span = "" if hours.whole_days else f"{hours.from_}–{hours.to or '24:00'}"
    return " ".join(part for part in (days, span) if part)
