"""Dates of lists, taxes and contracts."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from cpq.bom.matching import keys_of
from cpq.pricing.contract import Contract
from cpq.pricing.price_list import PriceList
from cpq.pricing.taxes import Tax
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.rulebook.validity import Dated, grouped, succession


def lists_follow_one_another(rulebook: Rulebook) -> Iterator[Finding]:
    """Of lists for the same currency, channel, region, segment and customer one is in force on each day; and so of those that are converted."""
    keyed = (
        (
            (currency, currency == each.currency, each.channel, each.region, each.segment, each.customer),
            Dated(each.id, each.valid, each.place),
        )
        for each in rulebook.all(PriceList).values()
        for currency in dict.fromkeys((each.currency, *each.convert_to))
    )
    found = succession(grouped(keyed), Text(zh="价目表", en="price list"))
    yield from dict.fromkeys(found)  # two lists may meet in several currencies


def taxes_follow_one_another(rulebook: Rulebook) -> Iterator[Finding]:
    """Of the rates for the same region and tax class one is in force on each day."""
    keyed = (
        ((tax.region, tax_class), Dated(tax.id, tax.valid, tax.at("rates", tax_class)))
        for tax in rulebook.all(Tax).values()
        for tax_class in tax.rates
    )
    yield from succession(grouped(keyed), Text(zh="税率", en="tax rate"))


def contracts_do_not_overlap(rulebook: Rulebook) -> Iterator[Finding]:
    """On each day a customer has one agreed price for an item, and one contract with a discount for the same products."""
    agreed = (each for contract in rulebook.all(Contract).values() for each in _agreed(contract))
    found = succession(grouped(agreed), Text(zh="客户合同", en="contract"))
    # A customer may well be without a contract for some time.
    yield from (each for each in found if each.severity is Severity.ERROR)


def _agreed(contract: Contract) -> Iterator[tuple[Hashable, Dated]]:
    """What a contract agrees on, with the days on which it holds."""
    places = {
        ("price", currency, code): contract.at("prices", currency, code)
        for currency, prices in contract.prices.items()
        for code in prices
    }
    for position, discount in reversed(tuple(enumerate(contract.discounts))):
        place = contract.at("discounts", position)
        places |= {("discount", *key): place for key in keys_of(discount.target)}
    for what, place in places.items():
        yield (contract.customer, *what), Dated(contract.id, contract.valid, place)
