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


MERGES = table(
    "merges",
    column("id", Word, primary_key=True),
    column("kind", Word),
    column("survivor", Word),
    column("merged", Word),
    column("by", Word),
    column("at", Instant),
    column("reason", Word, null=True),
    column("fields", Document),
    column("moves", Document),
    column("own_created_at", Instant),
    column("undone_at", Instant, null=True),
    column("undone_by", Word, null=True),
    Index("ix_merges_survivor", "survivor"),
    Index("ix_merges_merged", "merged"),
)
"""What a merge changed, so that it can be taken back: `fields` of the survivor, each with value and origin before and after; `moves` of what
referred to the other; `own_created_at` is when the survivor itself was created.
"""

DUPLICATES = table(
    "duplicates",
    column("id", Word, primary_key=True),
    column("kind", Word),
    column("first", Word),
    column("second", Word),
    column("verdict", Word),
    column("points", Whole),
    column("reasons", Document),
    column("state", Word),
    column("found_at", Instant),
    column("decided_by", Word, null=True),
    column("decided_at", Instant, null=True),
    column("merge", Word, null=True),
    UniqueConstraint("first", "second"),
    Index("ix_duplicates_state", "state", "kind"),
    Index("ix_duplicates_second", "second"),
)
"""Pairs of records that may be one, for people to decide. `state` is open, same or different; `first` is the smaller id."""


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
