"""Holding a priced quote against the guardrails: which approvals it needs, or why it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.bom.catalogue import Catalogue
from cpq.bom.matching import TargetIndex
from cpq.pricing.approval import Approval
from cpq.pricing.conditions import failed, line_values
from cpq.pricing.context import Context
from cpq.pricing.guardrail import Approver, Guardrail, LineGuardrail, QuoteGuardrail
from cpq.pricing.line import ZERO, Line
from cpq.pricing.measures import line_measures, quote_measures
from cpq.rulebook.expressions import CurrencyMismatch, EvaluationError, Expression, MissingValue
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Weighed:
    """A line with its cost (None: not known) and its amount without tax."""

    line: Line
    cost: Decimal | None
    before_tax: Decimal


Whole = tuple[Decimal, Decimal | None]
"""Amount without tax and cost of several lines together."""


@dataclass(frozen=True, slots=True)
class _Touched:
    """A guardrail that a line or the whole (None) touches; `doubt` says what is not known."""

    rule: Guardrail
    line: Line | None
    doubt: Text | None

    @property
    def number(self) -> str | None:
        """The number of the line that was asked for."""
        return str(self.line.item.index + 1) if self.line else None


def approvals_needed(lines: Sequence[Weighed], order: Mapping[str, object], context: Context) -> tuple[Approval, ...]:
    """The approvals that the quote needs, lowest level first. Raises `Refused` for what nobody can approve.

    A condition that asks for a margin which is not known, or compares with an amount in another currency, is never passed in
    silence: it needs its approval. The rep's own level covers guardrails of that level and below.
    """
    values = {**context.values, **order}
    touched = [*_touched_by_lines(lines, values, context), *_touched_by_all(lines, values, context)]
    refusals = [_refusal(each, context) for each in touched if each.rule.refuse]
    if refusals:
        raise Refused(refusals)
    return _approvals(touched, context)


def _touched_by_lines(lines: Sequence[Weighed], quote: Mapping[str, object], context: Context) -> Iterator[_Touched]:
    index = context.rulebook.derived(_LineGuards)
    wholes = _wholes(lines)
    for weighed in lines:
        line = weighed.line
        rules = () if line.included else index.of(line, context)
        if rules:
            # What the list gives away inside a product is paid with the product, and has its margin.
            net, cost = (weighed.before_tax, weighed.cost) if line.list_amount else wholes[line.item.root]
            measures = line_measures(line, cost, net)
            values = {**line_values(line, quote, index.categories(line)), **measures}
            for rule in rules:
                yield from _touched(rule, rule.when, values, line)


def _touched_by_all(lines: Sequence[Weighed], quote: Mapping[str, object], context: Context) -> Iterator[_Touched]:
    counted = [each for each in lines if each.line.counts]
    net, cost = _together(counted)
    values = {**quote, **quote_measures((each.line for each in counted), cost, net)}
    for rule in context.rulebook.all(Guardrail).values():
        if isinstance(rule, QuoteGuardrail) and rule.valid.covers(context.situation.date):
            yield from _touched(rule, rule.when, values, None)


def _wholes(lines: Iterable[Weighed]) -> Mapping[str, Whole]:
    """Each line asked for, with everything inside it."""
    by_root: dict[str, list[Weighed]] = {}
    for each in lines:
        by_root.setdefault(each.line.item.root, []).append(each)
    return {root: _together(inside) for root, inside in by_root.items()}


def _together(lines: Iterable[Weighed]) -> Whole:
    net, cost = ZERO, ZERO
    for each in lines:
        net += each.before_tax
        cost = None if cost is None or each.cost is None else cost + each.cost
    return net, cost


class _LineGuards:
    """The line guardrails of a rulebook by what their targets name."""

    def __init__(self, rulebook: Rulebook) -> None:
        rules = [rule for rule in rulebook.all(Guardrail).values() if isinstance(rule, LineGuardrail)]
        self._index = TargetIndex(rulebook, [(rule.target, rule) for rule in rules])
        self._catalogue = rulebook.derived(Catalogue)

    def of(self, line: Line, context: Context) -> list[LineGuardrail]:
        return [rule for rule in self._index.of(line.item) if rule.valid.covers(context.situation.date)]

    def categories(self, line: Line) -> frozenset[str]:
        return frozenset(self._catalogue.categories_of(line.item.product))


def _touched(rule: Guardrail, when: Expression, values: Mapping[str, object], line: Line | None) -> Iterator[_Touched]:
    try:
        if when.evaluate(values):
            yield _Touched(rule, line, None)
    except MissingValue as error:
        if "margin" in when.names and "margin" not in values:
            yield _Touched(
                rule, line, Text(zh="成本未知，无法计算毛利", en="the margin is not known, a cost is missing")
            )
        elif rule.refuse:
            raise Refused([failed(rule, "when", error)]) from None
    except CurrencyMismatch as error:
        yield _Touched(rule, line, error.message)
    except EvaluationError as error:
        raise Refused([failed(rule, "when", error)]) from None


def _refusal(touched: _Touched, context: Context) -> Finding:
    which, place, line = Text.same(""), context.where(), touched.line
    if line is not None:
        place = context.place_of(line.item)
        number, code = line.item.number, line.item.code
        which = Text(zh=f"第 {number} 行（{code}）：", en=f"line {number} ({code}): ")
    reason = _reason(touched)
    text = Text(
        zh=f"{which.zh}{reason.zh}（护栏“{touched.rule.id}”，不可审批，请调整报价）",
        en=f'{which.en}{reason.en} (guardrail "{touched.rule.id}", nobody can approve it; change the quote)',
    )
    return Finding("guardrail", place, text, related=(touched.rule.place,))


def _reason(touched: _Touched) -> Text:
    reason, doubt = touched.rule.text, touched.doubt
    return reason if doubt is None else Text(zh=f"{reason.zh}（{doubt.zh}）", en=f"{reason.en} ({doubt.en})")


def _approvals(touched: Iterable[_Touched], context: Context) -> tuple[Approval, ...]:
    """One for each guardrail and line asked for: the options of a server do not ask one by one."""
    approvers = context.rulebook.all(Approver)
    role = context.request.sales_role
    own = approvers[role].level if role is not None else 0
    needed: dict[tuple[str, str | None], Approval] = {}
    for each in touched:
        approver = approvers[each.rule.approver or ""]
        if approver.level > own:
            approval = Approval(
                each.rule.id, approver.id, approver.name, approver.level, _reason(each), each.rule.place, each.number
            )
            needed.setdefault((each.rule.id, each.number), approval)
    return tuple(sorted(needed.values(), key=lambda each: each.level))
