"""Amounts in reasons: all with the digits of the currency, so that they can be compared at a glance."""

from __future__ import annotations

from decimal import Decimal

from cpq.money import currency_digits


def shown(number: Decimal, currency: str | None) -> str:
    """`412` in CNY is 412.00; more digits stay, and a quantity, without a currency, is as it is."""
    if currency is None:
        return f"{number:,f}"
    own = -int(number.normalize().as_tuple().exponent)
    return f"{number:,.{max(currency_digits(currency), own)}f}"
