"""Files that are imported, what is wrong in their rows, and what each row became."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index

from cpq.platform.storage.columns import Bytes, Document, Instant, Whole, Word
from cpq.platform.storage.tables import column, table

IMPORTS = table(
    "imports",
    column("id", Word, primary_key=True),
    column("kind", Word),
    column("name", Word),
    column("digest", Word),
    column("content", Bytes),
    column("layout", Document),
    column("mapping", Document),
    column("country", Word),
    column("state", Word),
    column("problem", Document, null=True),
    column("position", Whole),
    column("total", Whole),
    column("created", Whole),
    column("changed", Whole),
    column("same", Whole),
    column("failed", Whole),
    column("job", Word, null=True),
    column("owner", Word),
    column("team", Word, null=True),
    column("version", Whole),
    column("created_at", Instant),
    column("started_at", Instant, null=True),
    column("ended_at", Instant, null=True),
    Index("ix_imports_owner", "owner"),
    Index("ix_imports_digest", "digest"),
)
"""`position` is how many rows are done: it moves in the transaction that keeps them. `layout` says how the file is read, `mapping` is field → column."""
IMPORT_ERRORS = table(
    "import_errors",
    column("import", Word, ForeignKey("imports.id"), primary_key=True),
    column("number", Whole, primary_key=True),
    column("row", Whole),
    column("column", Word, null=True),
    column("field", Word, null=True),
    column("code", Word),
    column("text", Document),
)
IMPORTED_ROWS = table(
    "imported_rows",
    column("kind", Word, primary_key=True),
    column("key", Word, primary_key=True),
    column("record", Word),
    column("digest", Word),
    column("at", Instant),
    Index("ix_imported_rows_record", "record"),
)
"""What a row became: `key` is its external id, or the file's digest with the row's number; `digest` is of what it said last."""
