"""Accounts and contacts: made and changed, each fitting to the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import RowMapping, Table, select

from cpq.accounts.kinds import ACCOUNT, CONTACT
from cpq.accounts.tables import ACCOUNTS, CONTACTS
from cpq.accounts.tree import above, would_be_a_cycle
from cpq.bom.explosion import nowhere
from cpq.bom.line import Where
from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import FORBIDDEN
from cpq.platform.problems import Problem
from cpq.platform.records.editing import PERSON, Basis, edit
from cpq.platform.records.origin import Source
from cpq.platform.records.store import Kind, Values, create, found, may_write, seen_by
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

NOWHERE = Place("")
DEEPEST = 100
"""So many levels a tree may have."""


def new_account(
    act: Act, values: Values, where: Where = nowhere, source: Source = PERSON, client_id: str | None = None
) -> RowMapping:
    """A new account, of values that are clean. Raises `Refused` where the account above it, or its customer, cannot be."""
    _checked_account(act, None, values, where)
    return create(act, ACCOUNT, {"lifecycle": "prospect", **values}, source, client_id)


def change_account(act: Act, id: str, values: Values, basis: Basis, where: Where = nowhere) -> RowMapping:
    """An account with what was said of it. Raises `Refused` as for a new one, and where it would be above itself."""
    row = found(act.connection, act.caller, ACCOUNT, id, lock=True)
    _checked_account(act, row, values, where)
    return edit(act, ACCOUNT, id, values, basis)


def new_contact(
    act: Act, values: Values, where: Where = nowhere, source: Source = PERSON, client_id: str | None = None
) -> RowMapping:
    """A new contact, of values that are clean; whose account it is theirs it is. Raises `Refused` where account or superior cannot be."""
    _checked_contact(act, None, values, where)
    owned = owner_of(act, values["account"], where)
    kept: dict[str, Any] = {"phones": [], "emails": [], "consent": "unknown", **owned, **values}
    return create(act, CONTACT, kept, source, client_id)


def change_contact(act: Act, id: str, values: Values, basis: Basis, where: Where = nowhere) -> RowMapping:
    """A contact with what was said of them. Raises `Refused` as for a new one, and where they would report to themselves."""
    row = found(act.connection, act.caller, CONTACT, id, lock=True)
    _checked_contact(act, row, values, where)
    return edit(act, CONTACT, id, values, basis)


def owner_of(act: Act, account: str, where: Where) -> Values:
    """Owner and team of an account, for what is to hang on it. Raises `Refused` where there is none, 403 where the caller may only read it."""
    row = seen_record(act, ACCOUNT, account)
    if row is None:
        raise Refused([unknown(ACCOUNT, account, where("account"))])
    if not may_write(act.connection, act.caller, row):
        raise Problem(FORBIDDEN, Text(zh="此客户只共享给您查看", en="this account is shared with you for reading only"))
    return {name: row[name] for name in ("owner", "team")}


def _checked_account(act: Act, row: RowMapping | None, values: Values, where: Where) -> None:
    id = None if row is None else str(row["id"])
    refused = [*_wrong_parent(act, id, values, where), *_taken_customer(act, id, values, where)]
    if refused:
        raise Refused(refused)


def _wrong_parent(act: Act, id: str | None, values: Values, where: Where) -> Iterator[Finding]:
    parent = values.get("parent")
    if parent is None:
        return
    if (upper := seen_record(act, ACCOUNT, parent)) is None or upper["merged_into"] is not None:
        yield unknown(ACCOUNT, parent, where("parent"))
    elif id is not None and (way := _cycle(act, ACCOUNTS, "parent", id, parent)):
        yield _cyclic("客户", "an account cannot be above itself", way, where("parent"))


def _taken_customer(act: Act, id: str | None, values: Values, where: Where) -> Iterator[Finding]:
    customer = values.get("customer")
    if customer is None:
        return
    same = select(ACCOUNTS.c.id).where(ACCOUNTS.c.customer == customer, ACCOUNTS.c.merged_into.is_(None))
    other = act.connection.scalar(same.where(ACCOUNTS.c.id != (id or "")))
    if other is not None and seen_record(act, ACCOUNT, other) is None:
        text = Text(
            zh=f"规则客户 {customer} 已属于您看不到的客户；请联系能看到全部客户的销售管理者",
            en=f"customer {customer} of the rulebook is that of an account that you do not see; ask a manager who sees all of them",
        )
        yield Finding("customer-taken", where("customer"), text)
    elif other is not None:
        text = Text(
            zh=f"规则客户 {customer} 已属于客户 {other}；请先在那里去掉，或合并两个客户",
            en=f"customer {customer} of the rulebook is that of account {other}; take it away there first, or merge the two",
        )
        yield Finding("customer-taken", where("customer"), text)


def _checked_contact(act: Act, row: RowMapping | None, values: Values, where: Where) -> None:
    account = values.get("account", row["account"] if row is not None else None)
    if "account" in values and seen_record(act, ACCOUNT, account) is None:
        raise Refused([unknown(ACCOUNT, account, where("account"))])
    upper = values.get("reports_to", row["reports_to"] if row is not None else None)
    if upper is None or not {"account", "reports_to"} & set(values):
        return
    place = where("reports_to") if "reports_to" in values else where("account")
    superior = seen_record(act, CONTACT, upper)
    if superior is None or superior["account"] != account:
        text = Text(
            zh=f"上级 {upper} 不是该客户的联系人；请先把上级改为同一客户的联系人，或清空",
            en=f"{upper} is no contact of the same account; name one who is, or null",
        )
        raise Refused([Finding("unknown-superior", place, text)])
    if row is not None and (way := _cycle(act, CONTACTS, "reports_to", row["id"], upper)):
        raise Refused([_cyclic("上下级", "nobody reports to themselves", way, place)])


def seen_record(act: Act, kind: Kind, id: str) -> RowMapping | None:
    """A record that the caller sees, if there is one."""
    query = select(kind.table).where(kind.table.c.id == id, seen_by(act.caller, kind.table))
    return act.connection.execute(query).mappings().first()


def _cycle(act: Act, table: Table, field: str, id: str, upper: str) -> tuple[str, ...]:
    """The names on the way round, if there would be one; whoever is on the way up is held until the commit, so that none comes between."""
    parents: dict[str, str | None] = {}
    names: dict[str, str] = {}
    one: str | None = upper
    while one is not None and one not in parents:
        if len(parents) == DEEPEST:
            raise Refused([_too_deep()])
        row = act.connection.execute(select(table).where(table.c.id == one).with_for_update()).mappings().one()
        parents[one], names[one] = row[field], _name(act, row)
        one = row[field]
    if not would_be_a_cycle(parents, id, upper):
        return ()
    way = [id, upper, *above(parents, upper)]
    own = act.connection.execute(select(table).where(table.c.id == id)).mappings().one()
    return tuple(names.get(each, _name(act, own)) for each in way[: way.index(id, 1) + 1])


def _name(act: Act, row: RowMapping) -> str:
    """The name of a record, or its id for who does not see it."""
    return str(row["name"] if act.caller.sees(row["owner"], row["team"]) else row["id"])


def unknown(kind: Kind, id: str, place: Place) -> Finding:
    """The finding that there is no such record."""
    text = Text(zh=f"没有{kind.text.zh} {id}，或您看不到", en=f"there is no {kind.text.en} {id} that you see")
    return Finding(f"unknown-{kind.name.replace('_', '-')}", place, text)


def _cyclic(what: str, en: str, way: tuple[str, ...], place: Any) -> Finding:
    round = " → ".join(way)
    return Finding(
        "cycle", place, Text(zh=f"{what}关系成环：{round}；请改选上级", en=f"{en}: {round}; choose another one above")
    )


def _too_deep() -> Finding:
    text = Text(
        zh=f"上级超过 {DEEPEST} 层；请改选更高一层的上级",
        en=f"there are more than {DEEPEST} levels above; choose one further up",
    )
    return Finding("too-deep", NOWHERE, text)
