"""Accounts and contacts as they are answered: one, or page by page; what was merged into another is in no list."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Select, func, or_, select

from cpq.accounts.given import AccountQuery, ContactQuery
from cpq.accounts.kinds import ACCOUNT, CONTACT
from cpq.accounts.tables import ACCOUNTS, CONTACTS
from cpq.accounts.views import AccountView, ContactView, origins, phone_view
from cpq.platform.pages import page
from cpq.platform.people.caller import Caller
from cpq.platform.records.masking import sees_phones
from cpq.platform.records.store import found, may_write, seen_by

_NUMBERS = frozenset({"phone", "phones"})


def account(connection: Connection, caller: Caller, id: str) -> AccountView:
    """An account that the caller sees. Raises a 404 problem where there is none."""
    return account_view(connection, caller, found(connection, caller, ACCOUNT, id))


def accounts(connection: Connection, caller: Caller, asked: AccountQuery) -> tuple[list[AccountView], str | None]:
    """A page of accounts, the newest first."""
    query = select(ACCOUNTS).where(seen_by(caller, ACCOUNTS), ACCOUNTS.c.merged_into.is_(None))
    for name in ("lifecycle", "industry", "region", "parent", "customer", "owner"):
        if (wanted := getattr(asked, name)) is not None:
            query = query.where(ACCOUNTS.c[name] == wanted)
    if asked.q is not None:
        named = _contains(ACCOUNTS.c.name, asked.q), _contains(ACCOUNTS.c.name_en, asked.q)
        query = query.where(or_(*named, ACCOUNTS.c.credit_code == asked.q.upper()))
    rows = page(connection, query, ACCOUNTS.c.id, asked)
    return [account_view(connection, caller, row) for row in rows.rows], rows.next


def contact(connection: Connection, caller: Caller, id: str) -> ContactView:
    """A contact that the caller sees. Raises a 404 problem where there is none."""
    return contact_view(connection, caller, found(connection, caller, CONTACT, id))


def contacts(connection: Connection, caller: Caller, asked: ContactQuery) -> tuple[list[ContactView], str | None]:
    """A page of contacts, the newest first."""
    query = select(CONTACTS).where(seen_by(caller, CONTACTS), CONTACTS.c.merged_into.is_(None))
    if asked.account is not None:
        query = query.where(CONTACTS.c.account == asked.account)
    if asked.q is not None:
        query = query.where(or_(_contains(CONTACTS.c.name, asked.q), _contains(CONTACTS.c.name_en, asked.q)))
    rows = page(connection, query, CONTACTS.c.id, asked)
    return [contact_view(connection, caller, row) for row in rows.rows], rows.next


def contacts_of(connection: Connection, caller: Caller, account: str) -> list[ContactView]:
    """All contacts of an account that the caller sees, in the order in which they were made."""
    own: Select[Any] = select(CONTACTS).where(CONTACTS.c.account == account, CONTACTS.c.merged_into.is_(None))
    rows = connection.execute(own.where(seen_by(caller, CONTACTS)).order_by(CONTACTS.c.id)).mappings()
    return [contact_view(connection, caller, row) for row in rows]


def _contains(named: Column[Any], part: str) -> Any:
    return func.lower(named).contains(part.lower(), autoescape=True)


def account_view(connection: Connection, caller: Caller, row: RowMapping) -> AccountView:
    """A row as the caller sees it."""
    whole = sees_phones(caller, row, writes=may_write(connection, caller, row))
    kept = row["phone"]
    special = {
        "phone": None if kept is None else phone_view(kept, whole=whole),
        "provenance": origins(row["provenance"], frozenset() if whole else _NUMBERS),
    }
    return AccountView(**_columns(AccountView, row, special))


def contact_view(connection: Connection, caller: Caller, row: RowMapping) -> ContactView:
    """A row as the caller sees it."""
    whole = sees_phones(caller, row, writes=may_write(connection, caller, row))
    special = {
        "phones": tuple(phone_view(each, whole=whole) for each in row["phones"]),
        "emails": tuple(row["emails"]),
        "provenance": origins(row["provenance"], frozenset() if whole else _NUMBERS),
    }
    return ContactView(**_columns(ContactView, row, special))


def _columns(kind: type[Any], row: RowMapping, special: dict[str, Any]) -> dict[str, Any]:
    return {each.name: row[each.name] for each in fields(kind) if each.name not in special} | special
