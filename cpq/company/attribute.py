"""Attributes: what can be said of a product, with its type and unit, declared once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cpq.rulebook.expressions import Bool, Number, Scalar, TextType
from cpq.rulebook.fields import Id, Words
from cpq.rulebook.model import Entity
from cpq.rulebook.text import Text


class Attribute(Entity):
    """Something that products have: power draw, colour, memory slots. The id is the name that expressions use.

    产品属性：功耗、颜色、内存槽数等。编号即表达式中使用的名称。
    """

    name: Words
    """What people call it. / 名称。"""
    type: Literal["number", "choice", "yes_no"] = "number"
    """A number, one of the declared values, or yes/no. / 数值、列举值或是否。"""
    unit: str | None = None
    """Unit of a number, such as W or kg; units are checked in expressions. / 数值的单位，例如 W、kg，表达式会核对单位。"""
    values: Mapping[Id, Words] = Field(default_factory=dict[str, Words])
    """The values of a choice, with their names. / 列举值及其名称。"""
    total: Literal["sum", "max", "min"] | None = None
    """How the values of everything in a product come to the value of the whole: the weights add up, the widths do not. / 汇总方式：如重量相加，宽度取最大。"""
    show: bool = False
    """Whether documents print it under the product; the value of an input is printed always. / 单据上是否列出；填写项的值总会列出。"""

    def text_of(self, value: Decimal | bool | str) -> Text:
        """A value for people: the name of a choice, a number with its unit."""
        match value:
            case bool():
                return Text(zh="是", en="yes") if value else Text(zh="否", en="no")
            case Decimal():
                return Text.same(f"{value.normalize():f} {self.unit or ''}".strip())
            case str():
                return self.values.get(value, Text.same(value))

    def expression_type(self) -> Scalar:
        """The type that the attribute has in an expression."""
        match self.type:
            case "number":
                return Number(self.unit)
            case "choice":
                return TextType(frozenset(self.values))
            case "yes_no":
                return Bool()


AttributeName = Annotated[str, Field(max_length=40)]
