"""Power maps and plans: made and changed, each fitting to its account."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import RowMapping, select

from cpq.accounts.given_of_maps import MapFields, PlanChanged, PlanGiven
from cpq.accounts.kinds import PLAN, POWER_MAP
from cpq.accounts.power_map import wrong
from cpq.accounts.service.keeping import owner_of, seen_record, unknown
from cpq.accounts.store.maps import edges_of, members_of
from cpq.accounts.tables import CONTACTS
from cpq.bom.line import Where
from cpq.platform.act import Act
from cpq.platform.records.editing import PERSON, Basis, edit
from cpq.platform.records.store import Values, create, found, seen_by
from cpq.quote_json import plain
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text

_LISTS = frozenset({"members", "edges", "objectives", "actions", "coverage"})
_NOT_FIELDS = frozenset({"base", "client_id"})


def new_map(act: Act, given: MapFields, where: Where, client_id: str | None) -> RowMapping:
    """A new map, whose account it is theirs it is. Raises `Refused` with everything that does not fit."""
    values: dict[str, Any] = {"members": [], "edges": [], **_written(given)}
    owned = owner_of(act, values["account"], where)
    _check_map(act, values["account"], values, where)
    return create(act, POWER_MAP, {**owned, **values}, PERSON, client_id)


def change_map(act: Act, id: str, given: MapFields, basis: Basis, where: Where) -> RowMapping:
    """A map with what was said of it; what it was is kept. Raises `Refused` with everything that does not fit."""
    row = found(act.connection, act.caller, POWER_MAP, id, lock=True)
    values = _written(given)
    if {"members", "edges"} & set(values):
        there = {each["contact"] for each in row["members"]}
        _check_map(act, row["account"], {"members": row["members"], "edges": row["edges"], **values}, where, there)
    return edit(act, POWER_MAP, id, values, basis)


def new_plan(act: Act, given: PlanGiven, where: Where) -> RowMapping:
    """A new plan, whose account it is theirs it is. Raises `Refused` where map or days do not fit."""
    values = _written(given)
    owned = owner_of(act, given.account, where)
    _check_plan(act, given.account, values, where)
    lists: dict[str, Any] = {"objectives": [], "actions": [], "coverage": []}
    return create(act, PLAN, {**lists, **owned, **values}, PERSON, given.client_id)


def change_plan(act: Act, id: str, given: PlanChanged, basis: Basis, where: Where) -> RowMapping:
    """A plan with what was said of it. Raises `Refused` where map or days do not fit."""
    row = found(act.connection, act.caller, PLAN, id, lock=True)
    values = _written(given)
    _check_plan(act, row["account"], {"start": row["start"], "end": row["end"], **values}, where)
    return edit(act, PLAN, id, values, basis)


def _written(given: Strict) -> dict[str, Any]:
    """Columns of what was written: days as they are, lists as JSON."""
    said = {name: getattr(given, name) for name in sorted(given.model_fields_set - _NOT_FIELDS)}
    return {name: plain(value) if name in _LISTS else value for name, value in said.items()}


def _check_map(act: Act, account: str, values: Values, where: Where, before: Collection[str] = ()) -> None:
    """`before` were in the map already, whether the caller sees them or not."""
    members, edges = members_of(values["members"]), edges_of(values["edges"])
    refused = [Finding(each.code, where(each.of, each.index), each.text) for each in wrong(members, edges)]
    known = select(CONTACTS.c.id).where(CONTACTS.c.account == account, seen_by(act.caller, CONTACTS))
    there = {*act.connection.scalars(known), *before}
    refused += [
        Finding("unknown-contact", where("members", index, "contact"), _stranger(each.contact))
        for index, each in enumerate(members)
        if each.contact not in there
    ]
    if refused:
        raise Refused(refused)


def _stranger(contact: str) -> Text:
    return Text(
        zh=f"{contact} 不是该客户的联系人，或您看不到",
        en=f"{contact} is no contact of this account that you see",
    )


def _check_plan(act: Act, account: str, values: Values, where: Where) -> None:
    refused = list(_wrong_plan(act, account, values, where))
    if refused:
        raise Refused(refused)


def _wrong_plan(act: Act, account: str, values: Values, where: Where) -> Iterator[Finding]:
    if values["end"] < values["start"]:
        text = Text(zh="结束日早于起始日，请对调或改正", en="the last day is before the first; swap or correct them")
        yield Finding("validity", where("end"), text)
    if (id := values.get("map")) is not None:
        row = seen_record(act, POWER_MAP, id)
        if row is None or row["account"] != account:
            yield unknown(POWER_MAP, id, where("map"))
