"""From the guardrails that a quote touches to the approvals it needs, or to its refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpq.pricing.approval import Approval, about_lines, about_section
from cpq.pricing.authority import Asks
from cpq.pricing.context import Context
from cpq.pricing.guardrail import Approver, Guardrail
from cpq.pricing.line import Line
from cpq.pricing.measured import Measured, worst
from cpq.pricing.seniority import Seniority
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Touched:
    """A guardrail that a line, a section or the whole quote (neither) touches, and whom it asks.

    `why` are the figures behind it, or what is not known.
    """

    rule: Guardrail
    line: Line | None
    why: Text | None
    asks: Asks
    section: Text | None = None
    measured: tuple[Measured, ...] = ()

    @property
    def reason(self) -> Text:
        reason, why = self.rule.text, self.why
        return reason if why is None else Text(zh=f"{reason.zh}（{why.zh}）", en=f"{reason.en} ({why.en})")

    @property
    def numbers(self) -> tuple[str, ...]:
        return (self.line.item.number,) if self.line else ()


Case = Sequence[Touched]
"""All lines of one line asked for that touch the same guardrail: the options of a server do not ask one by one."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What nobody can approve: by which rule, for which line of the request (from 0) or section; for the quote neither."""

    rule: str
    index: int | None
    section: Text | None
    finding: Finding


class NotApprovable(Refused):
    """The quote touches guardrails that nobody can approve."""

    def __init__(self, forbidden: Sequence[Forbidden]) -> None:
        super().__init__(each.finding for each in forbidden)
        self.forbidden = tuple(forbidden)


def verdict(touched: Sequence[Touched], context: Context) -> tuple[Approval, ...]:
    """The approvals that are needed, lowest level first. Raises `NotApprovable` for what nobody can approve."""
    cases = _cases(touched)
    forbidden = [_forbidden(case, context) for case in cases if case[0].asks.refuse]
    seniority = Seniority(context)
    needed: list[Approval] = []
    for case in (each for each in cases if not each[0].asks.refuse):
        for id in case[0].asks.approvers:
            approver = seniority.asked(id)
            if approver is not None:
                needed.append(_approval(case, approver))
            elif seniority.nobody_above(id):
                forbidden.append(_forbidden(case, context, seniority.nobody))
    if forbidden:
        raise NotApprovable(forbidden)
    return tuple(sorted(seniority.settled(needed), key=lambda each: each.level))


def _cases(touched: Sequence[Touched]) -> Sequence[Case]:
    cases: dict[object, list[Touched]] = {}
    for each in touched:
        index = each.line.item.index if each.line else None
        cases.setdefault((each.rule.id, index, each.section, each.asks.approvers, each.asks.refuse), []).append(each)
    return list(cases.values())


def _numbers(case: Case) -> tuple[str, ...]:
    return tuple(number for each in case for number in each.numbers)


def _approval(case: Case, approver: Approver) -> Approval:
    first = case[0]
    rule, item = first.rule, first.line.item if first.line else None
    return Approval(
        rule=rule.id,
        approver=approver.id,
        approver_name=approver.name,
        level=approver.level,
        reason=first.reason,
        place=rule.place,
        line=item.number if item else None,
        line_name=item.name if item else None,
        lines=_numbers(case),
        section=first.section,
        measured=worst([each.measured for each in case]),
    )


def _forbidden(case: Case, context: Context, why: Text | None = None) -> Forbidden:
    first, reason = case[0], case[0].reason
    place, index = context.where(), None
    if first.line is not None:
        place, index = context.place_of(first.line.item), first.line.item.index
    which = " ".join(each.zh for each in _about(case)), " ".join(each.en for each in _about(case))
    nobody = why or Text(zh="不可审批，请调整报价", en="nobody can approve it; change the quote")
    text = Text(
        zh=f"{which[0]}{reason.zh}（护栏“{first.rule.id}”，{nobody.zh}）",
        en=f'{which[1]}{reason.en} (guardrail "{first.rule.id}", {nobody.en})',
    )
    outside = Text(
        zh=f"{which[0]}这一价格不可审批，请调整报价", en=f"{which[1]}nobody can approve this price; change the quote"
    )
    finding = Finding("guardrail", place, text, related=(first.rule.place,), outside=outside)
    return Forbidden(first.rule.id, index, first.section, finding)


def _about(case: Case) -> Iterator[Text]:
    """`line 2 (Widget): `, `section Services: `; nothing for the whole quote."""
    first = case[0]
    if first.line is not None:
        about = about_lines(first.line.item.number, first.line.item.name, len(case))
    elif first.section is not None:
        about = about_section(first.section)
    else:
        return
    yield Text(zh=f"{about.zh}：", en=f"{about.en}: ")
