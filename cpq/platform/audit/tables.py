"""The entries, and the one row that says where the chain ends."""

from __future__ import annotations

from sqlalchemy import Index

from cpq.platform.storage.columns import Instant, Whole, Word
from cpq.platform.storage.tables import column, table

AUDIT = table(
    "audit",
    column("number", Whole, primary_key=True, autoincrement=False),
    column("at", Instant),
    column("actor", Word),
    column("action", Word),
    column("kind", Word),
    column("subject", Word),
    column("before", Word, null=True),
    column("after", Word, null=True),
    column("request", Word),
    column("hash", Word),
    Index("ix_audit_subject", "kind", "subject"),
    Index("ix_audit_actor", "actor"),
    Index("ix_audit_action", "action", "number"),
)
"""`before` and `after` are JSON as it was written, for the hash is of the very text. Entries are never changed or deleted."""
HEAD = table(
    "audit_head",
    column("id", Whole, primary_key=True, autoincrement=False),
    column("number", Whole),
    column("hash", Word),
)
"""The last entry: locked by whoever appends, and kept apart so that an end that was cut off is noticed."""
