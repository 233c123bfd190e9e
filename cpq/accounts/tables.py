"""Accounts, their contacts, power maps and plans, and what registers of companies say."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index

from cpq.platform.records.tables import record_columns, record_constraints
from cpq.platform.storage.columns import Day, Document, Instant, Whole, Word
from cpq.platform.storage.tables import column, table

ACCOUNTS = table(
    "accounts",
    *record_columns(),
    column("name", Word),
    column("name_en", Word, null=True),
    column("credit_code", Word, null=True),
    column("kind", Word, null=True),
    column("industry", Word, null=True),
    column("size", Whole, null=True),
    column("region", Word, null=True),
    column("address", Word, null=True),
    column("website", Word, null=True),
    column("phone", Document, null=True),
    column("parent", Word, null=True),
    column("customer", Word, null=True),
    column("lifecycle", Word),
    column("currency", Word, null=True),
    column("notes", Word, null=True),
    *record_constraints("accounts"),
    Index("ix_accounts_parent", "parent"),
    Index("ix_accounts_credit_code", "credit_code"),
    Index("ix_accounts_name", "name"),
)
"""`parent` is the account above; `customer` is the rulebook's, for quotes and orders, and of one account only. `size` is a number of people."""

Index(
    "uq_accounts_customer",
    ACCOUNTS.c.customer,
    unique=True,
    sqlite_where=ACCOUNTS.c.merged_into.is_(None),
    postgresql_where=ACCOUNTS.c.merged_into.is_(None),
)

CONTACTS = table(
    "contacts",
    *record_columns(),
    column("account", Word, ForeignKey("accounts.id")),
    column("name", Word),
    column("name_en", Word, null=True),
    column("title", Word, null=True),
    column("department", Word, null=True),
    column("phones", Document),
    column("emails", Document),
    column("reports_to", Word, null=True),
    column("birthday", Day, null=True),
    column("consent", Word),
    column("notes", Word, null=True),
    *record_constraints("contacts"),
    Index("ix_contacts_account", "account"),
)
"""`phones` are a list of numbers in E.164 with where they were given out; `emails` a list of addresses."""

POWER_MAPS = table(
    "power_maps",
    *record_columns(),
    column("account", Word, ForeignKey("accounts.id")),
    column("opportunity", Word, null=True),
    column("name", Word),
    column("members", Document),
    column("edges", Document),
    *record_constraints("power_maps"),
    Index("ix_power_maps_account", "account"),
    Index("ix_power_maps_opportunity", "opportunity"),
)

PLANS = table(
    "plans",
    *record_columns(),
    column("account", Word, ForeignKey("accounts.id")),
    column("map", Word, null=True),
    column("name", Word),
    column("start", Day),
    column("end", Day),
    column("objectives", Document),
    column("actions", Document),
    column("coverage", Document),
    *record_constraints("plans"),
    Index("ix_plans_account", "account"),
)

COMPANIES = table(
    "companies",
    column("credit_code", Word, primary_key=True),
    column("content", Document),
    column("file", Word),
    column("at", Instant),
)
"""What a register of companies said, as it was imported; `content` has fields of accounts."""
