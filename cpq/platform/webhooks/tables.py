"""Who is told of events, how far they were told, and how it went."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index

from cpq.platform.storage.columns import Document, Flag, Instant, Whole, Word
from cpq.platform.storage.tables import column, table

WEBHOOKS = table(
    "webhooks",
    column("id", Word, primary_key=True),
    column("url", Word),
    column("kinds", Document),
    column("secret", Word),
    column("earlier_secret", Word, null=True),
    column("earlier_until", Instant, null=True),
    column("active", Flag),
    column("cursor", Whole),
    column("failures", Whole),
    column("failing_since", Instant, null=True),
    column("due", Instant),
    column("held_until", Instant, null=True),
    column("disabled_because", Word, null=True),
    column("version", Whole),
    column("created_by", Word),
    column("created_at", Instant),
    Index("ix_webhooks_active_due", "active", "due"),
)
"""`kinds` of events, none for all. `cursor` is the number of the last event that is done with; the next is tried when it is `due`, by
whoever holds the row. `secret` is kept as it is, because every delivery is signed with it; no answer has it.
"""

TRIES = table(
    "webhook_tries",
    column("id", Word, primary_key=True),
    column("webhook", Word, ForeignKey("webhooks.id", ondelete="CASCADE")),
    column("event", Word),
    column("kind", Word),
    column("at", Instant),
    column("status", Whole, null=True),
    column("trouble", Word, null=True),
    column("replayed", Flag),
    Index("ix_webhook_tries_webhook", "webhook", "id"),
)

REPLAYS = table(
    "webhook_replays",
    column("id", Word, primary_key=True),
    column("webhook", Word, ForeignKey("webhooks.id", ondelete="CASCADE")),
    column("event", Word),
    column("asked_at", Instant),
    Index("ix_webhook_replays_webhook", "webhook"),
)
"""Events that somebody wants to be sent once more; each is tried once."""
