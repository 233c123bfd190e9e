"""From the guardrails that a quote touches to the approvals it needs, or to its refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cpq.pricing.approval import Approval, about_lines
from cpq.pricing.context import Context
from cpq.pricing.guardrail import Approver, Guardrail
from cpq.pricing.line import Line
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Touched:
    """A guardrail that a line, or the whole quote (None), touches; `doubt` says what is not known."""

    rule: Guardrail
    line: Line | None
    doubt: Text | None

    @property
    def reason(self) -> Text:
        reason, doubt = self.rule.text, self.doubt
        return reason if doubt is None else Text(zh=f"{reason.zh}（{doubt.zh}）", en=f"{reason.en} ({doubt.en})")


Case = Sequence[Touched]
"""All lines of one line asked for that touch the same guardrail: the options of a server do not ask one by one."""


def verdict(touched: Sequence[Touched], context: Context) -> tuple[Approval, ...]:
    """The approvals that are needed, lowest level first. Raises `Refused` for what nobody can approve.

    The rep's own level covers guardrails of that level and below.
    """
    cases = _cases(touched)
    refusals = [_refusal(case, context) for case in cases if case[0].rule.refuse]
    if refusals:
        raise Refused(refusals)
    approvers = context.rulebook.all(Approver)
    role = context.request.sales_role
    own = approvers[role].level if role is not None else 0
    approvals = [_approval(case, approvers[case[0].rule.approver or ""]) for case in cases]
    return tuple(sorted((each for each in approvals if each.level > own), key=lambda each: each.level))


def _cases(touched: Sequence[Touched]) -> Sequence[Case]:
    cases: dict[tuple[str, int | None], list[Touched]] = {}
    for each in touched:
        index = each.line.item.index if each.line else None
        cases.setdefault((each.rule.id, index), []).append(each)
    return list(cases.values())


def _numbers(case: Case) -> tuple[str, ...]:
    return tuple(each.line.item.number for each in case if each.line)


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
    )


def _refusal(case: Case, context: Context) -> Finding:
    first, reason = case[0], case[0].reason
    which, place = Text("", ""), context.where()
    if first.line is not None:
        item = first.line.item
        about = about_lines(item.number, item.name, len(case))
        which, place = Text(zh=f"{about.zh}：", en=f"{about.en}: "), context.place_of(item)
    text = Text(
        zh=f"{which.zh}{reason.zh}（护栏“{first.rule.id}”，不可审批，请调整报价）",
        en=f'{which.en}{reason.en} (guardrail "{first.rule.id}", nobody can approve it; change the quote)',
    )
    return Finding("guardrail", place, text, related=(first.rule.place,))
