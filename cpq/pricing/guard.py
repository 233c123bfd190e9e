"""Holding a priced quote against the guardrails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.pricing.approval import Approval
from cpq.pricing.asking import asks
from cpq.pricing.conditions import failed, line_values
from cpq.pricing.context import Context
from cpq.pricing.guardrail import Guardrail, LineGuardrail, QuoteGuardrail, SectionGuardrail
from cpq.pricing.line import ZERO, Line
from cpq.pricing.measured import measured
from cpq.pricing.measures import NET_IN_COMPANY_CURRENCY, line_measures, quote_measures
from cpq.pricing.rule_index import RuleIndex
from cpq.pricing.verdict import Touched, verdict
from cpq.rulebook.expressions import CurrencyMismatch, EvaluationError, Expression, MissingValue
from cpq.rulebook.expressions.tree import Junction
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(slots=True)
class Weighed:
    """A line with its cost (None: not known) and its amount without tax."""

    line: Line
    cost: Decimal | None
    before_tax: Decimal


Whole = tuple[Decimal, Decimal | None]
"""Amount without tax and cost of several lines together."""


def approvals_needed(lines: Sequence[Weighed], order: Mapping[str, object], context: Context) -> tuple[Approval, ...]:
    """The approvals that the quote needs, lowest level first. Raises `Refused` for what nobody can approve.

    A condition that asks for a margin which is not known, or compares with an amount in another currency, is never passed in
    silence: it needs its approval.
    """
    values = {**context.values, **order}
    touched = [
        *_touched_by_lines(lines, values, context),
        *_touched_by_sections(lines, values, context),
        *_touched_by_all(lines, values, context),
    ]
    return verdict(touched, context)


def _touched_by_lines(lines: Sequence[Weighed], quote: Mapping[str, object], context: Context) -> Iterator[Touched]:
    index = context.rulebook.derived(_line_guards)
    if not index.rules:
        return
    inside = _inside(lines)
    wholes = {root: _together(each) for root, each in inside.items()}
    for weighed in lines:
        line = weighed.line
        rules = () if line.included or line.credit or line.added else index.of(line.item)
        if rules:
            # What the list gives away inside a product is paid with the product, and has its margin.
            net, cost = (weighed.before_tax, weighed.cost) if line.list_amount else wholes[line.item.root]
            measures = line_measures(line, cost, net)
            values = {**line_values(line, quote, index.categories(line.item)), **measures}
            asked = [weighed] if line.list_amount else inside[line.item.root]
            subject = _Subject(values, line.net, asked, line)
            yield from _touched(rules, subject, context)


def _touched_by_sections(lines: Sequence[Weighed], quote: Mapping[str, object], context: Context) -> Iterator[Touched]:
    index = context.rulebook.derived(_section_guards)
    if not index.rules:
        return
    sections: dict[tuple[str, Text], list[Weighed]] = {}
    rules = {rule.id: rule for rule in index.rules}
    for each in lines:
        for rule in index.of(each.line.item) if each.line.counts else ():
            sections.setdefault((rule.id, each.line.item.section), []).append(each)
    for (rule, section), inside in sections.items():
        yield from _touched((rules[rule],), _whole(inside, quote, context, section), context)


def _touched_by_all(lines: Sequence[Weighed], quote: Mapping[str, object], context: Context) -> Iterator[Touched]:
    rules = [rule for rule in context.rulebook.all(Guardrail).values() if isinstance(rule, QuoteGuardrail)]
    if rules:
        subject = _whole([each for each in lines if each.line.counts], quote, context)
        yield from _touched(rules, subject, context)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a guardrail looks at: the values of its names, its net amount, and the lines whose margin it has.

    One line, the lines under one heading, or (neither) the quote.
    """

    values: Mapping[str, object]
    net: Decimal
    asked: Sequence[Weighed]
    line: Line | None = None
    section: Text | None = None


