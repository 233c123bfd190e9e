"""Quotes: versions, counters, links, acceptances, delegations, templates, attachments, documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "approval_delegations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("giver", sa.Text(), nullable=False),
        sa.Column("taker", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_approval_delegations"),
        sqlite_strict=True,
    )
    op.create_index("ix_approval_delegations_taker", "approval_delegations", ["taker"], unique=False)
    op.create_table(
        "quote_counters",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("used", WHOLE, nullable=False),
        sa.Column("reserved", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", "customer", "currency", name="pk_quote_counters"),
        sqlite_strict=True,
    )
    op.create_table(
        "quote_secrets",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quote_secrets"),
        sqlite_strict=True,
    )
    op.create_table(
        "quote_templates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quote_templates"),
        sqlite_strict=True,
    )
    op.create_table(
        "quotes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("newest", WHOLE, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("digits", WHOLE, nullable=False),
        sa.Column("net", WHOLE, nullable=False),
        sa.Column("gross", WHOLE, nullable=False),
        sa.Column("valid_until", sa.Text(), nullable=False),
        sa.Column("line_ids", WHOLE, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quotes"),
        sa.UniqueConstraint("number", name="uq_quotes_number"),
        sqlite_strict=True,
    )
    op.create_index("ix_quotes_customer", "quotes", ["customer"], unique=False)
    op.create_index("ix_quotes_owner", "quotes", ["owner"], unique=False)
    op.create_index("ix_quotes_state_valid_until", "quotes", ["state", "valid_until"], unique=False)
    op.create_index("ix_quotes_team", "quotes", ["team"], unique=False)
    op.create_table(
        "quote_acceptances",
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["quote"], ["quotes.id"], name="fk_quote_acceptances_quote"),
        sa.PrimaryKeyConstraint("quote", name="pk_quote_acceptances"),
        sqlite_strict=True,
    )
    op.create_table(
        "quote_attachments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["quote"], ["quotes.id"], name="fk_quote_attachments_quote"),
        sa.PrimaryKeyConstraint("id", name="pk_quote_attachments"),
        sqlite_strict=True,
    )
    op.create_index("ix_quote_attachments_quote", "quote_attachments", ["quote"], unique=False)
    op.create_table(
        "quote_documents",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("pages", WHOLE, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["quote"], ["quotes.id"], name="fk_quote_documents_quote"),
        sa.PrimaryKeyConstraint("key", name="pk_quote_documents"),
        sqlite_strict=True,
    )
    op.create_index("ix_quote_documents_quote", "quote_documents", ["quote"], unique=False)
    op.create_table(
        "quote_links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["quote"], ["quotes.id"], name="fk_quote_links_quote"),
        sa.PrimaryKeyConstraint("id", name="pk_quote_links"),
        sqlite_strict=True,
    )
    op.create_index("ix_quote_links_quote", "quote_links", ["quote"], unique=False)
    op.create_table(
        "quote_versions",
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_outside", sa.Text(), nullable=False),
        sa.Column("offered", sa.Text(), nullable=False),
        sa.Column("takes", sa.Text(), nullable=False),
        sa.Column("approvals", sa.Text(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("net", WHOLE, nullable=False),
        sa.Column("tax", WHOLE, nullable=False),
        sa.Column("gross", WHOLE, nullable=False),
        sa.Column("valid_until", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["quote"], ["quotes.id"], name="fk_quote_versions_quote"),
        sa.PrimaryKeyConstraint("quote", "number", name="pk_quote_versions"),
        sqlite_strict=True,
    )
