"""Priced quotes made by hand, realistic enough to look at: a rack with servers, software, services, metered usage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cpq.bom.buyer import Buyer
from cpq.bom.request import LineRequest, QuoteRequest
from cpq.company.company import Bank, Company, Settings
from cpq.money import arithmetic
from cpq.priced_quote import (
    Approval,
    Billing,
    LineTax,
    Outcome,
    PricedLine,
    PricedQuote,
    RecurringTotal,
    Remark,
    SectionTotal,
    TaxTotal,
    Totals,
    WaterfallRow,
)
from cpq.pricing.approval import route_of
from cpq.pricing.taxation import TaxPart
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

CENT = Decimal("0.01")
DAY = date(2026, 3, 14)

HARDWARE = Text(zh="计算与存储硬件", en="Compute and storage hardware")
SOFTWARE = Text(zh="软件订阅", en="Software subscriptions")
SERVICES = Text(zh="专业服务", en="Professional services")
PIECE = Text(zh="台", en="pcs")
SEAT = Text(zh="席位", en="seats")
PERSON_DAY = Text(zh="人天", en="days")

COST_MARK = Decimal("8642.13")
"""A cost that appears nowhere else: whoever sees it has seen a cost."""


def company(**settings: Any) -> Company:
    return Company(
        id="company",
        name=Text(zh="云峙数据科技（苏州）有限公司", en="Yunzhi Data Systems (Suzhou) Co., Ltd."),
        short_name=Text(zh="云峙数据", en="Yunzhi Data"),
        address=Text(zh="江苏省苏州市工业园区星湖街 328 号", en="328 Xinghu Street, Suzhou Industrial Park, Jiangsu"),
        phone="+86 512 6288 0000",
        email="sales@yunzhi.example",
        website="www.yunzhi.example",
        tax_number="91320594MA1XXXXX0Y",
        bank=Bank(
            name=Text(zh="中国工商银行苏州工业园区支行", en="ICBC, Suzhou Industrial Park Branch"),
            account="1102 0206 0900 0123 456",
            swift="ICBKCNBJSZU",
        ),
        currency="CNY",
        region="cn",
        settings=Settings(**settings),
    )


def buyer(**changes: Any) -> Buyer:
    given: dict[str, Any] = {
        "id": "C-10086",
        "name": Text(zh="华东精密制造集团股份有限公司", en="East China Precision Manufacturing Group"),
        "segment": "enterprise",
        "region": "cn",
        "address": Text(
            zh="上海市浦东新区张江路 1000 号 8 幢", en="Building 8, 1000 Zhangjiang Road, Pudong, Shanghai"
        ),
        "contact": Text(zh="陈思远", en="Chen Siyuan"),
        "tax_number": "91310115MA1K3XXXX8",
    }
    return Buyer(**(given | changes))


def line_tax(rate: Decimal, amount: Decimal) -> LineTax:
    vat = Text(zh="增值税", en="VAT"), rate, amount, Place("rules/taxes.yaml", 3, 3)
    return LineTax(*vat, (TaxPart(*vat, base=amount / rate if rate else Decimal(0)),))


def line(
    number: str,
    name: Text,
    unit_list: str = "0",
    quantity: str = "1",
    *,
    off: str = "0",
    section: Text = HARDWARE,
    periods: int = 0,
    **changes: Any,
) -> PricedLine:
    """A line whose amounts follow from its list price, quantity and discount."""
    price, count, rate = Decimal(unit_list), Decimal(quantity), Decimal(off)
    listed = price * count * (periods or 1)
    discount = (listed * rate).quantize(CENT, ROUND_HALF_UP)
    net = listed - discount
    tax_rate = Decimal("0.06") if section != HARDWARE else Decimal("0.13")
    tax = (net * tax_rate).quantize(CENT, ROUND_HALF_UP)
    code = f"SKU-{number.replace('.', '-')}"
    steps = [
        Step(
            Phase.BASE,
            "cny-direct-2026",
            Text(zh="目录价", en="List price"),
            listed,
            listed,
            Place("rules/prices/cny.yaml", 41, 7),
            quantity=count,
            unit_price=price,
        )
    ]
    if discount:
        steps.append(
            Step(
                Phase.LINE_DISCOUNT,
                "spring",
                Text(zh="春季促销", en="Spring promotion"),
                -discount,
                -discount,
                Place("rules/promotions/spring.yaml", 12, 5),
                base=listed,
                rate=rate,
            )
        )
    made = PricedLine(
        id=number,
        number=number,
        parent=number.rpartition(".")[0] or None,
        role="option" if "." in number else "main",
        product=code.lower(),
        code=code,
        name=name,
        description=None,
        details=(),
        group=None,
        section=section,
        unit=PIECE,
        quantity=count,
        each=count,
        unit_list=price,
        unit_net=(price * (1 - rate)).quantize(CENT, ROUND_HALF_UP),
        list_amount=listed.quantize(CENT),
        discount=discount,
        net=net.quantize(CENT),
        tax=line_tax(tax_rate, tax),
        gross=(net + tax).quantize(CENT),
        cost=(net * Decimal("0.7")).quantize(CENT),
        included=False,
        billing=billing(price * count * (1 - rate), periods) if periods else None,
        estimated=False,
        note=None,
        trace=tuple(steps),
    )
    return replace(made, **changes)


def billing(per_period: Decimal, periods: int) -> Billing:
    return Billing("month", Decimal(periods), date(2026, 4, 1), date(2027, 3, 31), "advance", per_period.quantize(CENT))


def server(number: str, quantity: str = "4", off: str = "0.08") -> list[PricedLine]:
    """A server with its options below it."""

    def option(index: int, group: Text, name: Text, price: str, count: str = "1", **changes: Any) -> PricedLine:
        total = str(Decimal(quantity) * Decimal(count))
        return line(f"{number}.{index}", name, price, total, off=off, group=group, each=Decimal(count), **changes)

    return [
        line(
            number,
            Text(zh="RS4200 双路机架服务器 2U", en="RS4200 two-socket rack server, 2U"),
            "18600.00",
            quantity,
            off=off,
            details=(
                (Text(zh="高度", en="Height"), Text.same("2U")),
                (Text(zh="机箱", en="Chassis"), Text(zh="12 × 3.5 英寸", en="12 × 3.5 in")),
            ),
            cost=COST_MARK,
        ),
        option(
            1,
            Text(zh="处理器", en="Processor"),
            Text(zh="至强金牌 6430 32 核 2.1 GHz", en="Xeon Gold 6430, 32 cores, 2.1 GHz"),
            "14350.00",
            "2",
        ),
        option(
            2,
            Text(zh="内存", en="Memory"),
            Text(zh="64 GB DDR5-4800 RDIMM", en="64 GB DDR5-4800 RDIMM"),
            "2180.00",
            "16",
        ),
        option(
            3,
            Text(zh="硬盘", en="Drives"),
            Text(zh="NVMe 固态硬盘 3.84 TB 读取密集型", en="NVMe SSD 3.84 TB, read intensive"),
            "4460.00",
            "6",
        ),
        option(4, Text(zh="网卡", en="Network"), Text(zh="双口 25 GbE SFP28", en="Dual-port 25 GbE SFP28"), "2350.00"),
        option(
            5,
            Text(zh="电源", en="Power supply"),
            Text(zh="1600 W 钛金冗余电源", en="1600 W titanium, redundant"),
            "1890.00",
            "2",
        ),
        option(6, Text(zh="导轨", en="Rails"), Text(zh="免工具滑轨套件", en="Tool-less rail kit"), "0", included=True),
    ]


def everything() -> list[PricedLine]:
    """Twenty-odd lines: a configured server, a rack with servers inside, subscription, support, services, usage."""
    rack = line("2", Text(zh="R42 智能机柜 42U", en="R42 smart rack, 42U"), "12800.00", "1", off="0.05")
    inside = [
        replace(each, number=f"2.1{each.number[1:]}", id=f"2.1{each.id[1:]}", parent=("2.1" if each.parent else "2"))
        for each in server("9", "8", "0.10")
    ]
    inside[0] = replace(inside[0], role="nested")
    pdu = line("2.2", Text(zh="智能 PDU 32 A", en="Smart PDU, 32 A"), "3200.00", "2", group=Text(zh="配电", en="Power"))
    platform = line(
        "3",
        Text(zh="云峙管理平台 企业版", en="Yunzhi Manager, enterprise"),
        "86.00",
        "120",
        off="0.15",
        section=SOFTWARE,
        periods=12,
        unit=SEAT,
        description=Text(zh="集中纳管、容量规划与告警", en="Fleet management, capacity planning and alerts"),
    )
    support = line(
        "4",
        Text(zh="7×24 原厂支持 4 小时到场", en="24×7 support, four hours on site"),
        "4180.00",
        "1",
        section=SOFTWARE,
        periods=12,
        unit=Text(zh="项", en="unit"),
    )
    deployment = line(
        "5",
        Text(zh="上架部署与迁移服务", en="Installation and migration"),
        "2800.00",
        "15",
        off="0.10",
        section=SERVICES,
        unit=PERSON_DAY,
        note=Text(zh="含周末割接一次；差旅费用实报实销。", en="One weekend switch-over included; travel as incurred."),
    )
    training = line(
        "6",
        Text(zh="管理员培训（线上）", en="Administrator training, online"),
        "6000.00",
        "1",
        section=SERVICES,
        unit=Text(zh="期", en="course"),
    )
    usage = line(
        "7",
        Text(zh="对象存储（每 GB 月）", en="Object storage, per GB and month"),
        "0.12",
        "50000",
        section=SOFTWARE,
        unit=Text(zh="GB", en="GB"),
        estimated=True,
    )
    return [*server("1"), rack, *inside, pdu, platform, support, deployment, training, usage]


def totals(lines: list[PricedLine], *, tax_included: bool = False) -> Totals:
    counted = [each for each in lines if not each.estimated]
    sections: dict[Text, Decimal] = {}
    taxes: dict[Decimal, list[PricedLine]] = {}
    for each in counted:
        sections[each.section] = sections.get(each.section, Decimal(0)) + each.net
        taxes.setdefault(each.tax.rate, []).append(each)
    for each in lines:
        sections.setdefault(each.section, Decimal(0))
    recurring = [each for each in counted if each.billing]
    net = sum((each.net for each in counted), Decimal(0))
    tax = sum((each.tax.amount for each in counted), Decimal(0))
    cost = sum((each.cost or Decimal(0) for each in counted), Decimal(0))
    monthly = RecurringTotal(
        "month",
        None,
        sum((each.billing.per_period for each in recurring if each.billing), Decimal(0)),
        sum((each.net for each in recurring), Decimal(0)),
    )
    gross = net if tax_included else net + tax
    return Totals(
        list_amount=sum((each.list_amount for each in counted), Decimal(0)),
        discount=sum((each.discount for each in counted), Decimal(0)),
        net=net,
        tax=tax,
        gross=gross,
        payable=gross,
        one_off=net - monthly.net,
        recurring=(monthly,) if recurring else (),
        sections=tuple(SectionTotal(section, amount) for section, amount in sections.items()),
        taxes=tuple(
            TaxTotal(
                Text(zh="增值税", en="VAT"),
                rate,
                sum((each.net for each in of), Decimal(0)),
                sum((each.tax.amount for each in of), Decimal(0)),
            )
            for rate, of in sorted(taxes.items(), reverse=True)
        ),
        usage_estimate=sum((each.net for each in lines if each.estimated), Decimal(0)),
        cost=cost,
        margin=((net - cost) / net).quantize(Decimal("0.0001")) if net else None,
    )


def waterfall(sums: Totals) -> tuple[WaterfallRow, ...]:
    off = -sums.discount
    return (
        WaterfallRow("list", "", Text(zh="目录价合计", en="List total"), sums.list_amount, sums.list_amount, None),
        WaterfallRow(
            Phase.LINE_DISCOUNT,
            "spring",
            Text(zh="春季促销", en="Spring promotion"),
            off,
            sums.net,
            Place("rules/promotions/spring.yaml", 12, 5),
        ),
        WaterfallRow("net", "", Text(zh="未税净额", en="Net before tax"), sums.net, sums.net, None),
        WaterfallRow("tax", "", Text(zh="税额", en="Tax"), sums.tax, sums.gross, None),
        WaterfallRow("gross", "", Text(zh="价税合计", en="Total including tax"), sums.gross, sums.gross, None),
    )


def request(**changes: Any) -> QuoteRequest:
    given: dict[str, Any] = {
        "id": "Q-2026-0314",
        "title": Text(zh="苏州数据中心一期算力扩容", en="Suzhou data centre, capacity phase one"),
        "date": DAY,
        "currency": "CNY",
        "channel": "direct",
        "customer": buyer(),
        "sales_rep": Text(zh="林晓", en="Lin Xiao"),
        "coupons": ("SECRET-COUPON-77",),
        "status": "final",
        "notes": Text(
            zh="设备分两批交付：首批服务器四台，其余随机柜于次月交付。\n报价已含上架辅材。",
            en="Delivery in two lots: four servers first, the rest with the rack a month later.\nMounting material is included.",
        ),
        "lines": [LineRequest(product="rs4200", quantity=Decimal(4))],
    }
    return QuoteRequest(**(given | changes))


ASKED = (
    Approval(
        "margin-floor",
        "sales_director",
        Text(zh="销售总监", en="Sales director"),
        2,
        Text(zh="整单毛利率低于 28%", en="Margin of the whole is below 28 %"),
        Place("rules/approvals.yaml", 9, 3),
        None,
    ),
)


def quote(
    lines: list[PricedLine] | None = None,
    *,
    settings: dict[str, Any] | None = None,
    of: dict[str, Any] | None = None,
    **changes: Any,
) -> PricedQuote:
    """A whole quote; `of` changes the request, `settings` the company's settings, the rest the quote itself."""
    with arithmetic():
        chosen = everything() if lines is None else lines
        asked = request(**(of or {}))
        sums = totals(chosen, tax_included=bool(changes.get("tax_included")))
    made = PricedQuote(
        request=asked,
        rulebook_version="5f0c1d2e3b4a59687766554433221100",
        company=company(**(settings or {})),
        buyer=asked.customer if isinstance(asked.customer, Buyer) else buyer(),
        currency=asked.currency,
        digits=2,
        date=DAY,
        valid_until=date(2026, 4, 13),
        price_list="cny-direct-2026",
        price_list_name=Text(zh="2026 年直销人民币价目表", en="CNY direct price list 2026"),
        price_list_place=Place("rules/prices/cny.yaml", 1, 1),
        tax_included=False,
        payment_terms=Text(
            zh="预付 30%，货到验收后 30 日内付清余款。",
            en="30 % in advance, the balance within 30 days after acceptance.",
        ),
        lines=tuple(chosen),
        waterfall=waterfall(sums),
        totals=sums,
        approvals=ASKED,
        route=route_of(ASKED),
        price_list_reason=Text(zh="客户所在渠道的人民币价目表", en="The CNY list of the customer's channel"),
        promotions=(
            Outcome(
                "spring",
                Text(zh="春季促销", en="Spring promotion"),
                "applied",
                Phase.LINE_DISCOUNT,
                Place("rules/promotions/spring.yaml", 12, 5),
                Text(zh="符合条件", en="It fits"),
                amount=sums.discount,
            ),
        ),
        remarks=(
            Remark(
                "coupon-unused",
                Text(zh="优惠券 SECRET-COUPON-77 没有用上", en="Coupon SECRET-COUPON-77 is used by nothing"),
            ),
        ),
    )
    return replace(made, **changes)


def one_line() -> PricedQuote:
    lines = [line("1", Text(zh="RS4200 双路机架服务器 2U", en="RS4200 two-socket rack server, 2U"), "18600.00", "1")]
    return quote(lines, of={"title": None, "notes": None})


def many_lines(count: int) -> PricedQuote:
    """Servers with options until there are `count` lines, under three headings."""
    lines: list[PricedLine] = []
    number = 0
    while len(lines) < count:
        number += 1
        lines.extend(server(str(number), str(number % 5 + 1), "0.07"))
    return quote(lines[:count])
