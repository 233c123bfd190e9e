"""Versions of the rulebook, their templates, and when each is in force."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "template_sets",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_template_sets"),
        sqlite_strict=True,
    )
    op.create_table(
        "rulebooks",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("templates", sa.Text(), nullable=True),
        sa.Column("files", WHOLE, nullable=False),
        sa.Column("entries", WHOLE, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("stored_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_rulebooks"),
        sa.UniqueConstraint("id", name="uq_rulebooks_id"),
        sa.ForeignKeyConstraint(["templates"], ["template_sets.version"], name="fk_rulebooks_templates"),
        sqlite_strict=True,
    )
    op.create_table(
        "rulebook_activations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("templates", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.Text(), nullable=True),
        sa.Column("cancelled_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rulebook_activations"),
        sa.ForeignKeyConstraint(["version"], ["rulebooks.version"], name="fk_rulebook_activations_version"),
        sa.ForeignKeyConstraint(["templates"], ["template_sets.version"], name="fk_rulebook_activations_templates"),
        sqlite_strict=True,
    )
    op.create_index("ix_rulebook_activations_starts_at", "rulebook_activations", ["starts_at"], unique=False)
