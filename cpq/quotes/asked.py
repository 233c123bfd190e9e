"""What is asked of stored quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from cpq.bom.products.product import Code
from cpq.platform.pages import PageQuery
from cpq.platform.people.model import Reference
from cpq.quotes.life import State
from cpq.rulebook.fields import Day, Id, Longest, Positive, Words
from cpq.rulebook.model import Strict

Fields = Mapping[str, Any]
Reason = Annotated[str, StringConstraints(max_length=2000)]


class ConfiguredLine(Strict):
    """A configured product that becomes a line.

    由一个配置生成的一行。
    """

    product: Code
    """The product. / 产品。"""
    quantity: Positive = Decimal(1)
    """How many. / 数量。"""
    configuration: Fields = Field(default_factory=dict[str, Any])
    """What is chosen. / 配置选择。"""


class QuoteGiven(Strict):
    """A new quote: from a request, from a configuration, or from a template whose fields the request replaces.

    新报价：由请求、配置或模板生成；使用模板时，request 中的字段覆盖模板。
    """

    request: Fields = Field(default_factory=dict[str, Any])
    """The request for a quote; with a template or configuration only what they do not say. / 报价请求；用模板或配置时只写其余字段。"""
    configuration: ConfiguredLine | None = None
    """A configuration that is added as a line. / 作为一行加入的配置。"""
    template: Id | None = None
    """The template to begin with. / 所用模板。"""
    opportunity: Reference | None = None
    """The opportunity that it belongs to: its primary quote, where that has none yet. / 所属商机；商机尚无主报价时即为主报价。"""


class CloneGiven(Strict):
    """A copy of a quote under another number.

    以新单号复制报价。
    """

    id: Annotated[str, Field(pattern=r"^[\w][\w ./#-]*$", max_length=64)]
    """The number of the copy. / 新报价单号。"""
    date: Day | None = None
    """Its date; not written: that of the original. / 报价日期；不写则与原报价相同。"""
    version: Annotated[int, Field(ge=1)] | None = None
    """The version to copy; not written: the newest. / 复制哪一版；不写为最新版。"""


class DecisionGiven(Strict):
    """What an approver decides.

    审批结论。
    """

    decision: Literal["approve", "refuse"]
    """approve or refuse. / approve 批准，refuse 驳回。"""
    reason: Reason | None = None
    """Why; a refusal has to say it. / 理由；驳回必写。"""


class ReasonGiven(Strict):
    """Why something is done, for the record.

    原因，供记录。
    """

    reason: Reason | None = None
    """Why. / 原因。"""


class AcceptanceGiven(Strict):
    """What a customer who accepts says.

    客户接受报价时填写。
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    """Who accepts. / 接受人姓名。"""
    document: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """The digest of the quote that was read, as the link shows it. / 所阅报价的摘要，见链接返回的 document。"""


class DelegationGiven(Strict):
    """Lets somebody else decide until a day.

    委托他人审批至某日。
    """

    taker: Annotated[str, Field(max_length=64)]
    """The user who decides. / 被委托人。"""
    since: Day
    """The first day. / 起始日。"""
    until: Day
    """The last day. / 截止日。"""


class TemplateGiven(Strict):
    """A request to begin quotes with.

    报价模板。
    """

    name: Annotated[Words, Longest(200)]
    """Its name. / 名称。"""
    request: Fields
    """The fields of a request; what differs from quote to quote is left out. / 请求字段；每份报价不同的不写。"""


SortName = Literal["newest", "oldest"]


class QuoteFilter(Strict):
    """Which quotes: of a state, a customer, an owner, a number.

    报价的筛选。
    """

    state: State | None = Field(default=None, strict=False)
    """Of a state: draft, in_approval, approved, sent, accepted, rejected, expired, withdrawn. / 状态。"""
    customer: Annotated[str, Field(max_length=100)] | None = None
    """Of a customer. / 客户编号。"""
    owner: Annotated[str, Field(max_length=100)] | None = None
    """Of a seller. / 所有者。"""
    number: Annotated[str, Field(max_length=64)] | None = None
    """Whose number begins so. / 报价单号前缀。"""


class QuoteQuery(PageQuery, QuoteFilter):
    """Which quotes, page by page.

    报价列表的筛选与排序。
    """

    sort: SortName = "newest"
    """newest or oldest first. / newest 新的在前，oldest 旧的在前。"""


class OpenQuotes(Strict):
    """The newest quotes on which something may still be decided.

    最新的未结报价。
    """

    newest: Annotated[int, Field(ge=1, le=1000)] = 100
    """How many at most. / 最多几份。"""
    customer: Annotated[str, Field(max_length=100)] | None = None
    """Of which customer. / 客户编号。"""
    states: Annotated[Sequence[Literal["draft", "in_approval", "approved", "sent"]], Field(max_length=4)] = ()
    """In which states; not written: in all of them. / 状态；不写则为全部四种。"""


class RecalculationQuery(Strict):
    """Whether only to look.

    是否仅预览。
    """

    preview: bool = False
    """Whether nothing is stored. / 仅预览，不保存。"""


class DifferenceQuery(Strict):
    """The two versions to compare.

    比较哪两版。
    """

    before: Annotated[int, Field(ge=1, alias="from")]
    """The earlier version. / 前一版。"""
    after: Annotated[int, Field(ge=1, alias="to")]
    """The later version. / 后一版。"""


class DocumentGiven(Strict):
    """Which document of a quote.

    要哪种单据。
    """

    locale: Literal["zh", "en"]
    """Its language. / 语言。"""
    view: Literal["customer", "internal"] = "customer"
    """For the customer, or for the company itself, with costs. / 客户版，或含成本的内部版。"""
    version: Annotated[int, Field(ge=1)] | None = None
    """Of which version; not written: the newest. / 哪一版；不写为最新版。"""


class NameQuery(Strict):
    """The name of a file.

    文件名。
    """

    name: Annotated[str, Field(min_length=1, max_length=300)]
    """With its ending. / 含扩展名。"""
