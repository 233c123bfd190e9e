"""How customers pay."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from cpq.rulebook.fields import Share, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Instalment(Strict):
    """A part of what is paid once, and when it is invoiced.

    一次性费用的一期：比例与开票时间。
    """

    share: Share
    """Its share. / 比例。"""
    days: Annotated[int, Field(ge=0, le=3650)] = 0
    """So many days after the first invoice. / 首张账单之后的天数。"""


class PaymentTerm(Entity):
    """An agreed way to pay: 30 days net, half in advance.

    付款条件：如货到 30 天、预付 50%。
    """

    name: Words
    """Short name. / 名称。"""
    text: Words
    """The sentence on documents. / 单据上的条款文字。"""
    due: Annotated[int, Field(ge=0, le=3650)] = 0
    """So many days after its date an invoice is due; not written: on its date. / 账单开出后多少天到期；不写则当日到期。"""
    instalments: Sequence[Instalment] = ()
    """In which parts what is paid once is invoiced; not written: on the first invoice. / 一次性费用分几期开票；不写则全部在首张账单。"""

    @model_validator(mode="after")
    def _all_of_it(self) -> Self:
        total = sum((each.share for each in self.instalments), Decimal(0))
        if self.instalments and total != 1:
            said = f"{(total * 100).normalize():f}%"
            text = Text(
                zh=f"各期比例之和须为 100%，现在是 {said}",
                en=f"the shares of the instalments add up to 100%, not {said}",
            )
            raise problem("instalments", text, below=("instalments",))
        return self
