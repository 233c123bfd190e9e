"""When people work: hours of the week, holidays, and days that differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, model_validator

from cpq.promotions.hours import Hours
from cpq.rulebook.fields import Day, Words
from cpq.rulebook.model import Entity
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class WorkingHours(Entity):
    """The hours in which a team works; what it promises to do within four hours is due within four of these.

    工作时间；按工作小时承诺的时限以此计算。
    """

    name: Words
    """What people call them. / 名称。"""
    zone: str = "Asia/Shanghai"
    """Time zone of the hours, by its IANA name. / 所用时区（IANA 名称）。"""
    hours: Annotated[Sequence[Hours], Field(min_length=1)]
    """Hours of the week; they may not overlap. / 每周的工作时段，不得重叠。"""
    holidays: Literal["china", "none"] = "none"
    """Whose public holidays are kept: those of mainland China, with the weekends that are worked instead, which have Monday's hours. Beyond the
    years whose holidays are announced, Monday to Friday are taken, and every answer says so.

    / 采用哪里的公众假期：中国法定节假日及调休（调休上班日按周一的时段）；尚未公布的年份按周一至周五计，并在结果中标明。"""
    days_off: Annotated[Sequence[Day], Field(max_length=1000)] = ()
    """Further days on which nobody works. / 另外的休息日。"""
    working_days: Sequence[Day] = ()
    """Days that are worked in spite of all, with Monday's hours where the weekday has none. / 仍须上班的日子；当天无时段的按周一。"""

    @model_validator(mode="after")
    def _zone_exists(self) -> Self:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            text = Text(
                zh=f"没有“{self.zone}”这个时区，请写 IANA 名称，例如 Asia/Shanghai",
                en=f'there is no time zone "{self.zone}"; write an IANA name, such as Asia/Shanghai',
            )
            raise problem("zone", text, below=("zone",)) from None
        return self

    @model_validator(mode="after")
    def _hours_are_apart(self) -> Self:
        for number, hours in enumerate(self.hours):
            for earlier in self.hours[:number]:
                if _meet(hours, earlier):
                    text = Text(
                        zh=f"与第 {self.hours.index(earlier) + 1} 个时段重叠，请改开",
                        en=f"these hours overlap those of entry {self.hours.index(earlier) + 1}; move them apart",
                    )
                    raise problem("hours", text, below=("hours", number))
        return self

    @model_validator(mode="after")
    def _an_hour_a_week(self) -> Self:
        minutes = sum(_minutes(each) * len(each.days or WEEK) for each in self.hours)
        if minutes < 60:
            text = Text(
                zh=f"一周只有 {minutes} 分钟，时限永远算不到头；请至少写一小时",
                en=f"{minutes} minutes a week are too few for any time limit; write an hour at least",
            )
            raise problem("hours", text, below=("hours",))
        return self

    @model_validator(mode="after")
    def _days_are_one_or_the_other(self) -> Self:
        for number, day in enumerate(self.working_days):
            if day in self.days_off:
                text = Text(
                    zh=f"{day} 同时写在 days_off 和 working_days 里，请删去一处",
                    en=f"{day} stands in days_off and in working_days; remove one of them",
                )
                raise problem("days", text, below=("working_days", number))
        return self


WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _meet(one: Hours, other: Hours) -> bool:
    """Whether two parts of the week have a minute in common."""
    days = set(one.days or WEEK) & set(other.days or WEEK)
    return bool(days) and one.from_ < (other.to or "24:00") and other.from_ < (one.to or "24:00")


def _minutes(hours: Hours) -> int:
    """How long a part of a day is."""
    (begin, end) = (each.split(":") for each in (hours.from_, hours.to or "24:00"))
    return (int(end[0]) - int(begin[0])) * 60 + int(end[1]) - int(begin[1])
