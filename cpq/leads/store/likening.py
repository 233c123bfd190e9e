"""Leads, contacts and accounts as they are compared: those that stand for themselves, by what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from cpq.accounts.tables import ACCOUNTS, CONTACTS
from cpq.cleaning.emails import email
from cpq.cleaning.phones import phone_number
from cpq.cleaning.unclean import Unclean
from cpq.leads.likeness.subject import Mailbox, Subject, Telephone
from cpq.leads.tables import LEADS


def leads(connection: Connection) -> Iterator[Subject]:
    """Every lead, but those that were merged into another or converted: those are contacts."""
    standing = LEADS.c.merged_into.is_(None), LEADS.c.state != "converted"
    for row in connection.execute(select(LEADS).where(*standing)).mappings():
        phones = () if row["phone"] is None else (_telephone(row["phone"], row["phone_extension"]),)
        yield Subject(
            row["id"],
            row["name"] or "",
            row["company"] or "",
            phones,
            _mailboxes([row["email"]]),
            row["credit_code"] or "",
        )


def contacts(connection: Connection) -> Iterator[Subject]:
    """Every contact, with the name and code of its account."""
    of = select(CONTACTS, ACCOUNTS.c.name.label("company"), ACCOUNTS.c.credit_code).join(
        ACCOUNTS, ACCOUNTS.c.id == CONTACTS.c.account
    )
    for row in connection.execute(of.where(CONTACTS.c.merged_into.is_(None))).mappings():
        phones = tuple(_kept(each) for each in row["phones"])
        yield Subject(
            row["id"], row["name"], row["company"], phones, _mailboxes(row["emails"]), row["credit_code"] or ""
        )


def accounts(connection: Connection) -> Iterator[Subject]:
    """Every account; its web address tells the domain."""
    for row in connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.merged_into.is_(None))).mappings():
        phones = () if row["phone"] is None else (_kept(row["phone"]),)
        yield Subject(row["id"], "", row["name"], phones, (), row["credit_code"] or "")


def _kept(phone: Mapping[str, Any]) -> Telephone:
    return Telephone(phone["number"], phone["kind"] == "mobile", phone.get("extension"))


@lru_cache(maxsize=10_000)
def _telephone(number: str, extension: str | None) -> Telephone:
    own = False
    with suppress(Unclean):
        own = phone_number(number).kind == "mobile"
    return Telephone(number, own, extension)


def _mailboxes(addresses: Iterable[str | None]) -> tuple[Mailbox, ...]:
    made: list[Mailbox] = []
    for each in addresses:
        with suppress(Unclean):
            if each:
                found = email(each)
                made.append(Mailbox(found.key, found.shared))
    return tuple(made)
