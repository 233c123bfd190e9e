"""Functions of days."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from cpq.rulebook.expressions.error import Span
from cpq.rulebook.expressions.functions.signature import Arguments, Function, argument_error, check_count, of_type
from cpq.rulebook.expressions.tree import Call, Literal, Node
from cpq.rulebook.expressions.types import Day, Number
from cpq.rulebook.text import Text

_FORM = "2026-01-31"
_WRITTEN = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _build_date(arguments: Arguments, span: Span) -> Node:
    check_count("date", 1, arguments, span)
    (node,) = arguments
    day = _day(node.value) if isinstance(node, Literal) and isinstance(node.value, str) else None
    if day is None:
        raise argument_error(
            node,
            f'这里须是存在的日期，写成 date("{_FORM}")',
            f'a day that exists is needed here, as in date("{_FORM}")',
        )
    return Literal(day, Day(), span)


def _day(written: str) -> date | None:
    if not _WRITTEN.fullmatch(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _of_days(name: str, count: int) -> Callable[[Arguments, Span], Node]:
    def build(arguments: Arguments, span: Span) -> Node:
        check_count(name, count, arguments, span)
        for node in arguments:
            of_type(node, Day)
        return Call(name, arguments, Number(), span)

    return build


def _year(day: date) -> Decimal:
    return Decimal(day.year)


def _month(day: date) -> Decimal:
    return Decimal(day.month)


def _day_of_month(day: date) -> Decimal:
    return Decimal(day.day)


def _weekday(day: date) -> Decimal:
    return Decimal(day.isoweekday())


def _days_between(start: date, end: date) -> Decimal:
    return Decimal((end - start).days)


DAY_FUNCTIONS = (
    Function("date", f'date("{_FORM}")', Text("写出一个日期", "a written day"), _build_date, date.fromisoformat),
    Function("year", "year(day)", Text("年份", "the year"), _of_days("year", 1), _year),
    Function("month", "month(day)", Text("月份，1 到 12", "the month, 1 to 12"), _of_days("month", 1), _month),
    Function(
        "day",
        "day(day)",
        Text("当月第几天，1 到 31", "the day of the month, 1 to 31"),
        _of_days("day", 1),
        _day_of_month,
    ),
    Function(
        "weekday",
        "weekday(day)",
        Text("星期几：星期一为 1，星期日为 7", "the day of the week: Monday is 1, Sunday 7"),
        _of_days("weekday", 1),
        _weekday,
    ),
    Function(
        "days_between",
        "days_between(from, to)",
        Text(
            "从 from 到 to 的天数；to 较早时为负",
            "the days from the first day to the second; below zero if that is earlier",
        ),
        _of_days("days_between", 2),
        _days_between,
    ),
)
