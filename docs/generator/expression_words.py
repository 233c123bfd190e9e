"""What the expression page says of operators and names; that nothing is missing is checked where it is used."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.rulebook.text import Text

INTRODUCTION = """\
Conditions (`when`, `lines`, `only_when`, …) and the rules of a configurable product are written in a small language of their own. An
expression is checked when the rulebook is loaded: unknown names, words that no choice has, and units that do not go together are errors
with line and column. Numbers are exact decimals, so `0.1 + 0.2 == 0.3`.

- A text stands in quotes: `"cafe"`. A day is `date("2026-01-31")`. An amount names its currency: `CNY(1000)`; compared with an amount in
  another currency, a condition does not hold (a guardrail asks for approval). Zero goes with any currency: `order.net > 0`.
- A percentage is a fraction: `discount > 0.1` is "above 10 %"; `percent(10)` is the same as `0.1`.
- Numbers with a unit (the unit of an attribute) can be added and compared only with the same unit or with a plain number.
- Where a line's product does not have an attribute that a condition asks for, the condition does not hold.
- In YAML, put an expression in single quotes when it begins with a quote or holds `: ` or ` #`: `when: '"CN" in customer.regions'`.
  Long ones can run over several lines after `>-`.

条件（`when`、`lines`、`only_when` 等）和可配置产品的规则用一门小语言书写，加载规则时即检查：未知名称、不存在的取值、单位不符都会报错并指明行列。
数字是精确的十进制数，`0.1 + 0.2 == 0.3`。

- 文字加引号：`"cafe"`；日期写 `date("2026-01-31")`；金额写明币种：`CNY(1000)`，与别的币种比较时条件视为不成立（护栏则要求审批）；
  0 可与任何币种比较：`order.net > 0`。
