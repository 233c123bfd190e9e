"""Holding a priced quote against the guardrails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.pricing.approval import Approval
from cpq.pricing.conditions import failed, line_values
from cpq.pricing.context import Context
from cpq.pricing.guardrail import Guardrail, LineGuardrail, QuoteGuardrail
from cpq.pricing.line import ZERO, Line
from cpq.pricing.measures import NET_IN_COMPANY_CURRENCY, line_measures, quote_measures
from cpq.pricing.rule_index import RuleIndex
from cpq.pricing.verdict import Touched, verdict
from cpq.rulebook.expressions import CurrencyMismatch, EvaluationError, Expression, MissingValue, terms
from cpq.rulebook.expressions.tree import Junction
from cpq.rulebook.finding import Refused
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


def approvals_needed(lines: Sequence[Weighed], order: Mapping[str, object], context: Context) -> tuple[Approval, ...]:
    """The approvals that the quote needs, lowest level first. Raises `Refused` for what nobody can approve.

    A condition that asks for a margin which is not known, or compares with an amount in another currency, is never passed in
    silence: it needs its approval.
    """
    values = {**context.values, **order}
    return verdict([*_touched_by_lines(lines, values, context), *_touched_by_all(lines, values, context)], context)


def _touched_by_lines(lines: Sequence[Weighed], quote: Mapping[str, object], context: Context) -> Iterator[Touched]:
    index = context.rulebook.derived(_line_guards)
    if not index.rules:
        return
    inside = _inside(lines)
    wholes = {root: _together(each) for root, each in inside.items()}
    for weighed in lines:
        line = weighed.line
        rules = () if line.included or line.credit else index.of(line.item)
        if rules:
            # What the list gives away inside a product is paid with the product, and has its margin.
            net, cost = (weighed.before_tax, weighed.cost) if line.list_amount else wholes[line.item.root]
            measures = line_measures(line, cost, net)
            values = {**line_values(line, quote, index.categories(line.item)), **measures}
            asked = [weighed] if line.list_amount else inside[line.item.root]
            for rule in rules:
                yield from _touched(rule, rule.when, values, line, asked, context)


def _touched_by_all(lines: Sequence[Weighed], quote: Mapping[str, object], context: Context) -> Iterator[Touched]:
    rules = [rule for rule in context.rulebook.all(Guardrail).values() if isinstance(rule, QuoteGuardrail)]
    if not rules:
        return
    counted = [each for each in lines if each.line.counts]
    net, cost = _together(counted)
    values = {**quote, **quote_measures((each.line for each in counted), cost, net, context.costs.rate)}
    for rule in rules:
        yield from _touched(rule, rule.when, values, None, counted, context)


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


def _touched(
    rule: Guardrail,
    when: Expression,
    values: Mapping[str, object],
    line: Line | None,
    asked: Sequence[Weighed],
    context: Context,
) -> Iterator[Touched]:
    """Nothing, or the rule with its doubt; `asked` are the lines whose margin it asks for."""
    if not rule.valid.covers(context.situation.date):
        return
    try:
        if when.evaluate(values):
            yield Touched(rule, line, None)
    except MissingValue as error:
        doubt = _doubt(when, values, asked, error, context)
        if doubt is not None:
            yield Touched(rule, line, doubt)
    except CurrencyMismatch as error:
        yield Touched(rule, line, error.message)
    except EvaluationError as error:
        raise Refused([failed(rule, "when", error)]) from None


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
    asks_for_either = any(isinstance(part.tree, Junction) and part.tree.operator == "or" for part in terms(when))
    return error.message if asks_for_either else None


def _no_margin(asked: Sequence[Weighed], context: Context) -> Text:
    """Of which products the cost is not known, and why."""
    reasons = dict.fromkeys(context.costs.of(each.line.item).why for each in asked if each.cost is None)
    zh, en = "；".join(why.zh for why in reasons), "; ".join(why.en for why in reasons)
    return Text(zh=f"毛利未知：{zh}", en=f"the margin is not known: {en}")
