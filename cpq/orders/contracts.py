"""Contracts: what was signed for an order, and what was agreed afterwards, as differences. As they are sent and answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from cpq.orders.given import Note
from cpq.platform.pages import PageQuery
from cpq.platform.people.model import Named, Reference
from cpq.rulebook.fields import QUOTE_NUMBER_PATTERN, Day, Id, Number
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

Side = Literal["buyer", "seller"]
ContractNumber = Annotated[str, StringConstraints(pattern=QUOTE_NUMBER_PATTERN, max_length=64)]


class Signatory(Strict):
    """Who signed.

    签署人。
    """

    side: Side
    """buyer or seller. / 买方或卖方。"""
    name: Named
    """Their name. / 姓名。"""
    title: Named | None = None
    """Their position. / 职务。"""


class ContractGiven(Strict):
    """What was signed for an order; its amounts are the order's.

    订单的合同；金额即订单金额。
    """

    order: Reference
    """The order; it has one contract. / 订单，每份订单一份合同。"""
    number: ContractNumber | None = None
    """Its number; not written: one is given. / 合同编号；不写则自动编号。"""
    signed: Day
    """The day of the last signature. / 签署日（最后一方签字之日）。"""
    signatories: Annotated[Sequence[Signatory], Field(min_length=2, max_length=20)]
    """Who signed, at least one of each side. / 签署人，双方至少各一人。"""
    attachment: Id | None = None
    """The signed document: an attachment of the order's quote, whose digest is kept. / 签署文件：报价的附件编号，保存其摘要。"""

    @model_validator(mode="after")
    def _both_sides(self) -> Self:
        missing = {"buyer", "seller"} - {each.side for each in self.signatories}
        if missing:
            text = Text(zh="双方都须有签署人", en=f"nobody signs for the {' or the '.join(sorted(missing))}")
            raise problem("signatories", text, below=("signatories",))
        return self


class ContractAmendmentGiven(Strict):
    """What was agreed after a contract was signed, as a difference: that of an order, or one that is written.

    补充协议：以差额表示，取自一份订单，或直接写明。
    """

    signed: Day
    """The day of the last signature. / 签署日。"""
    reason: Note
    """What it is about. / 事由。"""
    order: Reference | None = None
    """The order that amends the first one: its amounts are the difference. / 变更订单，其金额即差额。"""
    net: Number | None = None
    """The difference without tax, where no order says it. / 不含税差额。"""
    tax: Number | None = None
    """The difference of the tax. / 税额差额。"""
    attachment: Id | None = None
    """The signed document: an attachment of the quote of the order, or of the contract's. / 签署文件：相应报价的附件编号。"""

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        written = self.net is not None, self.tax is not None
        if any(written) if self.order is not None else not all(written):
            text = Text(zh="请写 order，或同时写 net 与 tax", en="write `order`, or `net` and `tax`")
            raise problem("amendment-amount", text)
        return self


class ContractQuery(PageQuery):
    """Which contracts, page by page.

    查询合同，逐页列出。
    """

    customer: Id | None = None
    """Of which customer. / 客户。"""
    order: Reference | None = None
    """Of which order. / 订单。"""
    signed_from: Day | None = None
    """Signed on this day or later. / 签署日不早于。"""
    signed_to: Day | None = None
    """Signed on this day or earlier. / 签署日不晚于。"""


@dataclass(frozen=True, slots=True)
class ContractAmounts:
    """`net + tax = gross`, in the currency of the contract."""

    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class ContractAmendment:
    """What was agreed on a day; `amounts` are differences, those of `order` where there is one."""

    sequence: int
    order: str | None
    signed: date
    reason: str
    attachment: str | None
    digest: str | None
    amounts: ContractAmounts


@dataclass(frozen=True, slots=True)
class ContractSignatory:
    """Who signed, for which side."""

    side: Side
    name: str
    title: str | None


@dataclass(frozen=True, slots=True)
class ContractView:
    """A contract: `at_signature` are the order's amounts, `amounts` those together with all amendments. `digest` is the SHA-256 of the signed
    document, also where the attachment is gone.
    """

    id: str
    number: str
    order: str
    customer: str | None
    currency: str
    signed: date
    signatories: tuple[ContractSignatory, ...]
    attachment: str | None
    digest: str | None
    at_signature: ContractAmounts
    amendments: tuple[ContractAmendment, ...]
    amounts: ContractAmounts
    created_by: str
    created_at: datetime


def total(parts: Iterable[ContractAmounts]) -> ContractAmounts:
    """The sum of amounts of one currency."""
    every = list(parts)
    return ContractAmounts(
        sum((each.net for each in every), Decimal(0)),
        sum((each.tax for each in every), Decimal(0)),
        sum((each.gross for each in every), Decimal(0)),
    )
