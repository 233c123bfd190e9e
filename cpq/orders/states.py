"""The life of an order, as a table: what can be done in which state, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cpq.orders.refusal import refusal
from cpq.rulebook.text import Text

State = Literal["open", "fulfilled", "cancelled"]
Action = Literal["fulfil", "reopen", "cancel"]

TRANSITIONS: Mapping[tuple[State, Action], State] = {
    ("open", "fulfil"): "fulfilled",
    ("fulfilled", "reopen"): "open",
    ("open", "cancel"): "cancelled",
}
"""Nothing else is possible. What was fulfilled is not cancelled: its subscriptions are amended, its invoices credited."""

STATES: Mapping[State, Text] = {
    "open": Text(zh="进行中", en="open"),
    "fulfilled": Text(zh="已履行", en="fulfilled"),
    "cancelled": Text(zh="已取消", en="cancelled"),
}


def state_after(state: State, action: Action) -> State:
    """The state that an action leads to. Raises `Refused` where it is not possible, with what is."""
    found = TRANSITIONS.get((state, action))
    if found is None:
        others = ", ".join(known for held, known in TRANSITIONS if held == state)
        raise refusal(
            "order-state",
            f"订单{STATES[state].zh}，不能 {action}；{f'可以 {others}' if others else '其状态不再变化'}",
            f"the order is {STATES[state].en} and cannot {action}; {f'it can {others}' if others else 'its state changes no more'}",
        )
    return found
