"""A delivery as something that has a price."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from cpq.bom.delivery_request import DeliveryRequest
from cpq.bom.item import Item
from cpq.bom.products import Product
from cpq.bom.request import LineRequest
from cpq.pricing.delivery_method import DeliveryMethod
from cpq.rulebook.text import Text

SECTION = Text(zh="配送", en="Delivery")
"""The heading under which deliveries are listed, after the goods."""
UNIT = Text(zh="次", en="delivery")


class Delivered(Product):
    """What a method of delivery is as a product: no rulebook writes it, and it is in no category."""

    kind: Literal["delivery"] = "delivery"


def delivery_item(method: DeliveryMethod, asked: DeliveryRequest, position: int, id: str) -> Item:
    """The item of the delivery at a position among those asked for, from 0."""
    number = f"D{position + 1}"
    return Item(
        id=id,
        number=number,
        parent=None,
        root=id,
        role="delivery",
        product=_product(method),
        code=method.id,
        name=method.name,
        quantity=Decimal(1),
        each=Decimal(1),
        attributes={},
        section=SECTION,
        request=LineRequest(product=method.id, quantity=Decimal(1), note=asked.note),
        index=position,
    )


def _product(method: DeliveryMethod) -> Delivered:
    product = Delivered(
        id=method.id,
        name=method.name,
        description=method.description,
        category="",
        unit=UNIT,
        cost=method.cost,
        tax_class=method.tax_class,
        valid=method.valid,
    )
    product.written_with(method)
    return product
