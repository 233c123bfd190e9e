"""Amounts, percentages and quantities as the terminal shows them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from cpq.cli.language import LOCALE, say
from cpq.priced_quote import UNIT_PRICE_DIGITS

_BABEL = {"zh": "zh_CN", "en": "en_GB"}[LOCALE]


def money(amount: Decimal, currency: str) -> str:
    return format_currency(amount, currency, locale=_BABEL)


def plain(amount: Decimal, digits: int) -> str:
    """An amount without its currency, for columns."""
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return format_decimal(amount, format=pattern, locale=_BABEL)


def unit_price(price: Decimal, digits: int) -> str:
    """A price of one unit, which may have more digits than an amount."""
    pattern = "#,##0." + "0" * digits + "#" * (UNIT_PRICE_DIGITS - digits)
    return format_decimal(price, format=pattern, locale=_BABEL)


def signed(amount: Decimal, digits: int) -> str:
    return ("+" if amount > 0 else "") + plain(amount, digits)


def percent(rate: Decimal) -> str:
    return format_percent(rate, format="#,##0.##%", locale=_BABEL)


def number(quantity: Decimal) -> str:
    return format_decimal(quantity, format="#,##0.######", locale=_BABEL)


def points(count: int) -> str:
    shown = format_decimal(count, format="#,##0", locale=_BABEL)
    return say(zh=f"{shown} 分", en=f"{shown} {'point' if count == 1 else 'points'}")


def day(value: date) -> str:
    return format_date(value, format="medium", locale=_BABEL)
