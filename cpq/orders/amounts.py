"""Amounts as they are stored, in minor units, and as everybody reads them."""

from __future__ import annotations

from decimal import Decimal

from cpq.money import CURRENCIES, minor_units
from cpq.orders.order import LARGEST
from cpq.orders.refusal import NOWHERE, refusal
from cpq.rulebook.place import Place


def minor(amount: Decimal, currency: str) -> int:
    """Minor units of an amount. Raises `InvalidAmount` where it has finer digits."""
    return minor_units(amount, CURRENCIES[currency])


def amount_of(units: int, currency: str) -> Decimal:
    """What so many minor units are."""
    return Decimal(units).scaleb(-CURRENCIES[currency])


def fit(amount: Decimal, currency: str, place: Place = NOWHERE) -> Decimal:
    """An amount that somebody wrote. Raises `Refused` where the currency has no such fine digits, or it is too large to be kept."""
    digits = CURRENCIES[currency]
    units = amount.scaleb(digits)
    if units != units.to_integral_value():
        raise refusal(
            "amount-digits",
            f"{currency} 至多 {digits} 位小数，不能是 {amount:f}",
            f"an amount in {currency} has at most {digits} digits after the point, not {amount:f}",
            place,
        )
    if abs(units) > LARGEST:
        raise refusal("too-large", "金额过大，无法入账", "the amount is too large to be kept in books", place)
    return amount
