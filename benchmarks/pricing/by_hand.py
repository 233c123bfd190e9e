"""The workload as two hand-written loops that know nothing but it: dictionaries as indexes, Decimal, a trace, exact shares.

`lean` keeps a trace of tuples, tax and totals. `full` makes the very answer of the engine, field by field, out of the same classes: it
shows what the loop costs when it says as much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shop import OFF, START, TAX

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Product
from cpq.priced_quote import LineTax, Outcome, PricedLine, SectionTotal, TaxTotal, Totals
from cpq.pricing.methods.fixed import Fixed
from cpq.pricing.outcome import Given
from cpq.pricing.price_list import PriceList
from cpq.pricing.taxation import TaxPart
from cpq.pricing.taxes import Tax
from cpq.pricing.trace import Phase, Step
from cpq.promotions.promotion import Promotion
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

CENT = Decimal("0.01")
ZERO = Decimal(0)
Asked = Sequence[tuple[str, Decimal]]


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def shares(amount: Decimal, nets: Sequence[Decimal]) -> list[Decimal]:
    """By largest remainder, in whole cents."""
    units, weights = int(amount.scaleb(2)), [int(net.scaleb(2)) for net in nets]
    total = sum(weights)
    whole, rests = zip(*(divmod(units * weight, total) for weight in weights), strict=True)
    order = sorted(range(len(weights)), key=lambda index: -rests[index])
    extra = set(order[: units - sum(whole)])
    return [Decimal(share + (index in extra)).scaleb(-2) for index, share in enumerate(whole)]


@dataclass(frozen=True, slots=True)
class LeanBook:
    """`percents`: product → (promotion, rate, place)."""

    prices: Mapping[str, tuple[Decimal, str]]
    percents: Mapping[str, tuple[str, Decimal, str]]


def lean(asked: Asked, book: LeanBook) -> tuple[list[object], Mapping[str, Decimal], Decimal, Decimal]:
    """Lines with their trace, what each promotion took off, net, tax."""
    given: dict[str, Decimal] = {}
    nets: list[Decimal] = []
    traces: list[list[tuple[object, ...]]] = []
    for product, quantity in asked:
        unit, place = book.prices[product]
        exact = unit * quantity
        net = cents(exact)
        trace: list[tuple[object, ...]] = [("base", "L", net, exact, place, quantity, unit)]
        found = book.percents.get(product)
        if found is not None:
            rule, rate, place = found
            exact = net * rate
            amount = cents(exact)
            trace.append(("line_discount", rule, -amount, -exact, place, net, -rate))
            net -= amount
            given[rule] = given.get(rule, ZERO) + amount
        nets.append(net)
        traces.append(trace)
    total = sum(nets, ZERO)
    lines: list[object] = []
    tax = ZERO
    if total >= START:
        given["order"] = cents(total * OFF)
        for index, share in enumerate(shares(given["order"], nets)):
            traces[index].append(("order_discount", "order", -share, -share, "order", nets[index], -OFF))
            nets[index] -= share
    for (product, quantity), net, trace in zip(asked, nets, traces, strict=True):
        of_line = cents(net * TAX)
        tax += of_line
        lines.append((product, quantity, net, of_line, trace))
    return lines, given, sum(nets, ZERO), tax


@dataclass(frozen=True, slots=True)
class Offer:
    id: str
    name: Text
    rate: Decimal
    place: Place
    benefit: Place


@dataclass(frozen=True, slots=True)
class FullBook:
    """What the answer says of products, prices, promotions and taxes, with the places, looked up beforehand."""

    products: Mapping[str, Product]
    sections: Mapping[str, Text]
    list_name: Text
    prices: Mapping[str, tuple[Decimal, Place]]
    offers: Mapping[str, Offer]
    order: Offer
    idle: Sequence[Outcome]
    tax_name: Text
    tax_place: Place


def full_book(rulebook: Rulebook, idle: Sequence[Outcome]) -> FullBook:
    """`idle`: what became of each promotion on a quote that none of them fits."""
    catalogue = rulebook.derived(Catalogue)
    (price_list,) = rulebook.all(PriceList).values()
    (tax,) = rulebook.all(Tax).values()
    offers = {each.id: each for each in map(_offer, rulebook.all(Promotion).values())}
    return FullBook(
        products=catalogue.products,
        sections={id: catalogue.section_of(product) for id, product in catalogue.products.items()},
        list_name=price_list.name,
        prices={
            id: (method.price, price_list.at("entries", id))
            for id, method in price_list.entries.items()
            if isinstance(method, Fixed)
        },
        offers={f"P{id.removeprefix('off-')}": offer for id, offer in offers.items() if id != "order"},
        order=offers["order"],
        idle=idle,
        tax_name=tax.rates["goods"].name,
        tax_place=tax.at("rates", "goods"),
    )


def _offer(promotion: Promotion) -> Offer:
    rate = getattr(promotion.benefit, "value", OFF)
    return Offer(promotion.id, promotion.name, rate, promotion.place, promotion.at("benefit"))


APPLIED = Text(zh="已适用", en="applied")


def full(asked: Asked, book: FullBook) -> tuple[tuple[PricedLine, ...], tuple[Outcome, ...], Totals]:
    """The lines, outcomes and totals of the engine."""
    outcomes: dict[str, Outcome] = {}
    traces = [_line_steps(str(at), each, book, outcomes) for at, each in enumerate(asked, start=1)]
    nets = [sum((step.amount for step in trace), ZERO) for trace in traces]
    total = sum(nets, ZERO)
    if total >= START:
        order, off = book.order, cents(total * OFF)
        on: list[Given] = []
        for index, share in enumerate(shares(off, nets)):
            if share:
                on.append(Given(str(index + 1), share))
            step = Step(Phase.ORDER_DISCOUNT, order.id, order.name, -share, -share, order.benefit, nets[index], -OFF)
            traces[index].append(step)
            nets[index] -= share
        outcomes[order.id] = Outcome(
            order.id, order.name, "applied", Phase.ORDER_DISCOUNT, order.place, APPLIED, off, on=tuple(on), uses=1
        )
    numbered = enumerate(zip(asked, traces, nets, strict=True), start=1)
    lines = tuple(
        _priced(number, product, quantity, trace, net, book) for number, ((product, quantity), trace, net) in numbered
    )
    said = tuple(outcomes.get(each.promotion, each) for each in book.idle)
    return lines, said, _totals(lines, book)


def _line_steps(number: str, asked: tuple[str, Decimal], book: FullBook, outcomes: dict[str, Outcome]) -> list[Step]:
    product, quantity = asked
    unit, place = book.prices[product]
    exact = unit * quantity
    net = cents(exact)
    steps = [Step(Phase.BASE, "L", book.list_name, net, exact, place, None, None, quantity, unit)]
    offer = book.offers.get(product)
    if offer is not None:
        exact = net * offer.rate
        amount = cents(exact)
        step = Step(Phase.LINE_DISCOUNT, offer.id, offer.name, -amount, -exact, offer.benefit, net, -offer.rate)
        steps.append(step)
        earlier = outcomes.get(offer.id)
        taken = earlier.amount + amount if earlier else amount
        on = (*(earlier.on if earlier else ()), Given(number, amount))
        outcomes[offer.id] = Outcome(
            offer.id, offer.name, "applied", Phase.LINE_DISCOUNT, offer.place, APPLIED, taken, on=on, uses=1
        )
    return steps


def _priced(number: int, id: str, quantity: Decimal, trace: list[Step], net: Decimal, book: FullBook) -> PricedLine:
    product = book.products[id]
    listed = trace[0].amount
    tax = cents(net * TAX)
    return PricedLine(
        id=str(number),
        number=str(number),
        parent=None,
        role="main",
        product=id,
        code=id,
        name=product.name,
        description=product.description,
        details=(),
        group=None,
        section=book.sections[id],
        unit=product.unit,
        quantity=quantity,
        each=quantity,
        unit_list=book.prices[id][0],
        unit_net=cents(net / quantity),
        list_amount=listed,
        discount=listed - net,
        net=net,
        tax=LineTax(
            book.tax_name,
            TAX,
            tax,
            book.tax_place,
            (TaxPart(book.tax_name, TAX, tax, book.tax_place, base=net),),
        ),
        gross=net + tax,
        cost=cents((product.cost or ZERO) * quantity),
        included=False,
        billing=None,
        estimated=False,
        note=None,
        trace=tuple(trace),
    )


def _totals(lines: Sequence[PricedLine], book: FullBook) -> Totals:
    net, tax = sum((line.net for line in lines), ZERO), sum((line.tax.amount for line in lines), ZERO)
    cost = sum((line.cost or ZERO for line in lines), ZERO)
    return Totals(
        list_amount=sum((line.list_amount for line in lines), ZERO),
        discount=sum((line.discount for line in lines), ZERO),
        net=net,
        tax=tax,
        gross=net + tax,
        payable=net + tax,
        one_off=net,
        recurring=(),
        sections=(SectionTotal(lines[0].section, net),),
        taxes=(TaxTotal(book.tax_name, TAX, net, tax),),
        usage_estimate=ZERO,
        cost=cost,
        margin=((net - cost) / net).quantize(Decimal("0.000001"), ROUND_HALF_UP),
    )
