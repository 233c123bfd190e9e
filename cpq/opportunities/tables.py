"""Opportunities and what is kept of them: stages as they were entered and known, quotes that are attached, assessments."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint

from cpq.platform.records.tables import record_columns, record_constraints
from cpq.platform.storage.columns import Day, Document, Flag, Instant, Minor, Whole, Word
from cpq.platform.storage.tables import column, table

OPPORTUNITIES = table(
    "opportunities",
    *record_columns(),
    column("name", Word),
    column("account", Word, null=True),
    column("pipeline", Word),
    column("currency", Word),
    column("amount", Minor, null=True),
    column("close_date", Day, null=True),
    column("category", Word, null=True),
    column("source_lead", Word, null=True),
    column("next_step", Word, null=True),
    column("contacts", Document),
    column("products", Document),
    column("competitors", Document),
    column("tasks_done", Document),
    column("primary_quote", Word, null=True),
    column("stage", Word),
    column("status", Word),
    column("entered", Instant),
    column("closed_at", Instant, null=True),
    column("loss_reason", Word, null=True),
    column("lost_to", Word, null=True),
    column("external_id", Word, null=True),
    UniqueConstraint("external_id"),
    *record_constraints("opportunities"),
    Index("ix_opportunities_account", "account"),
    Index("ix_opportunities_status_close_date", "status", "close_date"),
)
"""`stage`, `status`, `entered`, `closed_at`, `loss_reason` and `lost_to` follow from the stage log; `amount` follows the primary quote while
there is one. `category` is what a person said, null where the stage says it. `external_id` is its name in the system it was imported from.
"""

STAGES = table(
    "stage_log",
    column("opportunity", Word, ForeignKey("opportunities.id"), primary_key=True),
    column("number", Whole, primary_key=True),
    column("stage", Word, null=True),
    column("entered", Instant),
    column("known", Instant),
    column("by", Word),
    column("reason", Word, null=True),
    column("retracts", Whole, null=True),
    column("loss_reason", Word, null=True),
    column("lost_to", Word, null=True),
    column("overridden", Document, null=True),
    Index("ix_stage_log_stage_entered", "stage", "entered"),
)
"""Only added to. `overridden` is what a manager let pass: the texts of what was missing, and why."""

ATTACHED = table(
    "opportunity_quotes",
    column("quote", Word, primary_key=True),
    column("opportunity", Word, ForeignKey("opportunities.id")),
    column("primary", Flag),
    column("at", Instant),
    column("by", Word),
    Index("ix_opportunity_quotes_opportunity", "opportunity"),
)
"""A quote belongs to one opportunity at most."""

ASSESSMENTS = table(
    "assessments",
    column("opportunity", Word, ForeignKey("opportunities.id"), primary_key=True),
    column("number", Whole, primary_key=True),
    column("indicator", Word),
    column("value", Word),
    column("day", Day),
    column("by", Word),
    column("evidence", Word, null=True),
    column("coach_confirmed", Flag),
    column("expires", Day, null=True),
    column("at", Instant),
)
"""Only added to."""
