"""Amounts of several currencies in the company's own, at the rates that it writes in its rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cpq.company.company import Company
from cpq.company.currency import SellingCurrency
from cpq.money import currency_digits, round_to
from cpq.rulebook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class BaseCurrency:
    """The company's currency, by a rulebook."""

    rulebook: Rulebook

    @property
    def code(self) -> str:
        return self.rulebook.one(Company).currency

    def exactly(self, amount: Decimal, currency: str, day: date) -> Decimal | None:
        """What an amount is worth at the rate of a day, not rounded; None where no rate is written for that day."""
        if currency == self.code:
            return amount
        selling = self.rulebook.get(SellingCurrency, currency)
        rate = None if selling is None else selling.rate_on(day)
        return None if rate is None else amount * rate

    def worth(self, amount: Decimal, currency: str, day: date) -> Decimal | None:
        """The same, rounded to the minor unit."""
        exact = self.exactly(amount, currency, day)
        if exact is None:
            return None
        return round_to(exact, currency_digits(self.code), self.rulebook.one(Company).settings.rounding)
