"""The life of a lead: which state may follow which; the whole table on one screen."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, cast, get_args

from cpq.rulebook.text import Text

State = Literal["new", "assigned", "contacted", "qualified", "disqualified", "converted", "recycled"]
STATES = cast("tuple[State, ...]", get_args(State))

AFTER: MappingProxyType[State, frozenset[State]] = MappingProxyType(
    {
        "new": frozenset({"assigned", "contacted", "disqualified", "recycled", "converted"}),
        "assigned": frozenset({"contacted", "qualified", "disqualified", "recycled", "converted"}),
        "contacted": frozenset({"assigned", "qualified", "disqualified", "recycled", "converted"}),
        "qualified": frozenset({"assigned", "contacted", "disqualified", "recycled", "converted"}),
        "disqualified": frozenset({"assigned", "recycled"}),
        "recycled": frozenset({"assigned", "disqualified"}),
        "converted": frozenset[State](),
    }
)
"""State → what may follow. A lead goes to another owner as `assigned`, to the public pool as `recycled`."""
BY_HAND: frozenset[State] = frozenset({"contacted", "qualified", "disqualified"})
"""What people say of a lead; the other states follow from an act: an assignment, a release, a conversion."""
OPEN: frozenset[State] = frozenset({"new", "assigned", "contacted", "qualified"})
"""In which somebody works on it, or should."""
UNANSWERED: frozenset[State] = frozenset({"new", "assigned"})
"""In which nobody has responded yet."""

LABELS: MappingProxyType[State, Text] = MappingProxyType(
    {
        "new": Text(zh="新建", en="new"),
        "assigned": Text(zh="已分配", en="assigned"),
        "contacted": Text(zh="已联系", en="contacted"),
        "qualified": Text(zh="合格", en="qualified"),
        "disqualified": Text(zh="不合格", en="disqualified"),
        "converted": Text(zh="已转化", en="converted"),
        "recycled": Text(zh="公海", en="in the public pool"),
    }
)


def refusal(before: State, after: State) -> Text | None:
    """Why a lead cannot go from one state to another, and what it can; None where it can."""
    if after in AFTER[before]:
        return None
    possible: list[State] = [each for each in STATES if each in AFTER[before]]
    zh = "、".join(LABELS[each].zh for each in possible) or "无"
    en = ", ".join(LABELS[each].en for each in possible) or "nothing"
    return Text(
        zh=f"线索为“{LABELS[before].zh}”，不能改为“{LABELS[after].zh}”；可改为：{zh}",
        en=f"the lead is {LABELS[before].en} and cannot become {LABELS[after].en}; possible: {en}",
    )
