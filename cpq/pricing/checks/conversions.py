"""Lists that may be converted to other currencies."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.company.company import Company
from cpq.company.currency import SellingCurrency
from cpq.pricing.price_list import PriceList
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def lists_can_be_converted(rulebook: Rulebook) -> Iterator[Finding]:
    """No list is converted to its own currency, and there is some rate for every currency that it is converted to, and for its own."""
    for price_list in rulebook.all(PriceList).values():
        for position, currency in enumerate(price_list.convert_to):
            place = price_list.at("convert_to", position)
            if currency == price_list.currency:
                yield _its_own(price_list, place)
            yield from _without_rates(rulebook, (currency, price_list.currency), place)


def _its_own(price_list: PriceList, place: Place) -> Finding:
    text = Text(
        zh=f"本表就是 {price_list.currency}，不必折算；请从 convert_to 中删去",
        en=f"the list is in {price_list.currency} already; remove it from `convert_to`",
    )
    return Finding("list-currency", place, text, related=(price_list.at("currency"),))


def _without_rates(rulebook: Rulebook, currencies: tuple[str, str], place: Place) -> Iterator[Finding]:
    own, known = rulebook.one(Company).currency, rulebook.all(SellingCurrency)
    for each in currencies:
        if each != own and not known[each].rates:
            text = Text(
                zh=f"{each} 没有对 {own} 的汇率，无法折算；请在 currencies 里写 rates",
                en=f"there is no rate of {each} to {own} to convert by; write `rates` under currencies",
            )
            yield Finding("no-exchange-rate", place, text, related=(known[each].place,))