- 百分比写成小数：`discount > 0.1` 即“超过 10%”，`percent(10)` 就是 `0.1`。
- 带单位的数（属性的单位）只能与同单位的数或普通数相加、比较。
- 条件用到某个属性而该行产品没有它时，条件视为不成立。
- 在 YAML 中，以引号开头或含有 `: `、` #` 的表达式要用单引号括起来：`when: '"CN" in customer.regions'`；较长的可在 `>-` 之后分几行写。"""

OPERATORS: Mapping[str, tuple[Text, str]] = {
    "and": (
        Text("两边都成立；优先于 or", "both hold; binds before or"),
        'quantity >= 10 and customer.segment == "cafe"',
    ),
    "or": (Text("至少一边成立", "at least one holds"), 'quantity >= 100 or customer.segment == "cafe"'),
    "not": (Text("不成立", "does not hold"), 'not customer.segment == "office"'),
    "in": (
        Text("是列表中之一，或在一组文字中", "is one of a list, or stands in a set of texts"),
        'customer.segment in ["cafe", "office"]',
    ),
    "not in": (Text("不在其中", "is none of them"), '"spare" not in product.tags'),
    "if else": (Text("按条件取值", "one value or another"), "5 if quantity >= 10 else 7"),
    "==": (Text("等于", "equal"), "quantity == 12"),
    "!=": (Text("不等于", "not equal"), 'customer.segment != "office"'),
    "<": (Text("小于", "below"), "quantity < 12"),
    "<=": (Text("不大于；可连写", "at most; can be chained"), "10 <= quantity <= 12"),
    ">": (Text("大于", "above"), "order.net > CNY(999.99)"),
    ">=": (Text("不小于", "at least"), 'date >= date("2026-04-01")'),
    "+": (Text("加", "plus"), "quantity + 1"),
    "-": (Text("减；也作负号", "minus; also a sign"), "quantity - 1"),
    "*": (Text("乘；金额不能乘金额", "times; never money by money"), "order.net * 2"),
    "/": (
        Text(
            "除；金额除以金额得数字；除数可能为 0 时请先排除",
            "divided by; money by money is a number; rule a divisor of 0 out before",
        ),
        "order.net / CNY(400)",
    ),
    "//": (Text("整除，向下取整", "whole quotient, rounded down"), "quantity // 5"),
    "%": (Text("余数", "what is left of it"), "quantity % 5"),
    "**": (Text("乘方，指数 0 到 8", "power, exponent 0 to 8"), "2 ** 3"),
}

FUNCTION_EXAMPLES: Mapping[str, str] = {
    "min(a, b, …)": "min(quantity, 10)",
    "max(a, b, …)": "max(order.net, CNY(1200))",
    "round(x, digits)": "round(2.345, 2)",
    "ceil(x)": "ceil(quantity / 5)",
    "floor(x)": "floor(quantity / 5)",
    "abs(x)": "abs(quantity - 20)",
    "percent(x)": "percent(15)",
    "tier(x, base, from1, value1, from2, value2, …)": "tier(quantity, 0, 10, 5, 50, 8)",
    'date("2026-01-31")': 'date == date("2026-04-10")',
    "year(day)": "year(date)",
    "month(day)": "month(date)",
    "day(day)": "day(date)",
    "weekday(day)": "weekday(date)",
    "days_between(from, to)": 'days_between(date("2026-04-01"), date)',
    "starts_with(text, start)": 'starts_with(customer.segment, "ca")',
    "contains(text, part)": 'contains(customer.segment, "af")',
    "sum(list)": "sum(power)",
    "min(list)": "min(power)",
    "max(list)": "max(power)",
    "count(list)": "count(power)",
    "any(list)": "any(plumbed)",
    "all(list)": "all(power >= 300)",
}

NAMES: Mapping[str, Text] = {
    "customer.id": Text(
        "客户编号；请求中自行描述的客户可为空", "the customer's id; empty for one that the request describes"
    ),
    "customer.groups": Text("客户的其他群组，例如会员计划", "its other groups, such as a loyalty programme"),
    "customer.bought": Text(
        "客户买过的产品编码，取自请求的 cumulated", "codes of what it bought before, from `cumulated`"
    ),
    "customer.contracts": Text("客户在报价当日有效的合同编号", "ids of its contracts that are in force on the day"),
    "customer.orders": Text(
        "此前的订单数，取自请求的 previous_orders", "how many orders it placed before, from `previous_orders`"
    ),
    "customer.segment": Text("客户分群", "its segment"),
    "customer.region": Text("客户所在地区", "its region"),
    "customer.regions": Text("所在地区及其所有上级", "its region and all regions around it"),
    "channel": Text("渠道", "how it is sold"),
    "currency": Text("报价或商机的币种", "the currency of the quote, or of the deal"),
    "date": Text("报价日期", "the date of the quote"),
    "payment_term": Text("付款条件；没写为空", "the term of payment; empty if none"),
    "coupons": Text(
        "请求中的优惠券码；所写的码不分大小写，空格不计",
        "the request's coupon codes; a written code is found in any case",
    ),
    "order.list": Text("至此整单目录金额", "the order's list amount"),
    "order.net": Text("至此整单净额", "the order's net amount so far"),
    "order.quantity": Text("各行数量之和（不含选项）", "the units of all lines (options not counted)"),
    "delivery.methods": Text("请求中的配送方式", "the methods of delivery of the request"),
    "delivery.list": Text("至此配送的原价合计", "what the deliveries cost by their methods so far"),
    "delivery.net": Text("至此配送的净额合计", "the deliveries' net amount so far"),
    "product.id": Text("产品编号", "the product's id"),
    "product.code": Text("订货编码，变体为其自身编码", "the code ordered: a variant's own, or the product's id"),
    "product.category": Text("所属分类及其所有上级", "its category and all categories around it"),
    "product.kind": Text("产品种类", "its kind"),
    "product.tags": Text("标签", "its tags"),
    "product.<attribute>": Text("任一已声明的属性，变体按自身取值", "any declared attribute; a variant's own value"),
    "quantity": Text("行数量（按产品的基本单位）", "the line's quantity, in the product's own unit"),
    "unit": Text(
        '请求所用的其他计量单位；基本单位为 ""', 'the other unit that the request counts in; "" for the product\'s own'
    ),
    "cost": Text(
        "单位成本，按报价币种；成本未知则没有价格",
        "the cost of one unit in the quote's currency; where it is not known, there is no price",
    ),
    "unit_net": Text("至此净单价（每件每周期）", "the net price of one unit and period so far"),
    "unit_list": Text("目录单价（每件每周期）", "the list price of one unit and period"),
    "line.list": Text("行目录金额", "the line's list amount"),
    "line.net": Text("至此行净额", "the line's net amount so far"),
    "term": Text(
        "合同期限（月），阶梯各年亦按整个合同计；整单为最长的一行；一次性为 0",
        "the contract's term in months, for every year of a ramp, too; of a quote the longest; 0 for what is paid once",
    ),
    "discount": Text("折扣，小数：0.18 即 18%", "the discount as a fraction: 0.18 is 18 %"),
    "manual_discount": Text(
        "销售手工给出的折扣，小数；含改低的单价",
        "what the rep gave by hand as a fraction, a lower price that was set included",
    ),
    "margin": Text(
        "毛利率，小数；成本未知则须审批", "the margin as a fraction; where a cost is not known, approval is needed"
    ),
    "below_floor": Text(
        "净单价是否低于底价；阶梯各年的底价与价格同比下调",
        "whether the unit's net price is below its floor, which a ramp takes down as it does the price",
    ),
    "net": Text("整单净额", "the quote's net amount"),
    "net_in_company_currency": Text(
        "整单净额，按报价日汇率折合公司本位币的数字；没有汇率则须审批",
        "the quote's net amount as a number in the company's currency, at the exchange rate of the quote's date; without a rate, "
        "approval is needed",
    ),
    "list": Text("整单目录金额", "the quote's list amount"),
}

RULE_NAMES: Mapping[str, Text] = {
    "<group>": Text(
        '所选选项的编码，未选为 ""；仅限至多选一种的组',
        'the code of the chosen option, "" for none; only where one option at most is chosen',
    ),
    "<group>.quantity": Text("选了多少件", "how many units are chosen"),
    "<group>.count": Text("选了几种", "how many different options are chosen"),
    "<group>.<attribute>": Text(
        "所选选项的属性值（按件重复）；单选组可直接当作一个值用",
        "the attribute's values over the chosen units; where one option at most is chosen, usable as a value",
    ),
    "<input>": Text("填写项的值", "the value of an input"),
    "<nested>.quantity": Text("嵌套部件的件数", "how many nested parts"),
    "<nested>.count": Text("嵌套部件有几种配置", "how many different configurations of them"),
    "<nested>.<attribute>": Text(
        "部件自身及其选项的属性值", "the attribute's values over the parts and all their options"
    ),
    "<attribute>": Text(
        "产品自身、所有组与嵌套部件的属性值：`sum(power)`",
        "the attribute's values over the product itself, all groups and all nested parts: `sum(power)`",
    ),
    "chosen": Text("已选选项的编码", "the codes of all chosen options"),
    "has(…)": Text('是否选了某选项：`has("GRN-64")`', 'whether an option is chosen: `has("GRN-64")`'),
    "quantity_of(…)": Text('某选项选了几件：`quantity_of("GRN-64")`', 'how many of an option: `quantity_of("GRN-64")`'),
}
