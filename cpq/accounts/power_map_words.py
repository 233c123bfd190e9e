"""What the attributes of a power map are called."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.rulebook.text import Text

ROLES: Mapping[str, Text] = {
    "user": Text(zh="使用者", en="User"),
    "evaluator": Text(zh="评估者", en="Evaluator"),
    "decision_maker": Text(zh="决策者", en="Decision maker"),
    "approver": Text(zh="批准者", en="Approver"),
}
SUPPORT: Mapping[str, Text] = {
    "mentor": Text(zh="教练", en="Mentor"),
    "supporter": Text(zh="支持者", en="Supporter"),
    "neutral": Text(zh="中立", en="Neutral"),
    "non_supporter": Text(zh="不支持", en="Non-supporter"),
    "enemy": Text(zh="反对者", en="Enemy"),
}
STATUS: Mapping[str, Text] = {
    "outside": Text(zh="圈外", en="Outside"),
    "political_structure": Text(zh="政治结构内", en="Political structure"),
    "inner_circle": Text(zh="核心圈", en="Inner circle"),
}
ORIENTATION: Mapping[str, Text] = {
    "financial": Text(zh="财务", en="Financial"),
    "technical": Text(zh="技术", en="Technical"),
    "relationship": Text(zh="关系", en="Relationship"),
    "business": Text(zh="业务", en="Business"),
}
COVERAGE: Mapping[str, Text] = {
    "unknown": Text(zh="接触未知", en="Contact unknown"),
    "none": Text(zh="未接触", en="No contact"),
    "brief": Text(zh="少量接触", en="Brief contact"),
    "multiple": Text(zh="多次接触", en="Several contacts"),
    "in_depth": Text(zh="深入接触", en="In depth"),
}
EDGES: Mapping[str, Text] = {
    "reports_to": Text(zh="汇报", en="reports to"),
    "influence": Text(zh="影响", en="influences"),
    "conflict": Text(zh="冲突", en="is in conflict with"),
}
