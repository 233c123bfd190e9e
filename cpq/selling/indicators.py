"""C139: the fourteen indicators of a deal's portrait, and what an assessment can say of one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, get_args

from cpq.rulebook.text import Text

Value = Literal["unknown", "no", "partial", "yes"]
VALUES: frozenset[str] = frozenset(get_args(Value))


class Indicator(StrEnum):
    """One thing to know."""

    C1 = "1C"
    C2 = "2C"
    C3 = "3C"
    C4 = "4C"
    C5 = "5C"
    C6 = "6C"
    C7 = "7C"
    C8 = "8C"
    C9 = "9C"
    F1 = "1F"
    F2 = "2F"
    F3 = "3F"
    W1 = "1W"
    COACH = "coach"

    @property
    def kind(self) -> str:
        """C, F, W, or coach."""
        return self.value if self is Indicator.COACH else self.value[-1]


MEANINGS: Mapping[Indicator, Text] = {
    Indicator.C1: Text("我方的流程与关键节点清楚", "Our own process and its key points are clear"),
    Indicator.C2: Text("客户的采购流程清楚", "The customer's purchasing process is clear"),
    Indicator.C3: Text(
        "组织结构及关键人的关注点清楚", "The organisation, and what matters to its key people, is clear"
    ),
    Indicator.C4: Text("决策结构及每个人的影响力与倾向清楚", "Who decides, with what weight and leaning, is clear"),
    Indicator.C5: Text(
        "立项原因及各决策人的诉求清楚", "Why the project exists, and what each decider wants of it, is clear"
    ),
    Indicator.C6: Text("客户的信用、付款习惯与资金清楚", "Credit, payment habits and funds are clear"),
    Indicator.C7: Text("可用的资源清楚", "The resources that can be used are clear"),
    Indicator.C8: Text("各方的动作与优劣势清楚", "Every party's moves, strengths and weaknesses are clear"),
    Indicator.C9: Text(
        "成功的关键因素及前三名的变化清楚", "What decides, and what changes among the first three, is clear"
    ),
    Indicator.F1: Text("最高决策人认为我方价值第一", "The highest decider rates our value first"),
    Indicator.F2: Text("有关键人帮助我方策划并推动", "A key person helps us to plan and to push"),
    Indicator.F3: Text("决策链多数人首选我方", "Most of those who decide choose us first"),
    Indicator.W1: Text("最终决策人选择我方或帮助我方", "The final decider chose us or helps us"),
    Indicator.COACH: Text("有教练校准以上各项", "A coach confirms what we think we know"),
}
