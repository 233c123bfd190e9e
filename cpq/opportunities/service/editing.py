"""Opportunities made and changed by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from cpq.accounts.kinds import ACCOUNT, CONTACT
from cpq.bom.line import Where
from cpq.opportunities.given import OpportunityChanged, OpportunityGiven
from cpq.opportunities.pipelines import pipeline_named, stage_of, task_of
from cpq.opportunities.record import OPPORTUNITY
from cpq.opportunities.service.stages import begin
from cpq.opportunities.service.writing import must_be_seen, must_write
from cpq.opportunities.store.stages import log_of
from cpq.orders.amounts import amount_of, fit, minor
from cpq.orders.refusal import refusal
from cpq.platform.act import Act
from cpq.platform.people.rights import Right
from cpq.platform.people.tables import KEYS, USERS
from cpq.platform.records.editing import PERSON, Basis, edit
from cpq.platform.records.store import create
from cpq.quote_json import plain
from cpq.rulebook.rulebook import Rulebook
from cpq.selling.pipeline import Pipeline

LISTS = ("contacts", "products", "competitors")
PLAIN = ("name", "account", "currency", "close_date", "category", "source_lead", "next_step")


def new_opportunity(act: Act, given: OpportunityGiven, rulebook: Rulebook, where: Where) -> RowMapping:
    """A new opportunity in its first stage, or the one that the caller made under the same client id before.

    Raises `Refused` for a pipeline, a stage or an owner that is not there, and for amounts that the currency does not have.
    """
    pipeline = pipeline_named(rulebook, given.pipeline, where("pipeline"))
    stage = _first(pipeline, given, where)
    entered = given.entered or act.now
    if entered > act.now:
        raise refusal(
            "in-the-future", "进入阶段的时刻不能在将来", "a stage is entered now or earlier", where("entered")
        )
    values = {name: getattr(given, name) for name in PLAIN} | {name: plain(getattr(given, name)) for name in LISTS}
    amount = None if given.amount is None else minor(fit(given.amount, given.currency, where("amount")), given.currency)
    _prices_fit(given.products, given.currency, where)
    _are_there(act, given, where)
    state: dict[str, Any] = {
        "tasks_done": [],
        "stage": stage,
        "status": "open",
        "entered": entered,
        "pipeline": pipeline.id,
    }
    owner = _owner(act, given.owner, where) or {"owner": act.caller.id, "team": act.caller.team}
    row = create(act, OPPORTUNITY, {**values, "amount": amount, **state, **owner}, PERSON, given.client_id)
    if not log_of(act.connection, row["id"]):
        begin(act, row["id"], stage, entered)
    return row


def change_opportunity(
    act: Act, id: str, given: OpportunityChanged, basis: Basis, rulebook: Rulebook, where: Where
) -> RowMapping:
    """The opportunity after what was said of it. Raises `Refused` for an amount that its primary quote says."""
    row = must_write(act, id)
    said = given.model_fields_set - {"base"}
    _not_empty(said, given, where)
    values: dict[str, Any] = {name: getattr(given, name) for name in PLAIN if name in said}
    values |= {name: plain(getattr(given, name)) for name in LISTS if name in said}
    values |= _amounts(row, given, where)
    _are_there(act, given, where)
    if given.tasks_done is not None:
        values |= {"tasks_done": _tasks(rulebook, row, given.tasks_done, where)}
    if "owner" in said:
        values |= _owner(act, given.owner, where) or {}
    return edit(act, OPPORTUNITY, id, values, basis)


def _first(pipeline: Pipeline, given: OpportunityGiven, where: Where) -> str:
    """The stage that a new opportunity is in. Raises `Refused` for one that is won or lost, which it becomes by entering that stage."""
    if given.stage is None:
        return pipeline.first
    if stage_of(pipeline, given.stage, where("stage")).outcome != "open":
        raise refusal(
            "closed-from-the-start",
            f"新建的商机不能直接处于阶段 {given.stage}；请先建立，再进入该阶段",
            f"a new opportunity is not in the stage {given.stage}; make it first, then let it enter that stage",
            where("stage"),
        )
    return given.stage


def _are_there(act: Act, given: OpportunityGiven | OpportunityChanged, where: Where) -> None:
    """The account and the contacts that are named are there, and the caller sees them."""
    if given.account is not None:
        must_be_seen(act, ACCOUNT, given.account, where("account"))
    for index, each in enumerate(given.contacts or ()):
        must_be_seen(act, CONTACT, each.contact, where("contacts", index, "contact"))


def _not_empty(said: set[str], given: OpportunityChanged, where: Where) -> None:
    for name in ("name", "currency", "owner", "tasks_done", *LISTS):
        if name in said and getattr(given, name) is None:
            raise refusal("null-value", f"{name} 不能为 null", f"`{name}` cannot be null", where(name))


def _amounts(row: RowMapping, given: OpportunityChanged, where: Where) -> Mapping[str, Any]:
    """The amount in minor units of the currency that it has afterwards; a new currency alone keeps the figure."""
    said = given.model_fields_set & {"amount", "currency"}
    if said and row["primary_quote"] is not None:
        raise refusal(
            "amount-of-a-quote",
            "金额与币种由主报价决定；请修改该报价，或先取消其主报价",
            "the primary quote says amount and currency; change that quote, or make it no longer the primary one",
            where("amount" if "amount" in said else "currency"),
        )
    currency = given.currency or row["currency"]
    if "products" in given.model_fields_set:
        _prices_fit(given.products or (), currency, where)
    if not said:
        return {}
    amount = given.amount
    if "amount" not in said and row["amount"] is not None:
        amount = amount_of(row["amount"], row["currency"])
    place = where("amount" if "amount" in said else "currency")
    return {"amount": None if amount is None else minor(fit(amount, currency, place), currency)}


def _tasks(rulebook: Rulebook, row: RowMapping, done: Sequence[str], where: Where) -> list[str]:
    """The tasks that are done, each once, in the order of the pipeline."""
    pipeline = pipeline_named(rulebook, row["pipeline"], where())
    known = [task for stage in pipeline.stages.values() for task in stage.tasks]
    for index, each in enumerate(done):
        task_of(known, each, where("tasks_done", index))
    return [each for each in dict.fromkeys(known) if each in done]


def _prices_fit(products: Any, currency: str, where: Where) -> None:
    for index, each in enumerate(products):
        if each.price is not None:
            fit(each.price, currency, where("products", index, "price"))


def _owner(act: Act, owner: str | None, where: Where) -> Mapping[str, Any] | None:
    """An owner who was named, with the team. Raises a 403 problem where the caller may not give records to others."""
    if owner is None or owner == act.caller.id:
        return None if owner is None else {"owner": act.caller.id, "team": act.caller.team}
    act.caller.must(Right.SALES_MANAGE)
    row = _somebody(act.connection, owner)
    if row is None:
        raise refusal("unknown-owner", f"没有用户 {owner}", f"there is no user {owner}", where("owner"))
    return {"owner": owner, "team": row["team"]}


def _somebody(connection: Connection, id: str) -> RowMapping | None:
    for table in (USERS, KEYS):
        row = connection.execute(select(table.c.id, table.c.team).where(table.c.id == id)).mappings().first()
        if row is not None:
            return row
    return None
