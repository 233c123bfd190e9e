"""Which records may be merged and where they are referred to, and how each kind is searched for duplicates: every room's, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Connection, RowMapping

from cpq.accounts.kinds import ACCOUNT, CONTACT, PLAN, POWER_MAP
from cpq.accounts.tables import ACCOUNTS, CONTACTS, PLANS, POWER_MAPS
from cpq.activities.tables import ABOUT
from cpq.leads.likeness.subject import Subject
from cpq.leads.store import likening
from cpq.leads.tables import CONVERSIONS, LEAD, LEAD_EVENTS
from cpq.opportunities.record import OPPORTUNITY
from cpq.opportunities.tables import OPPORTUNITIES
from cpq.platform.records.registry import Mergeable, Reference, Registry
from cpq.rulebook.text import Text

_ABOUT = Reference(ABOUT.c.subject, once_with=("item",))


def _not_converted(survivor: RowMapping, merged: RowMapping) -> Text | None:
    """A lead that became an account is not lost in one that did not."""
    if merged["state"] != "converted":
        return None
    zh, en = (
        f"线索 {merged['id']} 已转化；请保留它，并入另一条",
        f"lead {merged['id']} was converted; let it stand, and merge the other into it",
    )
    if survivor["state"] == "converted":
        zh, en = (
            "两条线索都已转化；请合并其客户或联系人",
            "both leads were converted; merge their accounts or contacts instead",
        )
    return Text(zh=zh, en=en)


RECORDS = Registry(
    (
        Mergeable(
            LEAD,
            (
                _ABOUT,
                Reference(LEAD_EVENTS.c.lead, once_with=("external",)),
                Reference(OPPORTUNITIES.c.source_lead, kind=OPPORTUNITY),
            ),
            own=frozenset({"state", "reason", "owner", "team", "pool"}),
            along={"company": ("company_key",), "phone": ("phone_extension", "phone_home"), "email": ("email_key",)},
            guard=_not_converted,
        ),
        Mergeable(
            CONTACT,
            (
                _ABOUT,
                Reference(CONTACTS.c.reports_to, kind=CONTACT),
                Reference(CONVERSIONS.c.contact),
            ),
        ),
        Mergeable(
            ACCOUNT,
            (
                _ABOUT,
                Reference(CONTACTS.c.account, kind=CONTACT),
                Reference(POWER_MAPS.c.account, kind=POWER_MAP),
                Reference(PLANS.c.account, kind=PLAN),
                Reference(ACCOUNTS.c.parent, kind=ACCOUNT),
                Reference(OPPORTUNITIES.c.account, kind=OPPORTUNITY),
                Reference(CONVERSIONS.c.account),
            ),
        ),
    )
)
"""Ids tell by how they begin which of them they are."""

SUBJECTS: Mapping[str, Callable[[Connection], Iterable[Subject]]] = {
    LEAD.name: likening.leads,
    CONTACT.name: likening.contacts,
    ACCOUNT.name: likening.accounts,
}
"""Kind → its records as they are compared."""
