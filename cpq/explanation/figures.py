"""Amounts, rates and quantities inside sentences, as each language writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from babel.numbers import format_currency, format_decimal, format_percent

from cpq.priced_quote import UNIT_PRICE_DIGITS, Billing, PricedLine
from cpq.rulebook.fields import Period
from cpq.rulebook.text import Text

_PERIOD: Mapping[Period, Text] = {
    "month": Text(zh="月", en="month"),
    "quarter": Text(zh="季度", en="quarter"),
    "year": Text(zh="年", en="year"),
}
_PIECES = frozenset({"pc", "pcs", "piece", "unit", "ea", "each"})


class Figures:
    """The figures of one quote."""

    def __init__(self, currency: str, digits: int) -> None:
        self._currency = currency
        self._amount = "¤#,##0" + ("." + "0" * digits if digits else "")
        self._price = "¤#,##0." + "0" * digits + "#" * (UNIT_PRICE_DIGITS - digits)

    def money(self, amount: Decimal) -> Text:
        """`CN¥1,234.50`, `¥1,234.50`."""
        return self._in_currency(amount, self._amount)

    def price(self, price: Decimal) -> Text:
        """A price of one unit, with as many digits as it has."""
        return self._in_currency(price, self._price)

    def _in_currency(self, amount: Decimal, pattern: str) -> Text:
        return _both(
            lambda locale: format_currency(amount, self._currency, format=pattern, locale=locale, currency_digits=False)
        )


def percent(rate: Decimal) -> Text:
    """`12.5 %`, `12.5%`; the sign stays beside its figure where a line is broken."""
    shown = _both(lambda locale: format_percent(rate, format="#,##0.####%", locale=locale))
    return Text(zh=shown.zh, en=shown.en.replace("%", "\xa0%"))


def number(quantity: Decimal) -> Text:
    """`1,200`."""
    return _both(lambda locale: format_decimal(quantity, format="#,##0.######", locale=locale))


def _both(written: Callable[[str], str]) -> Text:
    return Text(zh=written("zh_CN"), en=written("en_GB"))


def each_unit(price: Text, line: PricedLine) -> Text:
    """`CN¥32.00 each`, `CN¥9.99 per seat and month`; `每个 ¥32.00`, `每席每月 ¥9.99`."""
    unit = "each" if line.unit.en in _PIECES else f"per {line.unit.en}"
    if line.billing is None:
        return Text(zh=f"每{line.unit.zh} {price.zh}", en=f"{price.en} {unit}")
    period = _PERIOD[line.billing.period]
    join = " per " if unit == "each" else " and "
    return Text(zh=f"每{line.unit.zh}每{period.zh} {price.zh}", en=f"{price.en} {unit}{join}{period.en}")


def amount_asked(line: PricedLine) -> Text:
    """`36`, `1.5 days`, `15 seats over 24 months`; `36 个`."""
    quantity, unit = number(line.quantity), line.unit.en
    named = "" if unit in _PIECES else f" {unit}{'' if line.quantity == 1 else _plural(unit)}"
    counted = Text(zh=f"{quantity.zh} {line.unit.zh}", en=f"{quantity.en}{named}")
    if line.billing is None:
        return counted
    over = _periods(line.billing)
    return Text(zh=f"{counted.zh}，{over.zh}", en=f"{counted.en} over {over.en}")


def _plural(unit: str) -> str:
    """What a unit's word takes for several: seats, boxes; abbreviations (kg, GB) take nothing."""
    if len(unit) <= 2 or not (unit.isascii() and unit.isalpha() and unit.islower()) or unit[-1] == "s":
        return ""
    return "es" if unit.endswith(("x", "z", "ch", "sh")) else "s"


def _periods(billing: Billing) -> Text:
    period, count = _PERIOD[billing.period], billing.periods
    unit = "个月" if billing.period == "month" else period.zh if billing.period == "year" else f"个{period.zh}"
    return Text(zh=f"{count} {unit}", en=f"{count} {period.en}{'' if count == 1 else 's'}")
