"""What Alembic runs: the revisions, on the connection that it is given."""

from __future__ import annotations

from alembic import context

from cpq.platform.storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by making it anew
    transaction_per_migration=False,
)
context.run_migrations()
