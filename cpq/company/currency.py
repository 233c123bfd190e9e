"""Currencies the company sells in, with dated exchange rates for costs, margins, and lists that are converted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, model_validator

from cpq.money import CURRENCIES, Rounding, round_to
from cpq.rulebook.fields import Day, Positive, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class ExchangeRate(Strict):
    """One dated rate to the company's own currency.

    对本位币的一个汇率及其起用日。
    """

    from_: Day
    """The first day of the rate. / 起用日。"""
    rate: Positive
    """What one unit of this currency is worth in the company's currency. / 一单位该币种折合本位币的金额。"""

    model_config = ConfigDict(alias_generator=lambda name: name.rstrip("_"))


def _one_a_day(rates: Sequence[ExchangeRate]) -> Sequence[ExchangeRate]:
    first: dict[date, int] = {}
    for number, rate in enumerate(rates):
        if first.setdefault(rate.from_, number) != number:
            text = Text(
                zh=f"{rate.from_} 起的汇率写了两次，请改日期或删去一个",
                en=f"two rates begin on {rate.from_}; change the day of one or remove it",
            )
            raise problem("rates", text, below=(number, "from"))
    return rates


class SellingCurrency(Entity):
    """A currency in which quotes can be made. The id is the ISO 4217 code.

    可用于报价的币种，编号即 ISO 4217 代码。
    """

    name: Words
    """Name of the currency. / 币种名称。"""
    rates: Annotated[Sequence[ExchangeRate], AfterValidator(_one_a_day)] = ()
    """Rates to the company's currency, each valid until the next; none for the company's own. / 对本位币的汇率，按起用日依次替代；本位币不写。"""

    cash_rounding: Positive | None = None
    """What is to be paid in all is rounded half up to a multiple of this: 0.05 in Swiss francs. The difference is a row of its own.

    / 应付总额四舍五入到它的整数倍，例如瑞士法郎 0.05；差额单列一行。"""

    @model_validator(mode="after")
    def _of_whole_minor_units(self) -> Self:
        step, digits = self.cash_rounding, CURRENCIES.get(self.id, 0)
        if step is not None and step != round_to(step, digits, Rounding.DOWN):
            text = Text(
                zh=f"{self.id} 有 {digits} 位小数，应付总额不能取整到 {step:f} 的倍数；请改正",
                en=f"{self.id} has {digits} digits after the point, and no amount in it is rounded to multiples of {step:f}; correct it",
            )
            raise problem("cash-rounding", text, below=("cash_rounding",))
        return self

    def in_force_on(self, day: date) -> ExchangeRate | None:
        """The rate in force on a day with its first day, or None where none is written."""
        past = [rate for rate in self.rates if rate.from_ <= day]
        return max(past, key=lambda rate: rate.from_) if past else None

    def rate_on(self, day: date) -> Decimal | None:
        """The rate in force on a day, or None where none is written."""
        found = self.in_force_on(day)
        return found.rate if found else None
