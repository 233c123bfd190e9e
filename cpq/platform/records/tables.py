"""The changes of records, and with whom records are shared."""

from __future__ import annotations

from sqlalchemy import Column, Index, UniqueConstraint

from cpq.platform.storage.columns import Document, Flag, Instant, Whole, Word
from cpq.platform.storage.tables import column, table

CHANGES = table(
    "record_changes",
    column("record", Word, primary_key=True),
    column("version", Whole, primary_key=True),
    column("kind", Word),
    column("at", Instant),
    column("by", Word),
    column("source", Word),
    column("fields", Document),
    Index("ix_record_changes_kind_at", "kind", "at"),
)
"""Only added to. `fields` is field → [before, after]; version 1 is the creation."""

SHARES = table(
    "record_shares",
    column("record", Word, primary_key=True),
    column("taker", Word, primary_key=True),
    column("writes", Flag),
    column("given_by", Word),
    column("at", Instant),
    Index("ix_record_shares_taker", "taker"),
)
"""`taker` is a user or a team."""


def record_columns() -> tuple[Column[object], ...]:
    """What every table of records has. `client_id` is what a phone called it before it was here; `merged_into` is the record that it became."""
    return (
        column("id", Word, primary_key=True),
        column("owner", Word),
        column("team", Word, null=True),
        column("version", Whole),
        column("provenance", Document),
        column("merged_into", Word, null=True),
        column("client_id", Word, null=True),
        column("created_by", Word),
        column("created_at", Instant),
        column("updated_at", Instant),
    )


def record_constraints(name: str) -> tuple[UniqueConstraint | Index, ...]:
    """What every table of records of that name is searched by."""
    return (
        UniqueConstraint("created_by", "client_id"),
        Index(f"ix_{name}_owner", "owner"),
        Index(f"ix_{name}_team", "team"),
    )
