"""What must hold of a configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, cast

from pydantic import Discriminator, Field, Tag

from cpq.bom.products.product import AttributeValue, ExpressionText
from cpq.rulebook.fields import Words
from cpq.rulebook.model import Strict

ConditionField = Literal["when", "require"]
Cell = AttributeValue | Annotated[Sequence[AttributeValue], Field(min_length=1)]


class Conditional(Strict):
    """What all rules have: what the rep reads, and where the rule holds.

    各类规则共有的部分：说明与前提条件。
    """

    text: Words
    """What the rep reads when the rule stands in the way. / 规则阻止选择时给销售看的说明。"""
    when: ExpressionText | None = None
    """The condition under which it must hold; without it, always. / 前提条件；不写则总须成立。"""

    @property
    def conditions(self) -> Mapping[ConditionField, str]:
        """The expressions as written, by field."""
        return {} if self.when is None else {"when": self.when}


class Require(Conditional):
    """An expression over the product's groups, inputs and parts that must be true; with `when`, only where that holds.

    必须成立的表达式；写了 when 时，仅在其成立时要求。
    """

    require: ExpressionText
    """What must hold. / 要求。"""

    @property
    def conditions(self) -> Mapping[ConditionField, str]:
        """The expressions as written, by field."""
        return {**super().conditions, "require": self.require}


class Exclude(Conditional):
    """Options of which at most one can be chosen; with `when`, only where that holds.

    互斥的选项：至多选一种；写了 when 时，仅在其成立时要求。
    """

    exclude: Annotated[Sequence[str], Field(min_length=2)]
    """Options, by product id. / 选项的产品编号。"""


class Table(Conditional):
    """A compatibility table: some row must fit. A cell is a value, a list of values, or `*` for any.

    兼容表：至少有一行符合；单元格可为一个值、一组值或 *（任意）。
    """

    columns: Annotated[Sequence[str], Field(min_length=2, max_length=12)]
    """Single-choice groups and inputs. / 单选组与填写项。"""
    rows: Annotated[Sequence[Sequence[Cell]], Field(min_length=1)]
    """The combinations that fit. / 允许的组合。"""


class TableFile(Conditional):
    """A compatibility table in a CSV file, as spreadsheets save it: the first row names the columns, every other is a combination that fits.

    CSV 文件中的兼容表：首行为列名，其余每行为一种允许的组合；单元格写一个值、用 | 分隔的几个值，或 *（任意）。
    """

    file: Annotated[str, Field(min_length=1, max_length=200)]
    """The file's path inside the rules folder, such as `tables/lids.csv`. / 文件在规则文件夹内的路径，例如 tables/lids.csv。"""


def _which(given: object) -> str:
    if not isinstance(given, dict):
        return type(given).__name__.lower()
    keys = cast("dict[str, object]", given)
    if "file" in keys:
        return "file"
    return "exclude" if "exclude" in keys else "table" if "rows" in keys or "columns" in keys else "require"


Rule = Annotated[
    Annotated[Require, Tag("require")]
    | Annotated[Exclude, Tag("exclude")]
    | Annotated[Table, Tag("table")]
    | Annotated[TableFile, Tag("file")],
    Discriminator(_which),
]
