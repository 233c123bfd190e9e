"""A plain article."""

from __future__ import annotations

from typing import Literal

from cpq.bom.products.product import Product


class Sku(Product):
    """A plain article with one code and one price.

    单一编码的普通产品。
    """

    kind: Literal["sku"]
    """sku"""
