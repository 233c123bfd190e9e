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

    def worth(self, amount: Decimal, currency: str, day: date) -> Decimal | None:
        """What an amount is worth at the rate of a day, rounded to the minor unit; None where no rate is written for that day."""
        company = self.rulebook.one(Company)
        if currency == company.currency:
            return amount
        selling = self.rulebook.get(SellingCurrency, currency)
        rate = selling.rate_on(day) if selling is not None else None
        if rate is None:
            return None
        return round_to(amount * rate, currency_digits(company.currency), company.settings.rounding)
