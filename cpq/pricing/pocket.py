"""From the net price to the pocket price: what a sale costs after it is made, as the company declares it. Internal only."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from cpq.bom.target import Target
from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, NotNegativeAmounts, Share, Validity, Words
from cpq.rulebook.model import Entity
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class PocketCost(Entity):
    """What the company pays or forgoes for a sale beside the cost of the goods: credit, freight, an accrued rebate. Customers never see it.

    到袋成本：成交之后由公司承担的费用，如账期资金成本、运费、计提返利；只在内部显示，客户不可见。
    """

    name: Words
    """Name in the waterfall. / 名称。"""
    valid: Validity = ALWAYS
    """When it applies. / 生效日期。"""
    when: Annotated[Expression | None, Compiled("quote", Bool())] = None
    """Under which condition of the quote: `payment_term == "net60"`. / 报价须满足的条件。"""
    lines: Annotated[Expression | None, Compiled("line", Bool())] = None
    """For which of the target's lines. / 行须满足的条件。"""
    target: Target = Target()
    """The lines that it falls on. / 适用的行。"""
    percent: Share | None = None
    """A share of the net amount without tax. / 占税前净额的比例。"""
    per_unit: NotNegativeAmounts | None = None
    """Currency → amount for each unit; a currency that is not listed costs nothing. / 各币种的每单位金额；未列币种不计。"""
    per_quote: NotNegativeAmounts | None = None
    """Currency → amount for the quote, spread over the lines. / 各币种的整单金额，分摊到各行。"""

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if (self.percent, self.per_unit, self.per_quote).count(None) != 2:
            text = Text(
                zh="请写 percent（比例）、per_unit（每单位）或 per_quote（整单），三者择一",
                en="write one of `percent`, `per_unit` and `per_quote`",
            )
            raise problem("pocket", text)
        return self