def _whole(
    lines: Sequence[Weighed], quote: Mapping[str, object], context: Context, section: Text | None = None
) -> _Subject:
    net, cost = _together(lines)
    measures = quote_measures((each.line for each in lines), cost, net, context.costs.rate)
    running = sum((each.line.net for each in lines), ZERO)
    return _Subject({**quote, **measures}, running, lines, section=section)


def _inside(lines: Iterable[Weighed]) -> Mapping[str, Sequence[Weighed]]:
    """Each line asked for, with everything inside it."""
    by_root: dict[str, list[Weighed]] = {}
    for each in lines:
        by_root.setdefault(each.line.item.root, []).append(each)
    return by_root


def _together(lines: Iterable[Weighed]) -> Whole:
    net, cost = ZERO, ZERO
    for each in lines:
        net += each.before_tax
        cost = None if cost is None or each.cost is None else cost + each.cost
    return net, cost


def _line_guards(rulebook: Rulebook) -> RuleIndex[LineGuardrail]:
    return RuleIndex(rulebook, [rule for rule in rulebook.all(Guardrail).values() if isinstance(rule, LineGuardrail)])


def _section_guards(rulebook: Rulebook) -> RuleIndex[SectionGuardrail]:
    rules = [rule for rule in rulebook.all(Guardrail).values() if isinstance(rule, SectionGuardrail)]
    return RuleIndex(rulebook, rules)


def _touched(rules: Iterable[Guardrail], subject: _Subject, context: Context) -> Iterator[Touched]:
    """Those of the rules that hold, each with whom it asks and its doubt."""
    for rule in rules:
        if not rule.valid.covers(context.situation.date):
            continue
        holds, doubt = _holds(rule, subject, context)
        if not holds:
            continue
        asked = asks(rule, subject.values, subject.net, context)
        if asked is not None:
            seen = measured(rule, subject.values, subject.line)
            yield Touched(rule, subject.line, doubt or asked.why, asked, subject.section, seen)


def _holds(rule: Guardrail, subject: _Subject, context: Context) -> tuple[bool, Text | None]:
    """Whether the condition calls for somebody, and what is not known about it."""
    when = rule.condition
    if when is None:
        return True, None
    try:
        return bool(when.evaluate(subject.values)), None
    except MissingValue as error:
        doubt = _doubt(when, subject.values, subject.asked, error, context)
        return doubt is not None, doubt
    except CurrencyMismatch as error:
        return True, error.message
    except EvaluationError as error:
        raise Refused([_failed(rule, subject, error)]) from None


def _failed(rule: Guardrail, subject: _Subject, error: EvaluationError) -> Finding:
    """A condition that has no value: at its place, with the line that it was asked of."""
    item = subject.line.item if subject.line is not None else None
    return failed(rule, "when", error, item)


def _doubt(
    when: Expression,
    values: Mapping[str, object],
    asked: Sequence[Weighed],
    error: MissingValue,
    context: Context,
) -> Text | None:
    """Why a condition may be touched though a value is missing; None where it is not.

    A margin that is not known is a doubt, and so is an amount without an exchange rate. A product without an attribute is not meant by
    what is asked of the attribute, unless the condition asks for that *or* something else.
    """
    if "margin" in when.names and "margin" not in values:
        return _no_margin(asked, context)
    if NET_IN_COMPANY_CURRENCY in when.names and NET_IN_COMPANY_CURRENCY not in values:
        return context.costs.no_rate
    asks_for_either = any(isinstance(part.tree, Junction) and part.tree.operator == "or" for part in when.terms)
    return error.message if asks_for_either else None


def _no_margin(asked: Sequence[Weighed], context: Context) -> Text:
    """Of which products the cost is not known, and why."""
    reasons = dict.fromkeys(context.costs.of(each.line.item).why for each in asked if each.cost is None)
    zh, en = "；".join(why.zh for why in reasons), "; ".join(why.en for why in reasons)
    return Text(zh=f"毛利未知：{zh}", en=f"the margin is not known: {en}")
