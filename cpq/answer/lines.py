"""From the lines of the waterfall to the lines of the answer: tax, cost, billing, and what documents print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cpq.answer.bundle_taxes import taxed_apart
from cpq.answer.bundles import shares_of_bundles
from cpq.answer.exact_net import exact_net
from cpq.answer.pocket import Deductions, pocket_costs
from cpq.answer.unit_price import shown_unit_price
from cpq.bom.calendar import shown
from cpq.bom.item import Item, Recurrence
from cpq.bom.products import Configurable
from cpq.company.attribute import Attribute
from cpq.money import settled
from cpq.priced_quote import Billing, Metering, PricedLine
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.periodic import of_a_period
from cpq.pricing.taxation import LineTax, Taxation
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.text import Text

ONE = Decimal(1)


def priced_lines(basket: Basket, context: Context) -> tuple[PricedLine, ...]:
    """Every line as it is answered. Raises `Refused` with every line that has no tax rate."""
    lines = basket.lines
    shares = shares_of_bundles(lines, context)
    taxation = Taxation(context, taxed_apart(lines, shares))
    taxes = [taxation.of(line) for line in lines]
    findings = [tax for tax in taxes if isinstance(tax, Finding)]
    if findings:
        raise Refused(dict.fromkeys(findings))
    known = [tax for tax in taxes if isinstance(tax, LineTax)]
    included = context.price_list.tax == "included"
    before_tax = [line.net - tax.amount if included else line.net for line, tax in zip(lines, known, strict=True)]
    pockets = pocket_costs(before_tax, basket, context)
    return tuple(
        [
            _priced_line(line, tax, base + tax.amount, shares.get(line.item.id), pocket, context)
            for line, tax, base, pocket in zip(lines, known, before_tax, pockets, strict=True)
        ]
    )


def _priced_line(
    line: Line, tax: LineTax, gross: Decimal, share: Decimal | None, pocket: Deductions, context: Context
) -> PricedLine:
    item = line.item
    contains, quantity, listed = ONE, item.quantity, line.unit_list
    billed = quantity if item.recurrence is None else line.over_term(ONE)
    if item.ordered is not None:
        contains = item.ordered.contains
        quantity, billed = item.request.quantity - item.free / contains, billed / contains
        listed = listed * contains
    exact = exact_net(line, context)
    rounding = context.settings.rounding
    return PricedLine(
        id=item.id,
        number=item.number,
        parent=item.parent,
        role=item.role,
        product=item.product.id,
        code=item.code,
        name=item.name,
        description=item.product.description,
        details=tuple(_details(item, context)) if item.attributes or item.inputs else (),
        group=None if item.group is None else _group(item.group, item),
        section=item.section,
        unit=_unit(item),
        quantity=quantity,
        each=item.each if item.ordered is None else quantity,
        contains=contains,
        unit_list=shown_unit_price(listed, context.digits, rounding),
        unit_net=shown_unit_price(settled(exact / billed), context.digits, rounding, like=line.unit_list)
        if billed
        else ZERO,
        list_amount=line.list_amount,
        surcharge=line.surcharge,
        discount=line.discount,
        net=line.net,
        tax=tax,
        gross=gross,
        cost=_cost(line, context),
        included=line.included,
        share=share,
        billing=None if item.recurrence is None else _billing(item.recurrence, line, exact, context),
        year=item.year,
        metering=Metering(item.quantity + item.free, item.free) if line.estimated else None,
        estimated=line.estimated,
        note=item.request.note if item.role in ("main", "delivery") and not item.setup else None,
        trace=line.steps,
        pocket=pocket,
    )


def _unit(item: Item) -> Text:
    if item.setup == "line":
        return Text(zh="项", en="pc")
    return item.ordered.name if item.ordered else item.product.unit


def _cost(line: Line, context: Context) -> Decimal | None:
    """The cost of the whole line; nothing for what is paid with the line above, whose cost contains it."""
    if line.included:
        return ZERO
    cost = context.costs.of(line.item).amount
    return None if cost is None else context.round(line.over_term(cost))


def _billing(term: Recurrence, line: Line, exact: Decimal, context: Context) -> Billing:
    whole, paid = term.calendar.extent.length, term.calendar.paid.length
    return Billing(
        period=term.period,
        periods=shown(whole),
        start=term.start,
        end=term.end,
        invoiced=term.invoiced,
        per_period=context.round(settled(_per_period(line, exact, context))),
        free=shown(whole - paid),
        calendar=term.calendar,
    )


def _per_period(line: Line, exact: Decimal, context: Context) -> Decimal:
    """What a whole period is or, of a term that is but part of one, would be; not rounded."""
    if not line.extent.whole:
        return line.extent.per_period(exact)
    return of_a_period(line.net, line.extent, context.digits, context.settings.rounding)


def _group(id: str, item: Item) -> Text | None:
    """The name of the option group or nested place that the item was chosen in."""
    parent = item.above[0] if item.above else None
    if not isinstance(parent, Configurable):
        return None
    group = parent.groups.get(id) or parent.nested.get(id)
    return group.name if group else None


def _details(item: Item, context: Context) -> Iterator[tuple[Text, Text]]:
    """The attributes that documents show, then every input: it was chosen like an option, and an order needs it."""
    declared: Mapping[str, Attribute] = context.rulebook.all(Attribute)
    for id, value in item.attributes.items():
        attribute = declared.get(id)
        if attribute is not None and attribute.show:
            yield attribute.name, attribute.text_of(value)
    if isinstance(item.product, Configurable):
        for name, value in item.inputs.items():
            attribute = declared[item.product.inputs[name].attribute]
            yield attribute.name, attribute.text_of(value)
