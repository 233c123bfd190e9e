"""The benefits. A new one is one file here and one line in `AnyBenefit`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator

from cpq.promotions.benefits.amount import Amount
from cpq.promotions.benefits.bundle import DealPrice
from cpq.promotions.benefits.buy_get import BuyGet
from cpq.promotions.benefits.deal import Deal
from cpq.promotions.benefits.delivery import Delivery
from cpq.promotions.benefits.every import Every
from cpq.promotions.benefits.free_months import FreeMonthsBenefit
from cpq.promotions.benefits.gift import Gift
from cpq.promotions.benefits.percent import Percent
from cpq.promotions.benefits.points import Points
from cpq.promotions.benefits.set_price import SetPrice, SetTotal
from cpq.promotions.benefits.threshold import Threshold

AnyBenefit = Annotated[
    Percent
    | Amount
    | Threshold
    | Every
    | BuyGet
    | DealPrice
    | Gift
    | SetPrice
    | SetTotal
    | FreeMonthsBenefit
    | Delivery
    | Points,
    Discriminator("kind"),
]
"""Any benefit, selected by `kind`."""

__all__ = [
    "Amount",
    "AnyBenefit",
    "BuyGet",
    "Deal",
    "DealPrice",
    "Delivery",
    "Every",
    "FreeMonthsBenefit",
    "Gift",
    "Percent",
    "Points",
    "SetPrice",
    "SetTotal",
    "Threshold",
]
