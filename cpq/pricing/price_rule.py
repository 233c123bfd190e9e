"""Price rules: changes of the unit price by customer, region, attribute, quantity."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import Discriminator, Field, Tag

from cpq.bom.target import Target
from cpq.rulebook.expressions import Bool, Expression, MoneyType
from cpq.rulebook.fields import ALWAYS, Amounts, Compiled, NotNegativeAmounts, Rate, Validity, Words
from cpq.rulebook.model import Entity, Strict


class ByPercent(Strict):
    """The price changes by a percentage; -20% takes a fifth off.

    按百分比调整，-20% 即减二成。
    """

    percent: Annotated[Rate, Field(ge=-1)]
    """Added to the price; negative takes off. / 调整比例，负数为减价。"""


class ByAmount(Strict):
    """The price of one unit and period changes by an amount.

    每单位、每周期加减固定金额。
    """

    amount: Amounts
    """Currency → amount added; negative takes off. A currency that is not listed is not changed. / 各币种的调整额，负数为减价；未列币种不调整。"""


class ToPrice(Strict):
    """The price of one unit and period becomes this.

    单价改为指定金额。
    """

    price: NotNegativeAmounts
    """Currency → price. A currency that is not listed is not changed. / 各币种的单价；未列币种不调整。"""


class ByFormula(Strict):
    """The price of one unit and period becomes what a formula says, in the currency of the quote: `max(cost * 1.2, unit_net * 0.9)`.

    单价改为公式的结果（报价币种），例如 max(cost * 1.2, unit_net * 0.9)。
    """

    formula: Annotated[Expression, Compiled("price_rule", MoneyType())]
    """The new price of one unit and period. / 新单价的公式。"""


def _which(given: object) -> str:
    keys = cast("dict[str, object]", given) if isinstance(given, dict) else {}
    return next((key for key in ("amount", "price", "formula") if key in keys), "percent")


Adjustment = Annotated[
    Annotated[ByPercent, Tag("percent")]
    | Annotated[ByAmount, Tag("amount")]
    | Annotated[ToPrice, Tag("price")]
    | Annotated[ByFormula, Tag("formula")],
    Discriminator(_which),
]


class PriceRule(Entity):
    """A change of the price of the lines that fit, before any promotion: dealers 12 % less, remote regions 3 % more.

    价格规则：在促销之前，对符合条件的行调整单价。
    """

    name: Words
    """Name in the waterfall. / 名称。"""
    valid: Validity = ALWAYS
    """When it applies. / 生效日期。"""
    when: Annotated[Expression | None, Compiled("quote", Bool())] = None
    """Under which condition of the quote. / 报价须满足的条件。"""
    lines: Annotated[Expression | None, Compiled("line", Bool())] = None
    """For which of the target's lines. / 行须满足的条件。"""
    target: Target = Target()
    """The lines it works on. / 适用的行。"""
    adjust: Adjustment
    """The change. / 调整方式。"""
    priority: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Higher goes first; among equals the order of the files. / 数值越大越先；相同者按文件顺序。"""
    stack: bool = True
    """Whether rules of lower priority still apply after it. / 适用之后，优先级较低的规则是否继续适用。"""
