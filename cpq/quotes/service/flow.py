"""The way of a quote from a draft to the customer: submitted, approved, sent, withdrawn, rejected."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.platform.storage.tables import new_id
from cpq.quote_json import Json, as_json
from cpq.quotes.approving import ApprovalRequest, Decision, approved, refused, requests_of, waiting
from cpq.quotes.asked import DecisionGiven
from cpq.quotes.delegation import Desk
from cpq.quotes.given import text_of
from cpq.quotes.life import Action, Facts, Party, State, moved
from cpq.quotes.links import Link, end_of, token_of
from cpq.quotes.pricing import Priced
from cpq.quotes.problems import DECIDED
from cpq.quotes.service.drafts import earlier_versions
from cpq.quotes.service.seeing import facts_of, seen_row, state_now
from cpq.quotes.store.counters import release, reserve
from cpq.quotes.store.links import add_link, kept_secret, revoke_links
from cpq.quotes.store.people import delegations_to, holders_of
from cpq.quotes.store.quotes import WAITING, Version, change_quote, change_version, quote_row, version_of
from cpq.rulebook.text import Text


def newest_of(act: Act, row: RowMapping) -> Version:
    """The newest version of a quote."""
    return version_of(act.connection, row["id"], row["newest"])


def submit(act: Act, id: str, priced: Priced) -> RowMapping:
    """Asks for the approvals that the draft needs; approved at once where nobody has to be asked.

    `priced` is the draft priced anew, so that what is approved is what the rules say now; a draft that comes to something else is refused.
    """
    row = quote_row(act.connection, act.caller, id, change=True)
    version = newest_of(act, row)
    moved(state_now(version, act.now.date()), Action.SUBMIT, Party.SELLER, facts_of(version, act.now.date()))
    if not _comes_to_the_same(priced, version):
        raise Problem(CONFLICT, _CHANGED)
    before = earlier_versions(act.connection, version)
    earlier = [decisions for each in (version, *reversed(before)) for decisions in each.decisions]
    approvals = requests_of(priced.quote.route, priced.subjects, earlier)
    decided = (*version.decided, *(each for each in version.approvals if each.decision is not None))
    facts = Facts(act.now.date(), version.valid_until, waiting(approvals))
    state = moved(version.state, Action.SUBMIT, Party.SELLER, facts)
    change_version(act.connection, id, version.number, act.now, decided=decided, takes=priced.takes)
    return to(act, row, version, state, "quote.submitted", approvals=approvals)


def _comes_to_the_same(priced: Priced, version: Version) -> bool:
    """Whether nothing has changed since the draft was priced: neither the request nor the rulebook, nor what others left of a coupon."""
    if (text_of(priced.told.given), priced.quote.rulebook_version) != (version.request, version.rulebook):
        return False
    now, then = as_json(priced.quote), version.result.value
    return all(now[name] == then[name] for name in ("lines", "totals", "approvals"))


def decide(act: Act, id: str, number: int, given: DecisionGiven) -> RowMapping:
    """An approver's decision. Raises problems: 403 where it is not theirs, 409 where it is not their turn."""
    today = act.now.date()
    seen_row(act.connection, act.caller, id, today)
    row = quote_row(act.connection, None, id, change=True)
    version = newest_of(act, row)
    asked = next((each for each in version.approvals if each.number == number), None)
    if asked is None:
        raise Problem(DECIDED, Text(zh="没有这个编号的审批", en="there is no approval of this number"))
    decision = _decision(act, frozenset({row["owner"], version.created_by}), asked, given)
    action = Action.APPROVE if given.decision == "approve" else Action.REFUSE
    moved(state_now(version, today), action, Party.APPROVER, facts_of(version, today))
    done = approved if action is Action.APPROVE else refused
    approvals = done(version.approvals, number, decision)
    state = moved(version.state, action, Party.APPROVER, Facts(today, version.valid_until, waiting(approvals)))
    return to(act, row, version, state, f"quote.approval.{given.decision}", approvals=approvals)


def _decision(act: Act, sellers: frozenset[str], asked: ApprovalRequest, given: DecisionGiven) -> Decision:
    delegations = delegations_to(act.connection, act.caller.id, act.now.date())
    desk = Desk(sellers, act.now.date(), delegations)
    giver = desk.instead_of(act.caller.id, holders_of(act.connection, asked.approver), asked)
    if giver is None:
        act.caller.must(Right.APPROVE)
    return Decision(act.caller.id, act.caller.name, act.now, given.reason, giver)


def recall(act: Act, id: str, reason: str | None) -> RowMapping:
    """Back to a draft."""
    return _simple(act, id, Action.RECALL, "quote.recalled", reason)


def withdraw(act: Act, id: str, reason: str | None) -> RowMapping:
    """Taken back; what it reserved is there for others again."""
    return _simple(act, id, Action.WITHDRAW, "quote.withdrawn", reason)


def reject(act: Act, id: str, reason: str | None) -> RowMapping:
    """The customer said no, and told the seller."""
    return _simple(act, id, Action.REJECT, "quote.rejected", reason)


def send(act: Act, id: str, secret: str | None) -> tuple[RowMapping, Link, str]:
    """Reserves what the quote takes, and makes the customer's link. Raises 409 problems where something is used up."""
    row = quote_row(act.connection, act.caller, id, change=True)
    version = newest_of(act, row)
    state = moved(state_now(version, act.now.date()), Action.SEND, Party.SELLER, facts_of(version, act.now.date()))
    reserve(act.connection, version.takes)
    link = Link(new_id("lnk"), id, version.number, end_of(version.valid_until), None)
    add_link(act.connection, link, act.now)
    token = token_of(link, secret or kept_secret(act.connection))
    return to(act, row, version, state, "quote.sent"), link, token


def _simple(act: Act, id: str, action: Action, name: str, reason: str | None) -> RowMapping:
    row = quote_row(act.connection, act.caller, id, change=True)
    version = newest_of(act, row)
    state = moved(state_now(version, act.now.date()), action, Party.SELLER, facts_of(version, act.now.date()))
    return to(act, row, version, state, name, reason=reason)


def to(  # noqa: PLR0913  a state, and what it comes with
    act: Act,
    row: RowMapping,
    version: Version,
    state: State,
    name: str,
    *,
    reason: str | None = None,
    approvals: tuple[ApprovalRequest, ...] | None = None,
) -> RowMapping:
    """Puts a quote into another state, audited and told; what was sent and is no longer gives back what it reserved."""
    if version.state is State.SENT and state not in (State.SENT, State.ACCEPTED):
        release(act.connection, version.takes)
        revoke_links(act.connection, version.quote, act.now)
    values: dict[str, Any] = {} if approvals is None else {"approvals": approvals}
    change_version(act.connection, version.quote, version.number, act.now, state=state, **values)
    change_quote(act.connection, version.quote, act.now, state=state)
    if state in WAITING:
        end = end_of(version.valid_until)
        act.job("quotes.expiry", {}, key=end.isoformat(), due=end)  # one for all quotes of a day
    said: dict[str, Json] = {"state": state.value, "version": version.number}
    said |= {"reason": reason} if reason else {}
    act.audit(name, "quote", version.quote, {"state": version.state.value}, said)
    act.event(
        name, version.quote, {"state": state.value, "version": version.number}, owner=row["owner"], team=row["team"]
    )
    return quote_row(act.connection, None, version.quote)


_CHANGED = Text(
    zh="报价、规则或优惠余量已变，请先重新计算再提交",
    en="the quote, the rulebook or what is left of an offer has changed; recalculate before submitting",
)
