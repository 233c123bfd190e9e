"""What is wrong with the term that a line asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cpq.bom.calendar import OUT_OF_CALENDAR, Span, add_months, in_calendar, months_of, shown
from cpq.bom.contract import DAY, Asked, shortest_term, slices_of, span_of
from cpq.bom.ordering import quantity_problem
from cpq.bom.products import Product, Subscription, Usage
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class TermProblem:
    """`path` leads to the value of the line that is wrong."""

    code: str
    text: Text
    path: tuple[str | int, ...]


def term_problem(product: Product, asked: Asked) -> TermProblem | None:
    """The first thing that is wrong with the term asked for, or nothing."""
    return next(_problems(product, asked), None)


def _problems(product: Product, asked: Asked) -> Iterator[TermProblem]:
    if not isinstance(product, Subscription | Usage):
        if asked.months is not None:
            yield TermProblem("term", _no_term(product), ("term",))
        return
    for day, field in ((asked.start, "start"), (asked.end or asked.common_end or asked.start, "end")):
        if not in_calendar(day):
            yield TermProblem("term", OUT_OF_CALENDAR, (field,))
            return
    if asked.months is not None and asked.end is not None:
        text = Text(zh="term 与 end 只写其一", en="write either `term` or `end`")
        yield TermProblem("term", text, ("end",))
        return
    yield from _length(product, asked, span_of(product, asked))
    yield from _ramp(product, asked)
    yield from _free(product, asked)
    if not any(each.recurrence and each.recurrence.calendar.extent.length for each in slices_of(product, asked)):
        text = Text(
            zh="按 30/360 计，这段期限没有一天可计费；请改期限",
            en="counted by 30/360 the term has no day to charge; change it",
        )
        yield TermProblem("term", text, _where(asked))


def _where(asked: Asked) -> tuple[str]:
    return ("end",) if asked.end else ("term",)


def _length(product: Subscription | Usage, asked: Asked, span: Span) -> Iterator[TermProblem]:
    start, after = span
    if after <= start:
        yield _backwards(product, asked, after - DAY)
        return
    least, most = shortest_term(product), product.term.max
    # Who ends with others cannot choose how long.
    held = asked.months is None and asked.end is None and asked.common_end is not None
    too_short = not held and after < add_months(start, least)
    if too_short or after > add_months(start, most):
        wanted = asked.months or f"{shown(months_of(span)):f}"
        text = Text(
            zh=f"“{product.name.zh}”的期限须为 {least} 至 {most} 个月，不能是 {wanted} 个月",
            en=f'the term of "{product.name.en}" is {least} to {most} months, not {wanted}',
        )
        yield TermProblem("term", text, _where(asked))


def _backwards(product: Product, asked: Asked, end: date) -> TermProblem:
    if asked.end is None:
        text = Text(
            zh=f"“{product.name.zh}”自 {asked.start} 起，晚于共同结束日 {end}；请改 start 或 co_terminate，或给本行写 end",
            en=f'"{product.name.en}" starts on {asked.start}, after the common end on {end}; '
            "correct start or co_terminate, or write an end of its own",
        )
        return TermProblem("end-before-start", text, ("start",))
    text = Text(
        zh=f"结束日 {end} 早于起始日 {asked.start}；请改正其中一个",
        en=f"the last day, {end}, is before the first, {asked.start}; correct one of them",
    )
    return TermProblem("end-before-start", text, ("end",))


def _ramp(product: Subscription | Usage, asked: Asked) -> Iterator[TermProblem]:
    times = Counter(step.year for step in asked.ramp)
    years = len(slices_of(product, asked)) if asked.ramp else 0
    for position, step in enumerate(asked.ramp):
        path = ("ramp", position)
        if times[step.year] > 1:
            zh, en = f"第 {step.year} 年写了不止一次，请只留一处", f"year {step.year} is given more than once; keep one"
            yield TermProblem("ramp", Text(zh=zh, en=en), path)
        if step.year > years:
            zh = f"第 {step.year} 年超出期限（共 {years} 年）；请删去，或延长期限"
            en = f"year {step.year} is beyond the term, which has {years}; remove it, or make the term longer"
            yield TermProblem("ramp", Text(zh=zh, en=en), path)
        problem = None if step.quantity is None else quantity_problem(product, step.quantity)
        if problem is not None:
            yield TermProblem(*problem, (*path, "quantity"))


def _free(product: Subscription | Usage, asked: Asked) -> Iterator[TermProblem]:
    if asked.free is None or asked.within is not None:
        return
    start, after = span_of(product, asked)
    longest = max((*asked.free.months, asked.free.first, asked.free.last))
    if add_months(start, longest - 1) >= after:
        text = Text(
            zh=f"免费月份超出期限：没有第 {longest} 个月；请改正",
            en=f"the free months go beyond the term, which has no month {longest}; correct them",
        )
        yield TermProblem("free-months", text, ("free",))


def _no_term(product: Product) -> Text:
    return Text(
        zh=f"“{product.name.zh}”不按期限计费，请去掉 term",
        en=f'"{product.name.en}" is not billed over a term; remove term',
    )
