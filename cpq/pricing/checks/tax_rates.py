"""Tax tables have a rate for every class that products and methods of delivery are in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Product
from cpq.bom.tree import line_of
from cpq.company.market import Region
from cpq.pricing.delivery_method import DeliveryMethod
from cpq.pricing.taxes import Tax
from cpq.rulebook.fields import Validity
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Taxed = Product | DeliveryMethod


def every_class_has_a_rate(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of each table that lacks a class which products or deliveries use, and which no table of the region or around it has meanwhile; what is charged
    on top does not count, for it needs something that it is on top of.

    A warning only: it may be that nothing of that class is sold there. A quote without a rate is refused.
    """
    used: dict[str, list[Taxed]] = {}
    for taxed in (*rulebook.derived(Catalogue).products.values(), *rulebook.all(DeliveryMethod).values()):
        used.setdefault(taxed.tax_class, []).append(taxed)
    regions, taxes = rulebook.all(Region), rulebook.all(Tax)
    for tax in taxes.values():
        around = set(line_of(regions, tax.region))
        meanwhile = [
            each
            for each in taxes.values()
            if each.region in around and not each.on_top and _meet(each.valid, tax.valid)
        ]
        known = {tax_class for each in meanwhile for tax_class in each.rates}
        lacking = {tax_class: all_of_it for tax_class, all_of_it in used.items() if tax_class not in known}
        if lacking:
            yield _no_rates(tax, lacking)


def _meet(one: Validity, other: Validity) -> bool:
    """Whether there is a day on which both hold."""
    return _begins_before_end(one, other) and _begins_before_end(other, one)


def _begins_before_end(one: Validity, other: Validity) -> bool:
    return one.from_ is None or other.to is None or one.from_ <= other.to


def _no_rates(tax: Tax, lacking: Mapping[str, Sequence[Taxed]]) -> Finding:
    classes, of_it = ", ".join(lacking), [each for some in lacking.values() for each in some]
    first, having = of_it[0], _having(of_it)
    text = Text(
        zh=f"没有 {classes.replace(', ', '、')} 的税率，而有 {having.zh}属于此类，在 {tax.region} 无法报价；请补上，免税写 0%",
        en=f"there is no rate for {classes}, which {having.en}: they cannot be quoted in {tax.region}; add it, 0% if not taxed",
    )
    return Finding("no-tax-rate", tax.at("rates"), text, Severity.WARNING, related=(first.at("tax_class"),))


def _having(of_it: Sequence[Taxed]) -> Text:
    """`2 products and 1 delivery method have`."""
    products = sum(isinstance(each, Product) for each in of_it)
    methods = len(of_it) - products
    said = [
        (count, Text(f"{count} {zh}", f"{count} {en if count == 1 else f'{en}s'}"))
        for count, zh, en in ((products, "个产品", "product"), (methods, "种配送方式", "delivery method"))
    ]
    named = [text for count, text in said if count]
    verb = "has" if len(of_it) == 1 else "have"
    return Text("和 ".join(each.zh for each in named), f"{' and '.join(each.en for each in named)} {verb}")
