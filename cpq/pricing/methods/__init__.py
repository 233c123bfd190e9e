"""The price methods. A new one is one file here and one line in `AnyMethod`."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import BeforeValidator, Discriminator, Tag, WithJsonSchema

from cpq.pricing.methods.block import Block
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.cost_plus import CostPlus
from cpq.pricing.methods.fixed import Fixed
from cpq.pricing.methods.formula import Formula
from cpq.pricing.methods.from_list import FromList
from cpq.pricing.methods.graduated import Graduated
from cpq.pricing.methods.margin_target import MarginTarget
from cpq.pricing.methods.matrix import Matrix
from cpq.pricing.methods.method import Charge, Market, Method, Over, Price, Slice, Standing, Together, Unpriced
from cpq.pricing.methods.package import Package
from cpq.pricing.methods.percent_of import PercentOf
from cpq.pricing.methods.percentage import Percentage
from cpq.pricing.methods.setup import Setup
from cpq.pricing.methods.sum_of_components import SumOfComponents
from cpq.pricing.methods.volume import Volume


def _which(given: object) -> str:
    """A mapping says its method; one without means `fixed`. Anything else is read as the price itself."""
    if isinstance(given, Method):
        return str(getattr(given, "method", "fixed"))
    if not isinstance(given, dict):
        return "number"
    return str(cast("dict[str, object]", given).get("method", "fixed"))


def _as_price(given: object) -> object:
    return {"price": given}


_NUMBER_SCHEMA = {"type": ["number", "string"], "pattern": r"^\d+(\.\d+)?$"}

BareNumber = Annotated[Fixed, BeforeValidator(_as_price), WithJsonSchema(_NUMBER_SCHEMA)]
"""`SKU-1: 12.50` is a fixed price."""

AnyMethod = Annotated[
    Annotated[BareNumber, Tag("number")]
    | Annotated[Fixed, Tag("fixed")]
    | Annotated[Volume, Tag("volume")]
    | Annotated[Graduated, Tag("graduated")]
    | Annotated[Package, Tag("package")]
    | Annotated[Block, Tag("block")]
    | Annotated[Percentage, Tag("percentage")]
    | Annotated[CostPlus, Tag("cost_plus")]
    | Annotated[MarginTarget, Tag("margin_target")]
    | Annotated[Formula, Tag("formula")]
    | Annotated[Matrix, Tag("matrix")]
    | Annotated[PercentOf, Tag("percent_of")]
    | Annotated[SumOfComponents, Tag("sum_of_components")]
    | Annotated[FromList, Tag("from_list")],
    Discriminator(_which),
]
"""Any price method, selected by `method`; a mapping without it and a bare number are fixed prices."""

__all__ = [
    "AnyMethod",
    "Block",
    "Change",
    "Charge",
    "CostPlus",
    "Fixed",
    "Formula",
    "FromList",
    "Graduated",
    "MarginTarget",
    "Market",
    "Matrix",
    "Method",
    "Over",
    "Package",
    "PercentOf",
    "Percentage",
    "Price",
    "Setup",
    "Slice",
    "Standing",
    "SumOfComponents",
    "Together",
    "Unpriced",
    "Volume",
]
