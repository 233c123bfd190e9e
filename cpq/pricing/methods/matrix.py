"""A price by two or more attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from cpq.bom.item import Item
from cpq.bom.products.product import AttributeValue
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Market, Method, Price, Unpriced
from cpq.rulebook.fields import NotNegative, Number, Ref
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Span(Strict):
    """Numbers from one on, up to below another; an open end is left out.

    数值区间：从 from 起（含），到 below 为止（不含）；不写的一端表示不限。
    """

    from_: Annotated[Number | None, Field(alias="from")] = None
    """The first number. / 起点（含）。"""
    below: Number | None = None
    """What is not reached. / 终点（不含）。"""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ is not None and self.below is not None and self.from_ >= self.below:
            text = Text(
                zh=f"区间为空：from {self.from_} 不小于 below {self.below}，请对调或改正",
                en=f"the span is empty: from {self.from_} is not below {self.below}; swap or correct them",
            )
            raise problem("span", text)
        return self

    def holds(self, value: object) -> bool:
        if not isinstance(value, Decimal):
            return False
        return (self.from_ is None or self.from_ <= value) and (self.below is None or value < self.below)


def _which(given: object) -> str:
    match given:
        case Mapping() | Span():
            return "span"
        case list() | tuple():
            return "values"
        case _:
            return "value"


Cell = Annotated[
    Annotated[Span, Tag("span")]
    | Annotated[Annotated[Sequence[AttributeValue], Field(min_length=1)], Tag("values")]
    | Annotated[AttributeValue, Tag("value")],
    Discriminator(_which),
]
"""A value, a list of values, or `{from: 1000, below: 2000}`."""


class MatrixRow(Strict):
    """The price where all of these hold.

    各条件都成立时的单价。
    """

    when: Mapping[Annotated[str, Ref("attributes")], Cell]
    """Attribute → a value, a list of values, or a span `{from: 1000, below: 2000}`. / 属性 → 一个值、一组值或区间。"""
    price: NotNegative
    """Price of one unit. / 单价。"""

    def fits(self, values: Mapping[str, object]) -> bool:
        return all(within(cell, values.get(f"product.{name}")) for name, cell in self.when.items())


def values_of(cell: Sequence[AttributeValue] | AttributeValue) -> Sequence[AttributeValue]:
    """The single values of a cell that is no span."""
    return (cell,) if isinstance(cell, Decimal | bool | str) else cell


def within(cell: Cell, value: object) -> bool:
    """Whether a value is among those of a cell."""
    return cell.holds(value) if isinstance(cell, Span) else value in values_of(cell)


class Matrix(Method):
    """A price by the item's attributes and inputs: by width and height, by length and grade. Exactly one row fits.

    矩阵价：按属性与填写项取价，例如按宽与高、按长度与等级；恰有一行适用。
    """

    method: Literal["matrix"]
    """matrix"""
    rows: Annotated[Sequence[MatrixRow], Field(min_length=1, max_length=10_000)]
    """The rows; no two may fit the same item. / 各行，不得有两行同时适用。"""

    def priced(self, item: Item, market: Market) -> Price:
        values = market.values(item)
        for number, row in enumerate(self.rows):
            if row.fits(values):
                return Price(unit_list=row.price, path=("rows", number), note=self._said(row))
        raise Unpriced(self._gap(item, values), "rows")

    def _said(self, row: MatrixRow) -> Text:
        return Text.same(", ".join(f"{name} {_cell(cell)}" for name, cell in row.when.items()))

    def _gap(self, item: Item, values: Mapping[str, object]) -> Text:
        asked = dict.fromkeys(name for row in self.rows for name in row.when)
        has = ", ".join(f"{name} = {values.get(f'product.{name}', '—')}" for name in asked)
        return Text(
            zh=f"“{item.code}”的矩阵价没有适用的行（{has}）；请补一行",
            en=f'no row of the price matrix of "{item.code}" fits ({has}); add one',
        )

    def _changed(self, change: Change) -> Mapping[str, object]:
        return {"rows": tuple(row.model_copy(update={"price": change.price(row.price)}) for row in self.rows)}


def _cell(cell: Cell) -> str:
    match cell:
        case Span(from_=None):
            return f"< {cell.below}"
        case Span(below=None):
            return f"≥ {cell.from_}"
        case Span():
            return f"{cell.from_}–{cell.below}"
        case _:
            return "/".join(map(str, values_of(cell)))
