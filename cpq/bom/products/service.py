"""Work that people do."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from cpq.bom.products.product import OrderQuantity, Product
from cpq.rulebook.fields import Words
from cpq.rulebook.text import Text


class Service(Product):
    """Work by the day: installation, training, consulting. Half days can be ordered unless `order` says otherwise.

    按人天的服务：安装、培训、咨询；默认可订半天。
    """

    kind: Literal["service"]
    """service"""
    unit: Words = Text(zh="人天", en="day")
    """What is counted. / 计量单位。"""
    order: OrderQuantity = OrderQuantity(step=Decimal("0.5"))
    """Which quantities can be ordered. / 可订购数量。"""
