"""Accounts that a file of opportunities names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from cpq.accounts.kinds import ACCOUNT
from cpq.accounts.service.keeping import new_account
from cpq.accounts.tables import ACCOUNTS
from cpq.opportunities.importing.mapping import AccountColumns
from cpq.platform.act import Act
from cpq.platform.records.origin import Source
from cpq.platform.records.store import change

Accounts = Mapping[str, str]
"""Name → id."""


def accounts_named(connection: Connection) -> dict[str, str]:
    """Every account by its name; of several of one name the oldest."""
    query = select(ACCOUNTS.c.name, ACCOUNTS.c.id).where(ACCOUNTS.c.merged_into.is_(None))
    return {row["name"]: row["id"] for row in connection.execute(query.order_by(ACCOUNTS.c.id.desc())).mappings()}


def add_accounts(act: Act, rows: Iterable[Mapping[str, str]], columns: AccountColumns, file: str) -> Accounts:
    """Makes the accounts of their file that are not there yet, those above before they are named as such; returns all by name."""
    known, source = accounts_named(act.connection), Source("import", file)
    above: dict[str, str] = {}
    for row in rows:
        said = {
            field: row[column].strip() or None for field, column in columns.model_dump().items() if column is not None
        }
        name, parent = said.pop("name"), said.pop("parent", None)
        if name is None or name in known:
            continue
        known[name] = new_account(act, {"name": name, **said}, source=source)["id"]
        if parent is not None:
            above[name] = parent
    for name, parent in above.items():
        if parent not in known:
            known[parent] = new_account(act, {"name": parent}, source=source)["id"]
        _put_below(act, known[name], known[parent], source)
    return known


def add_named(act: Act, names: Iterable[str], file: str) -> Accounts:
    """Makes accounts that opportunities name and nothing else tells of; returns all by name."""
    known = accounts_named(act.connection)
    for name in dict.fromkeys(names):
        if name not in known:
            known[name] = new_account(act, {"name": name}, source=Source("import", file))["id"]
    return known


def _put_below(act: Act, id: str, parent: str, source: Source) -> None:
    row: Any = act.connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.id == id)).mappings().one()
    if id != parent:
        change(act, ACCOUNT, row, {"parent": parent}, source)
