"""Functions over a list: over the values of one attribute of the chosen options."""

from __future__ import annotations

from decimal import Decimal

from cpq.rulebook.expressions.functions.signature import ListFunction
from cpq.rulebook.expressions.types import Bool, Day, MoneyType, Number, TextType
from cpq.rulebook.text import Text

_ORDERED = (Number, MoneyType, Day)


def _sum(elements: tuple[Decimal, ...]) -> Decimal:
    return sum(elements, Decimal(0))


def _count(elements: tuple[object, ...]) -> Decimal:
    return Decimal(sum(element is not False for element in elements))


LIST_FUNCTIONS = (
    ListFunction(
        "sum", "sum(list)", Text("总和；空列表为 0", "the sum; 0 for an empty list"), (Number, MoneyType), None, _sum
    ),
    ListFunction(
        "min",
        "min(list)",
        Text(
            "列表中最小的；空列表没有，配置规则中大于任何数",
            "the smallest; an empty list has none, and in configuration rules it is above every number",
        ),
        _ORDERED,
        None,
        min,
    ),
    ListFunction(
        "max",
        "max(list)",
        Text(
            "列表中最大的；空列表没有，配置规则中小于任何数",
            "the largest; an empty list has none, and in configuration rules it is below every number",
        ),
        _ORDERED,
        None,
        max,
    ),
    ListFunction(
        "count",
        "count(list)",
        Text("列表有几项；若各项为真假值，则数为真的", "how many; of true-or-false elements, how many are true"),
        (*_ORDERED, TextType, Bool),
        Number(),
        _count,
    ),
    ListFunction("any", "any(list)", Text("至少一项为真", "whether at least one is true"), (Bool,), None, any),
    ListFunction(
        "all",
        "all(list)",
        Text("每一项都为真；空列表也算", "whether every one is true; so for an empty list"),
        (Bool,),
        None,
        all,
    ),
)
