"""How a customer stands in a rebate programme, as whoever keeps the account says in the request."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from cpq.rulebook.fields import NotNegative
from cpq.rulebook.model import Strict


def _which(given: object) -> str:
    return "all" if given == "all" else "amount"


Use = Annotated[Annotated[NotNegative, Tag("amount")] | Annotated[Literal["all"], Tag("all")], Discriminator(_which)]
"""An amount, or all there is."""


class RebateAccount(Strict):
    """What was bought in the programme's period so far, what was earned before, and what of that pays for this quote.

    客户在返利计划中的情况：本期此前的采购额、可用的返利余额，以及本单使用多少。
    """

    purchased: NotNegative = Decimal(0)
    """Net amount of what was bought in the period so far, in the quote's currency. / 本期此前的采购净额，按报价币种。"""
    balance: NotNegative = Decimal(0)
    """Rebate that was earned before and not used yet, in the quote's currency. / 此前获得、尚未使用的返利余额，按报价币种。"""
    use: Use | None = None
    """How much of the balance to use for this quote; `all`: as much as may be. / 本单使用多少余额；all 为尽量多用。"""
