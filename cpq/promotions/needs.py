"""What the lines of a quote must have for a promotion: a combination of products, quantities and amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self, cast

from pydantic import Discriminator, Field, Tag, model_validator

from cpq.bom.target import Target
from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import Compiled, NotNegative, NotNegativeAmounts
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Quantities(Strict):
    """From a quantity on, up to one, both included.

    数量范围，两端都算。
    """

    from_: Annotated[NotNegative | None, Field(alias="from")] = None
    """At least. / 至少。"""
    to: NotNegative | None = None
    """At most. / 至多。"""

    @model_validator(mode="after")
    def _says_a_bound(self) -> Self:
        _bounds(self.from_, self.to)
        if self.from_ is not None and self.to is not None:
            _in_order(self.from_, self.to)
        return self


class AmountsBetween(Strict):
    """From an amount on, up to one, both included, by currency.

    金额范围，按币种，两端都算。
    """

    from_: Annotated[NotNegativeAmounts | None, Field(alias="from")] = None
    """At least. / 至少。"""
    to: NotNegativeAmounts | None = None
    """At most. / 至多。"""

    @model_validator(mode="after")
    def _says_a_bound(self) -> Self:
        _bounds(self.from_, self.to)
        for currency, low in (self.from_ or {}).items():
            _in_order(low, (self.to or {}).get(currency, low))
        return self

    def speaks_of(self, currency: str) -> bool:
        return all(bound is None or currency in bound for bound in (self.from_, self.to))


def _bounds(*bounds: object) -> None:
    if all(bound is None for bound in bounds):
        raise problem("needs", Text(zh="请写 from 或 to", en="write `from`, `to` or both"))


def _in_order(low: Decimal, high: Decimal) -> None:
    if high < low:
        text = Text(
            zh=f"from {low} 大于 to {high}，永远不会成立", en=f"`from` {low} is above `to` {high}: it never holds"
        )
        raise problem("needs", text, below=("to",))


class Need(Strict):
    """Some of the quote's lines, and how much of them there must be. With neither a quantity nor an amount: at least one line.

    对报价中某些行的要求；不写数量和金额时，只要求有这样的行。
    """

    target: Target | None = None
    """Which lines; `{}` for every line. Not written: those that the promotion works on. / 哪些行；{} 表示所有行；不写则为促销适用的行。"""
    lines: Annotated[Expression | None, Compiled("line", Bool())] = None
    """Which of them, by a condition of the line. / 行须满足的条件。"""
    quantity: Quantities | None = None
    """How many units. / 数量。"""
    amount: AmountsBetween | None = None
    """How much they come to. / 金额。"""
    of: Literal["running", "original"] | None = None
    """Which amount: the one so far or the list amount; not written: as the company's setting says. / 金额口径；不写则按公司设置。"""
    per: Literal["together", "line"] = "together"
    """All of those lines together, or one of them by itself. / 合计，或其中任一行单独达到。"""


class AnyOf(Strict):
    """At least one of several.

    满足其一即可。
    """

    any: Annotated[Sequence[AnyNeed], Field(min_length=1)]
    """Of these. / 其中任一。"""


class AllOf(Strict):
    """Every one of several.

    须全部满足。
    """

    all: Annotated[Sequence[AnyNeed], Field(min_length=1)]
    """Of these. / 全部。"""


class NoneOf(Strict):
    """None of several.

    须全部不满足。
    """

    none: Annotated[Sequence[AnyNeed], Field(min_length=1)]
    """Of these. / 均不。"""


def _which(given: object) -> str:
    keys = cast("Mapping[str, object]", given) if isinstance(given, Mapping) else vars(given)
    return next((key for key in ("any", "all", "none") if key in keys), "need")


AnyNeed = Annotated[
    Annotated[Need, Tag("need")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[NoneOf, Tag("none")],
    Discriminator(_which),
]
"""A need, or several joined by `any`, `all` or `none`."""

for _model in (AnyOf, AllOf, NoneOf):
    _model.model_rebuild()


def needs_inside(
    needs: Sequence[AnyNeed], path: tuple[str | int, ...] = ()
) -> list[tuple[tuple[str | int, ...], Need]]:
    """Every single need with the way to it."""
    found: list[tuple[tuple[str | int, ...], Need]] = []
    for number, each in enumerate(needs):
        here = (*path, number)
        match each:
            case Need():
                found.append((here, each))
            case AnyOf():
                found += needs_inside(each.any, (*here, "any"))
            case AllOf():
                found += needs_inside(each.all, (*here, "all"))
            case NoneOf():
                found += needs_inside(each.none, (*here, "none"))
    return found
