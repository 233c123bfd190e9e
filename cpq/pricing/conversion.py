"""From a list's currency to the quote's, where the list says that it may be converted, at the dated rates of the company."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cpq.bom.situation import Situation
from cpq.company.company import Company
from cpq.company.currency import SellingCurrency
from cpq.pricing.price_list import PriceList
from cpq.pricing.terms import Terms
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Dated = tuple[Decimal, date | None]


def conversion_of(rulebook: Rulebook, price_list: PriceList, situation: Situation, place: Place) -> Terms | Finding:
    """The terms that convert the list's prices to the quote's currency on its date; or which rate is missing."""
    rates: list[Dated] = []
    for currency in (price_list.currency, situation.currency):
        rate = _in_company_currency(rulebook, currency, situation.date)
        if rate is None:
            return _missing(rulebook, currency, price_list, situation.date, place)
        rates.append(rate)
    (source, one), (target, other) = rates
    since = max((day for day in (one, other) if day is not None), default=None)
    return Terms(price_list.currency, situation.currency, source / target, since=since)


def _in_company_currency(rulebook: Rulebook, currency: str, day: date) -> Dated | None:
    """What one unit of a currency is worth in the company's own on a day, and since when."""
    if currency == rulebook.one(Company).currency:
        return Decimal(1), None
    selling = rulebook.get(SellingCurrency, currency)
    found = selling.in_force_on(day) if selling else None
    return (found.rate, found.from_) if found else None


def _missing(rulebook: Rulebook, currency: str, price_list: PriceList, day: date, place: Place) -> Finding:
    text = Text(
        zh=f"价目表 {price_list.id} 要由 {price_list.currency} 折算，而 {currency} 在 {day} 没有汇率；请在 currencies 里补上",
        en=f"price list {price_list.id} is converted from {price_list.currency}, and there is no exchange rate for {currency} on {day}; "
        "add one under currencies",
    )
    selling = rulebook.get(SellingCurrency, currency)
    written = (selling.at("rates"),) if selling else ()
    return Finding("no-exchange-rate", place, text, related=(*written, price_list.at("convert_to")))
