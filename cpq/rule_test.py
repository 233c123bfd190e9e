"""Rule tests: worked cases that a rulebook brings along, kept true by `cpq check`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self, cast

from pydantic import BeforeValidator, Field, model_validator

from cpq.bom.request import QuoteRequest
from cpq.rulebook.fields import Day, Number, Ref, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


def _with_id(given: object) -> object:
    return {"id": "TEST", **cast("dict[str, object]", given)} if isinstance(given, dict) else given


TotalName = Literal[
    "list",
    "surcharge",
    "discount",
    "net",
    "tax",
    "gross",
    "payable",
    "delivery",
    "one_off",
    "usage_estimate",
    "tcv",
    "acv",
    "mrr",
    "arr",
]


class ExpectedLine(Strict):
    """What is expected of a line; what is not written is not compared.

    对一行的预期，不写的不比较。
    """

    list: Number | None = None
    """List amount. / 目录金额。"""
    net: Number | None = None
    """Net amount. / 净额。"""
    unit_list: Number | None = None
    """List price of one unit and period. / 目录单价。"""
    unit_net: Number | None = None
    """Net price of one unit and period. / 净单价。"""
    tax: Number | None = None
    """Tax. / 税额。"""
    gross: Number | None = None
    """Amount with tax. / 含税金额。"""
    share: Number | None = None
    """Of a bundle's component: what of the bundle's net amount falls on it. / 组件分摊到的组合净额。"""


class ExpectedRebate(Strict):
    """What is expected of a rebate programme; what is not written is not compared.

    对一个返利计划的预期，不写的不比较。
    """

    base_now: Number | None = None
    """Net amount of the lines that earn it. / 本单计提返利的净额。"""
    accrued: Number | None = None
    """What the quote earns. / 本单计提的返利。"""
    tier: Annotated[int, Field(ge=0)] | None = None
    """The number of the tier that is reached, from 1; 0 for none. / 达到第几档，从 1 起；0 为未达到。"""
    missing: Number | None = None
    """What more reaches the next tier. / 距下一档还差多少。"""
    used: Number | None = None
    """What of the balance pays for the quote. / 本单使用的返利。"""
    balance_after: Number | None = None
    """The balance after that. / 使用后的余额。"""


class Expected(Strict):
    """What is expected; what is not written is not compared.

    预期结果，不写的不比较。
    """

    totals: Mapping[TotalName, Number] = Field(default_factory=dict[TotalName, Number])
    """Totals by name. / 各合计。"""
    lines: Mapping[str, ExpectedLine] = Field(default_factory=dict[str, ExpectedLine])
    """Line number → what is expected of it. / 行号 → 预期。"""
    asides: Mapping[str, Number] = Field(default_factory=dict[str, Decimal])
    """Number of an option or alternative → what choosing it adds to the net amount. / 可选行或备选行的行号 → 选用后净额增加多少。"""
    promotions: Mapping[Annotated[str, Ref("promotions")], Number] = Field(default_factory=dict[str, Decimal])
    """Promotion → what it takes off, or how many points it earns; 0 where it must not apply. / 促销 → 减多少或积多少分；不应适用的写 0。"""
    points: Annotated[int, Field(ge=0)] | None = None
    """How many points the customer earns in all. / 客户总共获得的积分。"""
    rebates: Mapping[Annotated[str, Ref("rebates")], ExpectedRebate] = Field(default_factory=dict[str, ExpectedRebate])
    """Rebate programme → what is expected of it. / 返利计划 → 预期。"""
    invoices: Mapping[Day, Number] = Field(default_factory=dict[date, Decimal])
    """Day → net amount of the invoice on that day. / 账单日 → 该账单的净额。"""
    approvers: Annotated[list[str], Field(strict=False)] | None = None
    """Who must approve, in order; an empty list for nobody. / 依次须由谁审批；无人写空列表。"""
    refused: str | None = None
    """The code of a finding with which the request is refused. / 被拒绝时的问题代码。"""


class RuleTest(Entity):
    """A request and what must come of it.

    规则测试：一个请求及其应得的结果。
    """

    name: Words
    """What it shows. / 说明。"""
    request: Annotated[QuoteRequest, BeforeValidator(_with_id)]
    """The request; its number may be left out. / 报价请求，可不写单号。"""
    expect: Expected
    """What must come of it. / 预期结果。"""

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        if self.expect == Expected():
            raise problem(
                "expect",
                Text(
                    zh="expect 里至少写一项预期，否则什么也没测", en="expect at least one thing, or nothing is tested"
                ),
            )
        return self
