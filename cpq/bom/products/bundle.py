"""Products that are sold together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.products.product import Code, Product
from cpq.rulebook.fields import Positive


class Bundle(Product):
    """A fixed set of products sold under one code; its price list entry may be a price of its own or the sum of its components.

    固定组合：以一个编码销售；价格可单独定价，也可按组件合计。
    """

    kind: Literal["bundle"]
    """bundle"""
    components: Annotated[Mapping[Code, Positive], Field(min_length=1)]
    """What is in it and how many of each. / 组件及数量。"""
    tax: Literal["parts", "whole"] = "parts"
    """Whether each part is taxed in its own class, on its share of the price, or the whole in the bundle's class.

    / 各组件按自身税收分类、就其分摊的价款计税（parts），或整体按组合的税收分类计税（whole）。"""
