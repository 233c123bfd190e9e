"""Methods of delivery have a price wherever they are offered, by something that can be added up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpq.company.attribute import Attribute
from cpq.pricing.delivery_method import DeliveryMethod, DeliveryTiers
from cpq.pricing.price_list import PriceList
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def deliveries_are_priced(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of a method that is offered to everybody, and has prices, but none in a currency in which the company sells.

    A warning only: it may be meant. A quote in that currency is refused, unless the rep sets the price.
    """
    lists = rulebook.all(PriceList).values()
    sold = dict.fromkeys(currency for each in lists for currency in (each.currency, *each.convert_to))
    for method in rulebook.all(DeliveryMethod).values():
        lacking = [currency for currency in sold if currency not in method.price]
        if method.when is None and method.price and lacking:
            yield _lacking(method, lacking)


def deliveries_by_numbers(rulebook: Rulebook) -> Iterator[Finding]:
    """An attribute that decides about tiers is a number."""
    attributes = rulebook.all(Attribute)
    for method in rulebook.all(DeliveryMethod).values():
        for currency, price in method.price.items():
            attribute = attributes.get(price.attribute or "") if isinstance(price, DeliveryTiers) else None
            if attribute is not None and attribute.type != "number":
                yield _no_number(method, currency, attribute)


def _lacking(method: DeliveryMethod, currencies: Sequence[str]) -> Finding:
    named = ", ".join(currencies)
    text = Text(
        zh=f"没有 {named.replace(', ', '、')} 的运费，以其报价时不能选用；请补上，或用 when 限定",
        en=f"there is no price in {named}: it cannot be had in quotes in it; add one, or say with `when` where it is offered",
    )
    return Finding("no-delivery-price", method.at("price"), text, Severity.WARNING)


def _no_number(method: DeliveryMethod, currency: str, attribute: Attribute) -> Finding:
    text = Text(
        zh=f"属性“{attribute.id}”不是数值，无法合计；请改用数值属性",
        en=f'the attribute "{attribute.id}" is no number and cannot be added up; use one that is',
    )
    place = method.at("price", currency, "attribute")
    return Finding("delivery-measure", place, text, related=(attribute.at("type"),))
