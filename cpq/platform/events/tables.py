"""The events: they are the outbox that webhooks are sent from."""

from __future__ import annotations

from sqlalchemy import Index

from cpq.platform.storage.columns import Document, Instant, Whole, Word
from cpq.platform.storage.tables import column, table

EVENTS = table(
    "events",
    column("number", Whole, primary_key=True, autoincrement=False),
    column("id", Word, unique=True),
    column("at", Instant),
    column("kind", Word),
    column("subject", Word),
    column("owner", Word, null=True),
    column("team", Word, null=True),
    column("content", Document),
    Index("ix_events_subject", "subject"),
)
