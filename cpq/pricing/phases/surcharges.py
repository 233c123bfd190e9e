"""Surcharges by attribute: what a colour or a length adds to the unit price."""

from __future__ import annotations

from decimal import Decimal

from cpq.company.attribute import Attribute
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.entry import Entry
from cpq.pricing.line import Line
from cpq.pricing.surcharge import added, surcharge_of
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.text import Text


def surcharges(basket: Basket, context: Context) -> Basket:
    """Every line with the surcharges of its entry, a step for each attribute; they belong to the list price.

    Raises `Refused` with every line whose price they make negative.
    """
    if not any(line.entry and line.entry.entry.method.surcharges for line in basket.lines):
        return basket
    surcharged = basket.with_lines([_with_surcharges(line, context) for line in basket.lines])
    findings = [_negative(line, context) for line in surcharged.lines if line.unit_list < 0]
    if findings:
        raise Refused(findings)
    return surcharged


def _with_surcharges(line: Line, context: Context) -> Line:
    if line.entry is None or not line.entry.entry.method.surcharges:
        return line
    entry = line.entry.entry
    steps = [_step(line, entry, *each, context) for each in added(entry.method, line.item)]
    return line.plus(*steps, unit_list=line.unit_list + surcharge_of(entry.method, line.item))


def _step(line: Line, entry: Entry, attribute: str, value: str, amount: Decimal, context: Context) -> Step:
    exact = line.over_term(amount)
    return Step(
        Phase.OPTIONS,
        entry.owner.id,
        _label(line, attribute, context),
        context.round_per_period(exact, line),
        exact,
        entry.at("surcharges", attribute, value),
        quantity=line.item.quantity,
        unit_price=amount,
    )


def _label(line: Line, attribute: str, context: Context) -> Text:
    """The attribute and its value, by their names."""
    declared = context.rulebook.all(Attribute)[attribute]
    value = declared.text_of(line.item.attributes[attribute])
    return Text(zh=f"{declared.name.zh}：{value.zh}", en=f"{declared.name.en}: {value.en}")


def _negative(line: Line, context: Context) -> Finding:
    item = line.item
    text = Text(
        zh=f"第 {item.number} 行（{item.code}）减去按属性的调整后，目录单价为负数（{line.unit_list:f}）；请在价目表里改正",
        en=f"the surcharges make the list price of line {item.number} ({item.code}) negative, {line.unit_list:f}; "
        "mend them in the price list",
    )
    related = (line.entry.entry.at("surcharges"),) if line.entry else ()
    return Finding("negative-price", context.place_of(item, "product"), text, related=related)
