"""What rules may ask of a lead: the fields that a company declares, and where leads come from."""

from __future__ import annotations

from collections.abc import Mapping
from re import fullmatch
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.rulebook.expressions import Bool, Day, Number, Scalar, TextType, is_name
from cpq.rulebook.fields import FORMS, NAME_PATTERN, Id, Ref, Words
from cpq.rulebook.model import Entity
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class LeadField(Entity):
    """Something that a lead says of itself: how many people work there, the budget, the wanted date. The id is its name in expressions.

    线索字段：人数、预算、期望日期等。编号即表达式中的名称（lead.编号）。
    """

    name: Words
    """What people call it. / 名称。"""
    type: Literal["number", "choice", "text", "yes_no", "day"] = "text"
    """A number, one of the declared values, a text, yes/no, or a day. / 数值、列举值、文字、是否或日期。"""
    unit: str | None = None
    """Unit of a number; checked in expressions. / 数值的单位，表达式会核对。"""
    values: Mapping[Id, Words] = Field(default_factory=dict[str, Words])
    """The values of a choice, with their names. / 列举值及其名称。"""

    @model_validator(mode="after")
    def _can_be_named(self) -> Self:
        if not fullmatch(NAME_PATTERN, self.id) or not is_name(self.id):
            raise problem("wrong-form", _no_name(self.id))
        if self.type == "choice" and not self.values:
            text = Text(zh="choice 须在 values 里列出取值", en="a choice needs its `values`")
            raise problem("values", text)
        if self.type != "choice" and self.values:
            text = Text(
                zh=f"values 只用于 choice，这里是 {self.type}；请改类型或删去 values",
                en=f"only a choice has `values`, and this is {self.type}; change the type or remove them",
            )
            raise problem("values", text, below=("values",))
        if self.unit is not None and self.type != "number":
            text = Text(
                zh=f"unit 只用于 number，这里是 {self.type}；请改类型或删去 unit",
                en=f"only a number has a `unit`, and this is {self.type}; change the type or remove it",
            )
            raise problem("unit", text, below=("unit",))
        return self

    def expression_type(self) -> Scalar:
        """The type that the field has in an expression."""
        match self.type:
            case "number":
                return Number(self.unit)
            case "choice":
                return TextType(frozenset(self.values))
            case "text":
                return TextType()
            case "yes_no":
                return Bool()
            case "day":
                return Day()


def _no_name(id: str) -> Text:
    form = FORMS[NAME_PATTERN]
    return Text(
        zh=f"“{id}”不能作字段编号，因为表达式里写不出来：{form.zh}",
        en=f'"{id}" cannot be a field, for expressions could not write it: {form.en}',
    )


class LeadSource(Entity):
    """Where a lead comes from: an exhibition, a search engine, a referral. Sources may stand inside others: rules for one hold for all inside it.

    线索来源：展会、搜索、转介绍等；来源可有上级，对上级的规定也适用于其下级。
    """

    name: Words
    """Name. / 名称。"""
    parent: Annotated[Annotated[str, Ref("lead_sources")] | None, Field(alias="inside")] = None
    """The source that it is a kind of. / 上级来源。"""
    channel: Annotated[str, Ref("channels")] | None = None
    """The channel through which such leads are sold to, where that is known from the source. / 由来源即可判定的销售渠道。"""
