"""Guardrails: what a quote may not do without somebody's approval, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from cpq.bom.target import Target
from cpq.pricing.authority import Limits, Matrix, Role
from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, Validity, Words
from cpq.rulebook.model import Entity
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Approver(Entity):
    """Somebody who can approve. Who has a level needs nobody of the same or a lower one, unless the company asks for four eyes.

    审批人；达到某一级别的人，无需同级或更低级别的审批（公司要求四眼原则时除外）。
    """

    name: Words
    """Name of the role. / 角色名称。"""
    level: Annotated[int, Field(ge=1, le=99)]
    """The higher, the more may be approved; those of one level are asked side by side. / 级别，越高权限越大；同级并行审批。"""
    after: Sequence[Role] = ()
    """Who approves before this one, whenever this one is asked. / 每当须由此人审批，先由谁审批。"""
    stands_for_lower: bool = False
    """Whether nobody below is asked where this one is. / 须由此人审批时，是否跳过更低级别。"""


class Guardrail(Entity):
    """A condition that a line, a section or a quote should not meet: a discount too deep, a margin too thin, a price below its floor.

    护栏：行、分节或整单不应触及的条件，例如折扣过深、毛利过低、低于底价。
    """

    text: Words
    """The reason that the rep and the approver read. / 给销售和审批人看的原因。"""
    valid: Validity = ALWAYS
    """When it applies. / 生效日期。"""
    approver: Role | None = None
    """Who must approve. / 由谁审批。"""
    approvers: Sequence[Role] = ()
    """Several who must all approve, side by side. / 须一并审批的几个人。"""
    refuse: bool = False
    """Nobody can approve it: the quote is refused. / 任何人不得批准，直接拒绝报价。"""
    limits: Limits | None = None
    """How much each role may give away. / 各角色的折扣权限。"""
    matrix: Matrix | None = None
    """Who must approve, by discount and amount. / 按折扣与金额的审批矩阵。"""

    @model_validator(mode="after")
    def _one_consequence(self) -> Self:
        written = (self.approver, self.approvers or None, self.refuse or None, self.limits, self.matrix)
        if len(written) - written.count(None) != 1:
            raise problem(
                "guardrail",
                Text(
                    zh="请写 approver（由谁审批）、approvers（几个人）、refuse: true（直接拒绝）、limits（权限）或 matrix（矩阵），五者择一",
                    en="write one of `approver` (who must approve), `approvers` (several), `refuse: true` (nobody can), "
                    "`limits` (by role) and `matrix`",
                ),
            )
        if self.condition is None and self.limits is None and self.matrix is None:
            text = Text(
                zh="请写 when（触发条件）；只有 limits 和 matrix 可以不写",
                en="write `when`, what calls for approval; only `limits` and `matrix` go without",
            )
            raise problem("guardrail", text)
        return self

    @property
    def condition(self) -> Expression | None:
        """What calls for approval; None for every line or quote."""
        return getattr(self, "when", None)


class LineGuardrail(Guardrail):
    """A guardrail that looks at each line.

    逐行检查的护栏。
    """

    scope: Literal["line"]
    """line"""
    target: Target = Target()
    """The lines it looks at. / 检查哪些行。"""
    when: Annotated[Expression | None, Compiled("line_guard", Bool())] = None
    """What calls for approval: `discount > 0.2`, `margin < 0.15`, `below_floor`. / 触发条件。"""


class SectionGuardrail(Guardrail):
    """A guardrail that looks at the lines under each heading of the quote together; what is inside a product stands under its product.

    按报价单分节检查的护栏：同一标题下的各行合计；产品内的选项随产品归入同一节。
    """

    scope: Literal["section"]
    """section"""
    target: Target = Target()
    """The lines that count; sections without such a line are not looked at. / 计入哪些行；没有这些行的分节不检查。"""
    when: Annotated[Expression | None, Compiled("quote_guard", Bool())] = None
    """What calls for approval: `margin < 0.15`, `discount > 0.3`. / 触发条件。"""


class QuoteGuardrail(Guardrail):
    """A guardrail that looks at the whole quote.

    检查整单的护栏。
    """

    scope: Literal["quote"]
    """quote"""
    when: Annotated[Expression | None, Compiled("quote_guard", Bool())] = None
    """What calls for approval: `discount > 0.2`, `margin < 0.15`, `net > CNY(1000000)`. / 触发条件。"""


AnyGuardrail = Annotated[
    Annotated[LineGuardrail, Tag("line")]
    | Annotated[SectionGuardrail, Tag("section")]
    | Annotated[QuoteGuardrail, Tag("quote")],
    Discriminator("scope"),
]
