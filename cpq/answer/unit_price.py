"""Unit prices for show: as they are, where that can be written down."""

from __future__ import annotations

from decimal import Decimal

from cpq.money import CURRENCIES, Rounding, round_to
from cpq.priced_quote import UNIT_PRICE_DIGITS

_SIGNIFICANT = 4
_PLAIN = {digits: Decimal(1).scaleb(-digits) for digits in set(CURRENCIES.values())}


def shown_unit_price(price: Decimal, digits: int, rounding: Rounding, *, like: Decimal | None = None) -> Decimal:
    """A price of one unit and period as lists, documents and rule tests say it: `digits` after the point, and more only where it has them.

    A price below one is shown with at least four significant digits (0.033 per GB, 0.0297 with a tenth off). Without `like` a price
    that can be written with that many digits is left as it is; a net price is as fine as the list price that it is `like`.
    """
    if price >= 1 and _is_plain(price if like is None else like, digits):
        return price if like is None else round_to(price, digits, rounding)
    places = max(digits, _small(price), _written(price if like is None else like, digits))
    shown = round_to(price, places, rounding)
    return round_to(shown, max(digits, _places(shown)), rounding)


def _is_plain(price: Decimal, digits: int) -> bool:
    """Whether a price is written with exactly the currency's digits, as nearly all are."""
    return price.same_quantum(_PLAIN[digits])


def _written(price: Decimal, digits: int) -> int:
    """The digits after the point that a price is written with; a quotient that goes on for longer is not written with any."""
    places = _places(price)
    return places if places <= UNIT_PRICE_DIGITS else digits


def _small(price: Decimal) -> int:
    """The digits after the point that keep four significant digits of a price below one."""
    return 0 if not price or abs(price) >= 1 else min(UNIT_PRICE_DIGITS, _SIGNIFICANT - 1 - price.adjusted())


def _places(price: Decimal) -> int:
    """Digits after the point, without zeros at the end."""
    exponent = price.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
