"""What is done to prices on their way from one list to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from cpq.money import CURRENCIES, Rounding, round_to, round_to_step
from cpq.pricing.methods import Change


@dataclass(frozen=True, slots=True)
class Terms:
    """What is done to a price that goes from a list in currency `source` to one in `target`; `since` is the day of a dated rate."""

    source: str
    target: str
    rate: Decimal = Decimal(1)
    percent: Decimal = Decimal(0)
    round_to: Decimal | None = None
    ending: Decimal = Decimal(0)
    since: date | None = None

    @property
    def exchange(self) -> Decimal:
        """What one unit of the source's currency is in the target's; a rate within one currency is no exchange."""
        return self.rate if self.source != self.target else Decimal(1)

    @property
    def shown_rate(self) -> str:
        """The rate with at most eight significant digits, for a cross rate has no end."""
        return f"{self.rate.normalize(Context(prec=8)):f}"

    def exactly(self, amount: Decimal) -> Decimal:
        """Before it is rounded."""
        return amount * self.rate * (1 + self.percent)

    def point(self, amount: Decimal) -> Decimal | None:
        """The price point that a price is brought to; None where rounding and ending would leave nothing of it, and are left out."""
        step = self.round_to
        rounded = (
            derived_amount(self, amount)
            if step is None
            else round_to_step(self.exactly(amount), step, Rounding.HALF_UP)
        )
        point = rounded + self.ending if amount else amount
        return point if point > 0 else None


def derived_amount(terms: Terms, amount: Decimal) -> Decimal:
    """An amount that is not brought to a price point, rounded to the target's currency, or as fine as it is written itself."""
    finer = max(fraction_digits(amount) - CURRENCIES[terms.source], 0)
    derived = terms.exactly(amount)
    return round_to(derived, min(CURRENCIES[terms.target] + finer, MOST_DIGITS), Rounding.HALF_UP) or derived


def change_of(terms: Terms) -> Change:
    """Price × rate × (1 + percent), rounded to a multiple of `round_to`, plus the ending.

    Without `round_to` it is rounded to the currency's minor unit, or finer by as many digits as the price itself is written finer
    than its own currency's. What is added to a price (a surcharge) is not brought to a price point, nor is a price that this would
    bring to nothing.
    """

    def addition(amount: Decimal) -> Decimal:
        return derived_amount(terms, amount)

    def price(amount: Decimal) -> Decimal:
        point = terms.point(amount)
        return addition(amount) if point is None else point

    agreed = terms.source != terms.target and terms.since is None
    return Change(price, addition, terms.source, terms.exchange, agreed)


MOST_DIGITS = 12
"""After the point; an amount has no more."""


def fraction_digits(number: Decimal) -> int:
    """How many digits after the point a number is written with."""
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
