"""What a line does to a subscription that the customer has: it amends it, renews it, or ends with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cpq.bom.calendar import Span, months_of
from cpq.bom.contract import DAY, Asked
from cpq.bom.existing import Existing
from cpq.bom.request import LineRequest, QuoteRequest
from cpq.bom.term_problem import TermProblem
from cpq.rulebook.fields import Proration
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text

LINKS = ("amends", "renews", "co_term")


@dataclass(frozen=True, slots=True)
class Continuation:
    """The subscription that a line names, and what the line does to it."""

    id: str
    existing: Existing
    link: str

    @property
    def span(self) -> Span:
        return self.existing.start, self.existing.end + DAY


def continuation_of(line: LineRequest, existing: Mapping[str, Existing]) -> Continuation | None:
    """The first subscription that a line names; None where it names none, or one that is not there."""
    for link in LINKS if existing else ():
        id = getattr(line, link)
        if id is not None and id in existing:
            return Continuation(id, existing[id], link)
    return None


def amended(continued: Continuation, start: date, proration: Proration) -> Asked:
    """From the day of the change to the end of the subscription, in its own periods."""
    existing = continued.existing
    return Asked(
        start,
        proration,
        common_end=existing.end,
        cycle_day=existing.billing_day,
        free=existing.free,
        continued=True,
        within=continued.span,
    )


def renewed(continued: Continuation, line: LineRequest, proration: Proration) -> Asked:
    """From the day after the subscription ends; as long as it was, where that is a number of months and nothing else is asked for."""
    existing, months = continued.existing, months_of(continued.span)
    as_before = months.numerator if months.denominator == 1 and line.end is None else None
    return Asked(
        existing.end + DAY,
        proration,
        months=line.term or as_before,
        end=line.end,
        cycle_day=line.billing_day or existing.billing_day,
        free=line.free,
        ramp=line.ramp,
        continued=True,
    )


def continuation_problems(line: LineRequest, existing: Mapping[str, Existing], start: date) -> Iterator[TermProblem]:
    """Everything that is wrong with what a line does to a subscription."""
    named = [link for link in LINKS if getattr(line, link) is not None]
    if len(named) > 1:
        zh, en = f"{'、'.join(named)} 只写其一", f"write only one of {', '.join(named)}"
        yield TermProblem("continuation", Text(zh=zh, en=en), (named[1],))
        return
    for link in named:
        id = getattr(line, link)
        if id not in existing:
            near = did_you_mean(id, list(existing))
            text = Text(zh=f"existing 里没有“{id}”{near.zh}", en=f'there is no "{id}" in existing{near.en}')
            yield TermProblem("unknown-subscription", text, (link,))
            return
    yield from _out_of_place(line)
    continued = continuation_of(line, existing)
    if continued is not None:
        yield from _of_link(line, continued, start)


def _out_of_place(line: LineRequest) -> Iterator[TermProblem]:
    if line.keep_price is not None and line.amends is None and line.renews is None:
        text = Text(
            zh="keep_price 只用于 amends 或 renews 的行", en="keep_price is for a line that amends or renews; remove it"
        )
        yield TermProblem("continuation", text, ("keep_price",))


def _of_link(line: LineRequest, continued: Continuation, start: date) -> Iterator[TermProblem]:
    existing, id, link = continued.existing, continued.id, continued.link
    if link != "co_term" and line.product != existing.product:
        text = Text(
            zh=f"{id} 是 {existing.product}，不是 {line.product}；请改正其中一个",
            en=f"{id} is for {existing.product}, not {line.product}; correct one of them",
        )
        yield TermProblem("continuation", text, ("product",))
    for field in ("term", "end") if link != "renews" else ():
        if getattr(line, field) is not None:
            text = Text(zh=f"本行与 {id} 同日结束，请去掉 {field}", en=f"the line ends with {id}; remove {field}")
            yield TermProblem("continuation", text, (field,))
    if link == "amends":
        yield from _amended(continued, start)
    if link == "renews":
        yield from _renewed(line, continued)
    yield from _held(line, continued)


def _amended(continued: Continuation, start: date) -> Iterator[TermProblem]:
    existing, id = continued.existing, continued.id
    if start > existing.end:
        text = Text(
            zh=f"变更日 {start} 晚于 {id} 的结束日 {existing.end}；请改 start，或用 renews 续订",
            en=f"the change on {start} is after {id} ends, on {existing.end}; correct start, or renew it with renews",
        )
        yield TermProblem("amend-after-end", text, ("start",))
    if start < existing.start:
        text = Text(
            zh=f"变更日 {start} 早于 {id} 的起始日 {existing.start}；请改 start",
            en=f"the change on {start} is before {id} starts, on {existing.start}; correct start",
        )
        yield TermProblem("amend-before-start", text, ("start",))


def _renewed(line: LineRequest, continued: Continuation) -> Iterator[TermProblem]:
    existing, id = continued.existing, continued.id
    due = existing.end + DAY
    if line.start is not None and line.start != due:
        overlaps = line.start < due
        text = Text(
            zh=f"{id} 到 {existing.end} 为止，续订须从 {due} 起；从 {line.start} 起会{'重叠' if overlaps else '出现空档'}",
            en=f"{id} runs until {existing.end}, and a renewal starts on {due}; from {line.start} there is "
            f"{'an overlap' if overlaps else 'a gap'}; remove start",
        )
        yield TermProblem("renewal-overlap" if overlaps else "renewal-gap", text, ("start",))


def _held(line: LineRequest, continued: Continuation) -> Iterator[TermProblem]:
    """What cannot be said of a line whose price stays, or whose billing goes on."""
    amends = continued.link == "amends"
    running = ("billing_day", "free", "ramp") if amends else ()
    priced = (
        ("price", "discount", "free", "ramp") if continued.link != "co_term" and line.keep_price is not False else ()
    )
    for field in (each for each in running if getattr(line, each)):
        text = Text(
            zh=f"变更沿用原订阅的计费日、免费期与各年价格，请去掉 {field}；续订（renews）时才可另写",
            en=f"an amended subscription keeps its billing day, free months and years as they were; remove {field}: only a renewal "
            "(renews) may have its own",
        )
        yield TermProblem("held-price", text, (field,))
    for field in (each for each in priced if each not in running and getattr(line, each)):
        text = Text(
            zh=f"本行沿用原价，请去掉 {field}；要改价请写 keep_price: false",
            en=f"the line keeps its price; remove {field}, or write keep_price: false for a new price",
        )
        yield TermProblem("held-price", text, (field,))


def continued_twice(request: QuoteRequest) -> Iterator[TermProblem]:
    """Lines that amend or renew what another line does already; the path is from the request."""
    for link in ("amends", "renews"):
        seen: set[str] = set()
        for index, line in request.counted:
            id = getattr(line, link)
            if id in seen:
                text = Text(
                    zh=f"前面已有一行变更或续订 {id}，两者重叠；请只留一行",
                    en=f"an earlier line does so with {id}, and the two overlap; keep one",
                )
                yield TermProblem("continued-twice", text, ("lines", index, link))
            if id is not None:
                seen.add(id)
