"""Amounts, numbers and dates as a language writes them: the filters that templates use. All of it is Decimal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from babel import Locale as BabelLocale
from babel.dates import format_date
from babel.numbers import NumberPattern, get_currency_symbol, parse_pattern

from cpq.priced_quote import UNIT_PRICE_DIGITS
from cpq.rulebook.text import Locale

_BABEL = {"zh": "zh_CN", "en": "en_GB"}
_DAYS = {"zh": ("long", "y-MM-dd"), "en": ("d MMMM y", "d MMM y")}


class Formats:
    """The filters of one document. Values come as the strings of the view; null prints as nothing."""

    def __init__(self, locale: Locale, currency: str, digits: int) -> None:
        self._locale = BabelLocale.parse(_BABEL[locale])
        self._long, self._short = _DAYS[locale]
        decimals = "." + "0" * digits if digits else ""
        self._amount = parse_pattern(f"#,##0{decimals}")
        self._price = parse_pattern(f"#,##0{decimals or '.'}{'#' * (UNIT_PRICE_DIGITS - digits)}")
        self._currency = currency
        # A symbol that ends in a letter stands apart from the figure: CHF 1,200.00.
        space = "\xa0" * get_currency_symbol(currency, self._locale)[-1].isalpha()
        self._money = parse_pattern(f"¤{space}#,##0{decimals}")
        self._number = parse_pattern("#,##0.######")
        self._percent, self._many_percent = parse_pattern("#,##0.##%"), parse_pattern("#,##0%")

    def filters(self) -> dict[str, Callable[[str | None], str]]:
        """Filter name → function, for Jinja."""
        return {
            "money": self.money,
            "amount": self.amount,
            "price": self.price,
            "number": self.number,
            "percent": self.percent,
            "day": self.day,
            "short_day": self.short_day,
        }

    def money(self, value: str | None) -> str:
        """`"1234.50"` → ¥1,234.50."""
        return self._applied(self._money, value)

    def amount(self, value: str | None) -> str:
        """`"1234.50"` → 1,234.50, for columns whose heading says the currency."""
        return self._applied(self._amount, value)

    def price(self, value: str | None) -> str:
        """`"0.033"` → 0.033, `"12.5"` → 12.50: a unit price, which may have more digits than an amount."""
        return self._applied(self._price, value)

    def number(self, value: str | None) -> str:
        """`"2.500"` → 2.5."""
        return self._applied(self._number, value)

    def percent(self, value: str | None) -> str:
        """`"0.13"` → 13%; `"4.0374"` → 404%: where a price is a multiple, hundredths of a percent say nothing and have no room."""
        many = value is not None and abs(Decimal(value)) > 1
        return self._applied(self._many_percent if many else self._percent, value)

    def day(self, value: str | None) -> str:
        """`"2026-03-14"` → 2026年3月14日, 14 March 2026."""
        return self._dated(self._long, value)

    def short_day(self, value: str | None) -> str:
        """`"2026-03-14"` → 2026-03-14, 14 Mar 2026."""
        return self._dated(self._short, value)

    def _dated(self, pattern: str, value: str | None) -> str:
        return "" if value is None else format_date(date.fromisoformat(value), format=pattern, locale=self._locale)

    def _applied(self, pattern: NumberPattern, value: str | None) -> str:
        if value is None:
            return ""
        # Adding zero turns -0.00 into 0.00.
        return pattern.apply(Decimal(value) + 0, self._locale, self._currency, currency_digits=False)
