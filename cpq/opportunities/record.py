"""What an opportunity is among records: its table, its id, the fields whose every change is kept."""

from __future__ import annotations

from cpq.opportunities.tables import OPPORTUNITIES
from cpq.platform.records.store import Kind
from cpq.rulebook.text import Text

SAID = (
    "name",
    "account",
    "currency",
    "amount",
    "close_date",
    "category",
    "source_lead",
    "contacts",
    "products",
    "competitors",
    "tasks_done",
    "next_step",
    "owner",
    "team",
)
"""What people say of it; the rest follows from its stages and quotes."""

OPPORTUNITY = Kind(
    "opportunity",
    OPPORTUNITIES,
    "opp",
    Text(zh="商机", en="opportunity"),
    (
        *SAID,
        "pipeline",
        "stage",
        "status",
        "entered",
        "closed_at",
        "loss_reason",
        "lost_to",
        "primary_quote",
        "external_id",
    ),
)
