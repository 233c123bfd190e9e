"""Who may give how much: limits by role, and matrices of discount and amount. Each answers who must approve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self, cast

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from cpq.rulebook.fields import Positive, Ref, Share
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

Role = Annotated[str, Ref("approvers")]

Measure = Literal["discount", "manual_discount"]


@dataclass(frozen=True, slots=True)
class Asks:
    """Who must approve, side by side; `refuse`: nobody can. `why` are the figures behind it."""

    approvers: tuple[str, ...] = ()
    refuse: bool = False
    why: Text | None = None


class Limits(Strict):
    """How much each role may give away; beyond its own limit a quote goes to the lowest role whose limit covers it, beyond all to nobody.

    各角色的折扣权限：超出本人权限的，由权限足够的最低角色审批；超出所有权限的，不得报价。
    """

    roles: Annotated[Mapping[Role, Share], Field(min_length=1)]
    """Approver → the most that this role may give. / 审批角色 → 最高折扣。"""
    everybody: Share = Decimal(0)
    """What a rep without a role may give. / 没有角色的销售可给的折扣。"""
    measure: Measure = "discount"
    """All that is below the list price, or only what was taken off by hand. / 全部折扣，或仅手工折扣。"""


class Cell(Strict):
    """Who must approve in one field of a matrix.

    审批矩阵的一格。
    """

    approvers: Sequence[Role] = ()
    """All of them, side by side; empty for nobody. / 须同时审批的角色；空为无需审批。"""
    refuse: bool = False
    """Nobody can approve it. / 不得报价。"""


def _cell(given: object) -> object:
    match given:
        case "refuse":
            return {"refuse": True}
        case "nobody":
            return {}
        case str():
            return {"approvers": [given]}
        case list():
            return {"approvers": cast("list[object]", given)}
        case _:
            return given


_ROLE_SCHEMA = {"type": "string"}
_CELL_SCHEMA = {"anyOf": [_ROLE_SCHEMA, {"type": "array", "items": _ROLE_SCHEMA}]}

AnyCell = Annotated[Cell, BeforeValidator(_cell), WithJsonSchema(_CELL_SCHEMA)]
"""A role, several roles side by side, `nobody` or `refuse`."""


class MatrixRow(Strict):
    """One band of amounts.

    一档金额。
    """

    net_up_to: Positive | None = None
    """The highest net amount of the band, in the company's own currency; the last row has none. / 该档净额上限，按公司本位币；最后一行不写。"""
    approvers: Annotated[Sequence[AnyCell], Field(min_length=1)]
    """For each column of `above` one role, several side by side in a list, `nobody`, or `refuse`.

    / 与 above 各列对应：一个角色、列表中的几个角色、nobody 或 refuse。"""


class Matrix(Strict):
    """Who must approve, by discount (columns) and net amount (rows).

    审批矩阵：按折扣（列）与净额（行）决定由谁审批。
    """

    measure: Measure = "discount"
    """All that is below the list price, or only what was taken off by hand. / 全部折扣，或仅手工折扣。"""
    above: Annotated[Sequence[Share], Field(min_length=1)]
    """The columns: each begins above its discount; at or below the first nobody is asked. / 各列起点（不含）；不超过第一列起点的无需审批。"""
    rows: Annotated[Sequence[MatrixRow], Field(min_length=1)]
    """The bands of amounts, from small to large. / 各档金额，由小到大。"""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for number, (before, after) in enumerate(pairwise(self.above), 1):
            if after <= before:
                raise problem("matrix", _COLUMNS, below=("above", number))
        for number, row in enumerate(self.rows):
            if len(row.approvers) != len(self.above):
                raise problem(
                    "matrix", _width(len(self.above), len(row.approvers)), below=("rows", number, "approvers")
                )
            if (row.net_up_to is None) != (number + 1 == len(self.rows)):
                raise problem("matrix", _LAST, below=("rows", number))
        self._amounts_ascend()
        return self

    def _amounts_ascend(self) -> None:
        bounds = [row.net_up_to for row in self.rows if row.net_up_to is not None]
        for number, (before, after) in enumerate(pairwise(bounds), 1):
            if after <= before:
                raise problem("matrix", _ROWS, below=("rows", number, "net_up_to"))


_COLUMNS = Text(zh="above 各列须由小到大", en="the discounts under `above` ascend")
_ROWS = Text(zh="各行的 net_up_to 须由小到大", en="the amounts under `net_up_to` ascend")
_LAST = Text(
    zh="最后一行不写 net_up_to（不设上限），其余各行都要写",
    en="the last row has no `net_up_to`, for it is open; every other row has one",
)


def _width(columns: int, cells: int) -> Text:
    return Text(
        zh=f"above 有 {columns} 列，这一行却有 {cells} 格，请一一对应",
        en=f"`above` has {columns} {'column' if columns == 1 else 'columns'}, this row {cells}; write one for each",
    )
