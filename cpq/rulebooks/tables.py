"""Versions of the rulebook, stored whole, and when each is in force."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint

from cpq.platform.storage.columns import Bytes, Instant, Whole, Word
from cpq.platform.storage.tables import column, table

TEMPLATE_SETS = table(
    "template_sets",
    column("version", Word, primary_key=True),
    column("archive", Bytes),
    column("created_at", Instant),
)
"""`version` is the SHA-256 of the files' names and contents, as that of a rulebook is."""

RULEBOOKS = table(
    "rulebooks",
    column("version", Word, primary_key=True),
    column("id", Word),
    column("archive", Bytes),
    column("templates", Word, ForeignKey("template_sets.version"), null=True),
    column("files", Whole),
    column("entries", Whole),
    column("size", Whole),
    column("note", Word, null=True),
    column("stored_by", Word),
    column("created_at", Instant),
    UniqueConstraint("id"),
)
"""`id` sorts by time; `archive` has the rules; `templates` are those that it came with last; `size` is the bytes of the rules, unpacked."""

ACTIVATIONS = table(
    "rulebook_activations",
    column("id", Word, primary_key=True),
    column("version", Word, ForeignKey("rulebooks.version")),
    column("templates", Word, ForeignKey("template_sets.version"), null=True),
    column("starts_at", Instant),
    column("origin", Word),
    column("note", Word, null=True),
    column("created_by", Word),
    column("created_at", Instant),
    column("cancelled_at", Instant, null=True),
    column("cancelled_by", Word, null=True),
    Index("ix_rulebook_activations_starts_at", "starts_at"),
)
"""Of those that have started and were not cancelled before, the last is in force. `origin` is api or workspace."""
