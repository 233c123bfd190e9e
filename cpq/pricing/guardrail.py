"""Guardrails: what a quote may not do without somebody's approval, or not at all."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from cpq.bom.target import Target
from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, Ref, Validity, Words
from cpq.rulebook.model import Entity
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Approver(Entity):
    """Somebody who can approve. Who has a level needs nobody of the same or a lower one.

    审批人；达到某一级别的人，无需同级或更低级别的审批。
    """

    name: Words
    """Name of the role. / 角色名称。"""
    level: Annotated[int, Field(ge=1, le=99)]
    """The higher, the more may be approved. / 级别，越高权限越大。"""


class Guardrail(Entity):
    """A condition that a line or a quote should not meet: a discount too deep, a margin too thin, a price below its floor.

    护栏：行或整单不应触及的条件，例如折扣过深、毛利过低、低于底价。
    """

    text: Words
    """The reason that the rep and the approver read. / 给销售和审批人看的原因。"""
    valid: Validity = ALWAYS
    """When it applies. / 生效日期。"""
    approver: Annotated[str, Ref("approvers")] | None = None
    """Who must approve. / 由谁审批。"""
    refuse: bool = False
    """Nobody can approve it: the quote is refused. / 任何人不得批准，直接拒绝报价。"""

    @model_validator(mode="after")
    def _approved_or_refused(self) -> Self:
        if self.refuse == (self.approver is not None):
            raise problem(
                "guardrail",
                Text(
                    zh="请写 approver（由谁审批）或 refuse: true（直接拒绝），二者择一",
                    en="write either `approver` (who must approve) or `refuse: true` (nobody can)",
                ),
            )
        return self


class LineGuardrail(Guardrail):
    """A guardrail that looks at each line.

    逐行检查的护栏。
    """

    scope: Literal["line"]
    """line"""
    target: Target = Target()
    """The lines it looks at. / 检查哪些行。"""
    when: Annotated[Expression, Compiled("line_guard", Bool())]
    """What calls for approval: `discount > 0.2`, `margin < 0.15`, `below_floor`. / 触发条件。"""


class QuoteGuardrail(Guardrail):
    """A guardrail that looks at the whole quote.

    检查整单的护栏。
    """

    scope: Literal["quote"]
    """quote"""
    when: Annotated[Expression, Compiled("quote_guard", Bool())]
    """What calls for approval: `discount > 0.2`, `margin < 0.15`, `net > CNY(1000000)`. / 触发条件。"""


AnyGuardrail = Annotated[
    Annotated[LineGuardrail, Tag("line")] | Annotated[QuoteGuardrail, Tag("quote")], Discriminator("scope")
]
