"""What is sent to make orders, issue invoices and record payments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cpq.platform.pages import PageQuery
from cpq.platform.people.model import Reference
from cpq.rulebook.fields import Currency, Day, Id, Longest, NotNegative, Number, Positive, Words
from cpq.rulebook.model import Strict

Note = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class OrderGiven(Strict):
    """The quote that becomes an order.

    由哪份报价生成订单。
    """

    quote: Reference
    """The id of a quote that was accepted. / 已接受的报价。"""


class WhyGiven(Strict):
    """Why something is done with an order.

    对订单操作的原因。
    """

    reason: Annotated[Words, Longest(500)] | None = None
    """Why; of a cancellation it is on the credit notes. / 原因；取消时印在红字账单上。"""


class IssueGiven(Strict):
    """Up to which day invoices are issued.

    开票截至哪天。
    """

    until: Day
    """The last date of an invoice. / 账单日期的最后一天。"""


class UsageRecord(Strict):
    """What was used of a metered line on a day.

    按用量计费的行在某日的用量。
    """

    id: Id
    """Its own name: the same record sent again is not counted again. / 记录编号；同一记录重复上报只计一次。"""
    line: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,4}$")]
    """The number of the line in the order. / 订单中的行号。"""
    date: Day
    """The day on which it was used, which tells the period. / 使用日，决定所属周期。"""
    quantity: Annotated[NotNegative, Field(le=1_000_000_000_000, decimal_places=6)]
    """How much, in the product's own unit. / 用量（基本单位）。"""


class UsageGiven(Strict):
    """What was used, all or none of it.

    上报用量，全部成功或全部不变。
    """

    records: Annotated[Sequence[UsageRecord], Field(min_length=1, max_length=1000)]
    """The records. / 各条记录。"""


class CreditedLine(Strict):
    """What is taken back of one line of an invoice.

    冲红账单的一行。
    """

    line: Annotated[int, Field(ge=1)]
    """The line's position, from 1. / 行的序号，从 1 起。"""
    net: Number
    """How much of its net amount, with its sign; the tax follows. / 冲红的净额，符号同原行；税额随之。"""


class CreditGiven(Strict):
    """What is taken back of an invoice, and why.

    冲红账单及其原因。
    """

    reason: Annotated[Words, Longest(500)]
    """Why; it is on the credit note. / 原因，印在红字账单上。"""
    lines: Annotated[Sequence[CreditedLine], Field(max_length=1000)] | None = None
    """Lines in part; not written: all that is left. / 部分冲红的行；不写则冲红全部余额。"""


class Paid(Strict):
    """An invoice that is paid.

    核销的账单。
    """

    invoice: Id
    """Its number. / 账单号。"""
    amount: Positive | None = None
    """How much of it; not written: as much as is open and left. / 金额；不写则尽量核销。"""


class PaymentGiven(Strict):
    """Money that came in.

    收到的款项。
    """

    order: Reference
    """The order that it is for. / 所属订单。"""
    date: Day
    """The day it came in. / 到账日。"""
    amount: Positive
    """How much. / 金额。"""
    currency: Currency
    """In which currency; that of the order. / 币种，须与订单一致。"""
    reference: Note | None = None
    """The bank's reference. / 银行流水号。"""
    note: Note | None = None
    """A note. / 备注。"""
    invoices: Annotated[Sequence[Paid], Field(max_length=200)] | None = None
    """Which invoices it pays, also other ones of the customer; not written: the order's, those due first, first; empty: none yet.

    / 核销哪些账单（可为同一客户的其他订单）；不写则按到期先后核销本订单的账单；空列表表示暂不核销。"""


class AllocationGiven(Strict):
    """What a payment or credit note that has something left pays.

    用款项或红字账单的余额核销账单。
    """

    funds: Id
    """The number of the payment or credit note. / 款项或红字账单的编号。"""
    invoices: Annotated[Sequence[Paid], Field(max_length=200)] | None = None
    """Which invoices; not written: those of its order, those due first, first. / 核销哪些账单；不写则按到期先后核销其订单的账单。"""


class ReleaseGiven(Strict):
    """An allocation that is taken back.

    撤销核销。
    """

    funds: Id
    """The number of the payment or credit note. / 款项或红字账单的编号。"""
    invoice: Id
    """The number of the invoice. / 账单号。"""
    amount: Positive | None = None
    """How much; not written: all of it. / 金额；不写则全部。"""


class RefundGiven(Strict):
    """What is paid back to the customer.

    退款。
    """

    funds: Id
    """The number of the payment or credit note of which something is left. / 有余额的款项或红字账单的编号。"""
    date: Day
    """The day it was paid back. / 退款日。"""
    amount: Positive | None = None
    """How much; not written: all that is left. / 金额；不写则退全部余额。"""
    reference: Note | None = None
    """The bank's reference. / 银行流水号。"""


class OrderFilter(Strict):
    """Which orders.

    查询订单。
    """

    state: Literal["open", "fulfilled", "cancelled"] | None = None
    """In which state. / 状态。"""
    customer: Id | None = None
    """Of which customer. / 客户。"""


class OrderQuery(PageQuery, OrderFilter):
    """Which orders, page by page.

    查询订单，逐页列出。
    """


class InvoiceFilter(Strict):
    """Which invoices.

    查询账单。
    """

    order: Reference | None = None
    """Of which order. / 订单。"""
    customer: Id | None = None
    """Of which customer. / 客户。"""
    open: bool | None = None
    """Only those that are owed, or that are not. / 是否仍有未付金额。"""


class InvoiceQuery(PageQuery, InvoiceFilter):
    """Which invoices, page by page.

    查询账单，逐页列出。
    """


class PaymentFilter(Strict):
    """Which payments.

    查询款项。
    """

    order: Reference | None = None
    """Of which order. / 订单。"""
    customer: Id | None = None
    """Of which customer. / 客户。"""


class PaymentQuery(PageQuery, PaymentFilter):
    """Which payments, page by page.

    查询款项，逐页列出。
    """


class AgingQuery(Strict):
    """What is open on which day.

    账龄查询。
    """

    day: Day | None = None
    """Not written: today. / 不写则为今天。"""
    customer: Id | None = None
    """Of which customer. / 客户。"""
