"""What a line asks for, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from cpq.bom.article import Article
from cpq.bom.configuration import Configuration, Explanation, Selection, configurator, read_selection
from cpq.bom.continuation import continuation_problems
from cpq.bom.line import Line, Where
from cpq.bom.ordering import quantity_problem, unknown_article, unknown_unit, variant_of
from cpq.bom.products import Bundle, Configurable, Product, Subscription, Usage
from cpq.bom.products.product import OtherUnit
from cpq.bom.term_problem import term_problem
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(slots=True)
class Ordered:
    """What is ordered: an article, with its whole configuration where it has one. `quantity` counts the product's own unit.

    `unit` is the other unit that the request counts in.
    """

    article: Article
    configuration: Configuration | None
    quantity: Decimal
    unit: OtherUnit | None = None


def read_line(line: Line) -> Ordered:
    """Raises `Refused` with every finding."""
    article = _article(line)
    unit = _unit(line, article.product)
    quantity = line.request.quantity if unit is None else line.request.quantity * unit.contains
    findings = _check(line, article, quantity)
    configuration = None
    try:
        configuration = _configuration(line, article.product)
    except Refused as refused:
        findings += refused.findings
    if findings:
        raise Refused(findings)
    return Ordered(article, configuration, quantity, unit)


def _article(line: Line) -> Article:
    asked = line.request
    article = line.catalogue.article(asked.product)
    if article is None:
        raise Refused([line.finding(unknown_article(line.catalogue, asked.product), "product")])
    variant = variant_of(line.catalogue, article, asked.variant)
    if isinstance(variant, Article):
        return variant
    raise Refused([line.finding(variant, "variant" if asked.variant else "product")])


def _unit(line: Line, product: Product) -> OtherUnit | None:
    """The other unit that the line counts in. Raises `Refused` for one that the product does not have."""
    asked = line.request.unit
    if asked is None or asked in product.units:
        return product.units[asked] if asked is not None else None
    raise Refused([line.finding(unknown_unit(product, asked), "unit")])


def _check(line: Line, article: Article, quantity: Decimal) -> list[Finding]:
    product = article.product
    findings: list[Finding] = []
    taken_away = quantity == 0 and line.request.amends is not None
    problem = None if taken_away else quantity_problem(product, quantity)
    if problem is not None:
        findings.append(line.finding(problem, "quantity"))
    # Of a product that is paid once nothing can be wrong where a line says nothing of terms.
    if product.over_time or not line.request.model_fields_set.isdisjoint(_OF_TERMS):
        findings += _check_term(line, product)
    if not taken_away:
        findings += line.not_sold(article, "product", alone=True)
    return findings


def _check_term(line: Line, product: Product) -> Iterator[Finding]:
    yield from _not_its_own(line, product)
    continued = list(continuation_problems(line.request, line.situation.existing, line.start))
    for each in continued:
        yield line.finding((each.code, each.text), *each.path)
    if continued:
        return
    # That of a bundle or configuration goes to what stands in it.
    own = None if isinstance(product, Bundle | Configurable) else term_problem(product, line.asked)
    if own is not None:
        yield line.finding((own.code, own.text), *own.path)


_FOR_TERMS: Mapping[str, tuple[type[Product], ...]] = {
    "start": (Subscription, Usage, Bundle, Configurable),
    "end": (Subscription, Usage, Bundle, Configurable),
    "billing_day": (Subscription, Bundle, Configurable),
    "free": (Subscription, Bundle, Configurable),
    "ramp": (Subscription,),
    "amends": (Subscription,),
    "renews": (Subscription,),
    "co_term": (Subscription, Usage, Bundle, Configurable),
}
"""What a line can say of a term → the kinds of product that have it, by themselves or by something that stands in them."""

_OF_TERMS = frozenset({*_FOR_TERMS, "term", "keep_price"})


def _not_its_own(line: Line, product: Product) -> Iterator[Finding]:
    for field, kinds in _FOR_TERMS.items():
        if getattr(line.request, field) and not isinstance(product, kinds):
            zh, en = f"“{product.name.zh}”没有 {field}，请去掉", f'"{product.name.en}" has no {field}; remove it'
            yield line.finding(("no-term", Text(zh=zh, en=en)), field)


def _configuration(line: Line, product: Product) -> Configuration | None:
    chosen = line.request.configuration
    if not isinstance(product, Configurable):
        if chosen:
            zh = f"“{product.name.zh}”不是可配置产品，请去掉 configuration"
            en = f'"{product.name.en}" is not configurable; remove configuration'
            raise Refused([line.finding(("not-configurable", Text(zh=zh, en=en)), "configuration")])
        return None

    def where(*path: str | int) -> Place:
        return line.place("configuration", *path)

    selection, findings = read_selection(line.rulebook, product, chosen, where)
    unsold = () if findings else _unsold(line, selection, where)
    if findings or any(unsold):
        raise Refused([*findings, *unsold])
    completed = configurator(line.rulebook, product, situation=line.situation).complete(selection)
    if isinstance(completed, Explanation):
        raise Refused([_impossible(line, completed)])
    return completed


def _unsold(line: Line, selection: Selection, where: Where) -> tuple[Finding, ...]:
    """A finding for each reason why something that was chosen, here or inside, may not be sold."""
    return tuple(
        Finding(reason.code, place, reason.text, related=(reason.place,))
        for code, place in _chosen(selection, where)
        for reason in line.why_not_sold(line.catalogue.articles[code])
    )


def _chosen(selection: Selection, where: Where) -> Iterator[tuple[str, Place]]:
    """The codes of what was chosen, with the places of the groups and parts."""
    for group, options in selection.options.items():
        yield from ((code, where(group)) for code, quantity in options.items() if quantity != 0)
    for place, parts in selection.nested.items():
        for number, part in enumerate(parts):
            yield part.product, where(place, number, "product")
            yield from _chosen(part.selection, partial(where, place, number, "configuration"))


def _impossible(line: Line, why: Explanation) -> Finding:
    first = (why.choices[0].name,) if why.choices else ()
    within = why.choices[0].within if why.choices else why.within
    inside = [part for step in within for part in ((step, "configuration") if isinstance(step, int) else (step,))]
    zh, en = f"配置不成立：{why.text.zh}", f"this cannot be built: {why.text.en}"
    place = line.place("configuration", *inside, *first)
    related = tuple(rule.place for rule in why.rules)
    return Finding("impossible-configuration", place, Text(zh=zh, en=en), related=related)
