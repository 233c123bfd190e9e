"""The life of a quote: its states, and the table of what leads from one to another. Nothing else decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cpq.platform.problems import Problem
from cpq.quotes.problems import NOT_NOW, NOT_YOURS
from cpq.rulebook.text import Text


class State(StrEnum):
    """Of a version; a quote has that of its newest version."""

    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class Party(StrEnum):
    """Who acts: the seller's people, an approver, the customer, or nobody but the calendar."""

    SELLER = "seller"
    APPROVER = "approver"
    CUSTOMER = "customer"
    CALENDAR = "calendar"


class Action(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    RECALL = "recall"
    APPROVE = "approve"
    REFUSE = "refuse"
    SEND = "send"
    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    REVISE = "revise"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a transition may depend on. `waiting`: how many approvals are not given yet, after the action where it gives one."""

    today: date
    valid_until: date
    waiting: int = 0

    @property
    def over(self) -> bool:
        """Whether the last day on which the quote is valid has passed."""
        return self.today > self.valid_until


@dataclass(frozen=True, slots=True)
class Need:
    """What must hold, and what to do where it does not."""

    holds: Callable[[Facts], bool]
    remedy: Text


STILL_VALID = Need(
    lambda facts: not facts.over,
    Text(
        zh="报价已过有效期，请更新日期后重新计算", en="the quote is not valid any more; set a new date and recalculate"
    ),
)
VALIDITY_OVER = Need(
    lambda facts: facts.over,
    Text(zh="报价仍在有效期内", en="the quote is still valid"),
)


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: `when` chooses between rows of the same action, `needs` must hold or the action is refused."""

    action: Action
    start: frozenset[State]
    end: State
    by: frozenset[Party]
    when: Callable[[Facts], bool] = lambda _: True
    needs: tuple[Need, ...] = ()


def _row(action: Action, start: str, end: State, by: Party, **terms: object) -> Transition:
    states = frozenset(State(each) for each in start.split())
    return Transition(action, states, end, frozenset({by}), **terms)  # pyright: ignore[reportArgumentType]


def _asks(facts: Facts) -> bool:
    return facts.waiting > 0


def _asks_nobody(facts: Facts) -> bool:
    return facts.waiting == 0


TRANSITIONS: tuple[Transition, ...] = (
    _row(Action.EDIT, "draft", State.DRAFT, Party.SELLER),
    _row(Action.SUBMIT, "draft", State.IN_APPROVAL, Party.SELLER, when=_asks, needs=(STILL_VALID,)),
    _row(Action.SUBMIT, "draft", State.APPROVED, Party.SELLER, when=_asks_nobody, needs=(STILL_VALID,)),
    _row(Action.RECALL, "in_approval approved", State.DRAFT, Party.SELLER),
    _row(Action.APPROVE, "in_approval", State.IN_APPROVAL, Party.APPROVER, when=_asks, needs=(STILL_VALID,)),
    _row(Action.APPROVE, "in_approval", State.APPROVED, Party.APPROVER, when=_asks_nobody, needs=(STILL_VALID,)),
    _row(Action.REFUSE, "in_approval", State.DRAFT, Party.APPROVER),
    _row(Action.SEND, "approved", State.SENT, Party.SELLER, needs=(STILL_VALID,)),
    _row(Action.ACCEPT, "sent", State.ACCEPTED, Party.CUSTOMER, needs=(STILL_VALID,)),
    _row(Action.REJECT, "sent", State.REJECTED, Party.CUSTOMER),
    _row(Action.REJECT, "sent", State.REJECTED, Party.SELLER),
    _row(Action.WITHDRAW, "draft in_approval approved sent", State.WITHDRAWN, Party.SELLER),
    _row(Action.EXPIRE, "in_approval approved sent", State.EXPIRED, Party.CALENDAR, needs=(VALIDITY_OVER,)),
    _row(Action.REVISE, "in_approval approved sent rejected expired withdrawn", State.SUPERSEDED, Party.SELLER),
)

SETTLED = frozenset({State.ACCEPTED, State.SUPERSEDED})
"""The states from which nothing leads."""


def moved(state: State, action: Action, party: Party, facts: Facts) -> State:
    """The state after an action. Raises a `Problem`: 409 where it is not possible now, 403 where it is for somebody else."""
    rows = [row for row in TRANSITIONS if row.action is action and state in row.start]
    if not rows:
        raise Problem(NOT_NOW, _not_in(state, action, party, facts))
    for_party = [row for row in rows if party in row.by]
    if not for_party:
        raise Problem(NOT_YOURS, _for_others(rows))
    row = next(row for row in for_party if row.when(facts))
    for need in row.needs:
        if not need.holds(facts):
            raise Problem(NOT_NOW, need.remedy)
    return row.end


def possible(state: State, party: Party, facts: Facts) -> tuple[Action, ...]:
    """What a party can do now, each action once, in the order of the table."""
    return tuple(dict.fromkeys(_possible(state, party, facts)))


def _possible(state: State, party: Party, facts: Facts) -> Iterator[Action]:
    for row in TRANSITIONS:
        if state in row.start and party in row.by and all(need.holds(facts) for need in row.needs):
            yield row.action


STATES = {
    State.DRAFT: Text(zh="草稿", en="a draft"),
    State.IN_APPROVAL: Text(zh="审批中", en="in approval"),
    State.APPROVED: Text(zh="已批准", en="approved"),
    State.SENT: Text(zh="已发出", en="sent"),
    State.ACCEPTED: Text(zh="已接受", en="accepted"),
    State.REJECTED: Text(zh="已被拒绝", en="rejected"),
    State.EXPIRED: Text(zh="已过期", en="expired"),
    State.WITHDRAWN: Text(zh="已撤回", en="withdrawn"),
    State.SUPERSEDED: Text(zh="已被新版本取代", en="superseded by a newer version"),
}
ACTIONS = {
    Action.EDIT: Text(zh="修改", en="edit"),
    Action.SUBMIT: Text(zh="提交审批", en="submit"),
    Action.RECALL: Text(zh="收回为草稿", en="recall to a draft"),
    Action.APPROVE: Text(zh="批准", en="approve"),
    Action.REFUSE: Text(zh="驳回", en="refuse"),
    Action.SEND: Text(zh="发出", en="send"),
    Action.ACCEPT: Text(zh="接受", en="accept"),
    Action.REJECT: Text(zh="记为被拒绝", en="reject"),
    Action.WITHDRAW: Text(zh="撤回", en="withdraw"),
    Action.EXPIRE: Text(zh="过期", en="expire"),
    Action.REVISE: Text(zh="另起新版本", en="begin a new version"),
}
PARTIES = {
    Party.SELLER: Text(zh="销售方", en="the seller"),
    Party.APPROVER: Text(zh="审批人", en="an approver"),
    Party.CUSTOMER: Text(zh="客户", en="the customer"),
    Party.CALENDAR: Text(zh="到期日", en="the calendar"),
}


def _not_in(state: State, action: Action, party: Party, facts: Facts) -> Text:
    """`the quote is sent: "edit" is not possible; possible are begin a new version, withdraw`."""
    now, wanted = STATES[state], ACTIONS[action]
    others = [ACTIONS[each] for each in possible(state, party, facts)]
    zh, en = "、".join(each.zh for each in others), ", ".join(each.en for each in others)
    return Text(
        zh=f"报价{now.zh}，不能{wanted.zh}；现在可以：{zh or '无'}",
        en=f"the quote is {now.en}: it is not possible to {wanted.en}; possible now: {en or 'nothing'}",
    )


def _for_others(rows: list[Transition]) -> Text:
    parties = dict.fromkeys(PARTIES[each] for row in rows for each in sorted(row.by))
    zh, en = "或".join(each.zh for each in parties), " or ".join(each.en for each in parties)
    return Text(zh=f"这一步须由{zh}完成", en=f"this is for {en} to do")
