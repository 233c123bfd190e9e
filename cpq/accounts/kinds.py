"""The kinds of records that this room keeps, each with the fields that people edit."""

from __future__ import annotations

from cpq.accounts.tables import ACCOUNTS, CONTACTS, PLANS, POWER_MAPS
from cpq.platform.records.store import Kind
from cpq.rulebook.text import Text

ACCOUNT = Kind(
    "account",
    ACCOUNTS,
    "acc",
    Text(zh="客户", en="account"),
    (
        "name",
        "name_en",
        "credit_code",
        "kind",
        "industry",
        "size",
        "region",
        "address",
        "website",
        "phone",
        "parent",
        "customer",
        "lifecycle",
        "currency",
        "notes",
    ),
)
CONTACT = Kind(
    "contact",
    CONTACTS,
    "con",
    Text(zh="联系人", en="contact"),
    (
        "account",
        "name",
        "name_en",
        "title",
        "department",
        "phones",
        "emails",
        "reports_to",
        "birthday",
        "consent",
        "notes",
    ),
)
POWER_MAP = Kind(
    "power_map",
    POWER_MAPS,
    "map",
    Text(zh="权力地图", en="power map"),
    ("account", "opportunity", "name", "members", "edges"),
)
PLAN = Kind(
    "plan",
    PLANS,
    "plan",
    Text(zh="客户计划", en="account plan"),
    ("account", "map", "name", "start", "end", "objectives", "actions", "coverage"),
)
