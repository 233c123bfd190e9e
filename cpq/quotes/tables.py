"""Quotes, their versions, and what belongs to them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint

from cpq.platform.storage.columns import Bytes, Day, Document, Instant, Minor, Whole, Word, Written
from cpq.platform.storage.tables import column, table

QUOTES = table(
    "quotes",
    column("id", Word, primary_key=True),
    column("number", Word),
    column("title", Document, null=True),
    column("customer", Word),
    column("customer_name", Document),
    column("state", Word),
    column("newest", Whole),
    column("currency", Word),
    column("digits", Whole),
    column("net", Minor),
    column("gross", Minor),
    column("valid_until", Day),
    column("line_ids", Whole),
    column("owner", Word),
    column("team", Word, null=True),
    column("version", Whole),
    column("created_at", Instant),
    column("updated_at", Instant),
    UniqueConstraint("number"),
    Index("ix_quotes_owner", "owner", "id"),
    Index("ix_quotes_team", "team", "id"),
    Index("ix_quotes_state_valid_until", "state", "valid_until"),
    Index("ix_quotes_customer", "customer", "id"),
    Index("ix_quotes_number", "number", postgresql_ops={"number": "text_pattern_ops"}),
)
"""`newest` is the number of the newest version, whose state and totals are those of the quote. `version` counts changes of the row."""
VERSIONS = table(
    "quote_versions",
    column("quote", Word, ForeignKey("quotes.id"), primary_key=True),
    column("number", Whole, primary_key=True),
    column("state", Word),
    column("request", Word),
    column("told", Word),
    column("rulebook", Word),
    column("result", Written),
    column("result_outside", Written),
    column("offered", Written),
    column("takes", Document),
    column("known", Document, null=True),
    column("approvals", Document),
    column("decided", Document),
    column("currency", Word),
    column("net", Minor),
    column("tax", Minor),
    column("gross", Minor),
    column("valid_until", Day),
    column("created_by", Word),
    column("created_at", Instant),
    column("updated_at", Instant),
)
"""A version is changed while it is a draft, and never after.

`request` is the canonical text of what was asked for, `told` the same with counters, as it was priced by the version `rulebook`.
`created_by` is who asked for it last. `result_outside` is the answer for those who see no costs, `offered` what the customer reads, by
language. `known` says where figures of what was before came from. `decided` are approvals that were decided before it was submitted again.
"""
COUNTERS = table(
    "quote_counters",
    column("kind", Word, primary_key=True),
    column("subject", Word, primary_key=True),
    column("customer", Word, primary_key=True),
    column("currency", Word, primary_key=True),
    column("used", Minor),
    column("reserved", Minor),
    Index("ix_quote_counters_customer", "customer", "kind"),
)
LINKS = table(
    "quote_links",
    column("id", Word, primary_key=True),
    column("quote", Word, ForeignKey("quotes.id")),
    column("number", Whole),
    column("expires_at", Instant),
    column("revoked_at", Instant, null=True),
    column("created_at", Instant),
    Index("ix_quote_links_quote", "quote"),
)
ACCEPTANCES = table(
    "quote_acceptances",
    column("quote", Word, ForeignKey("quotes.id"), primary_key=True),
    column("number", Whole),
    column("link", Word),
    column("name", Word),
    column("address", Word),
    column("document", Word),
    column("at", Instant),
)
"""`document` is the digest of what the customer was shown."""
DELEGATIONS = table(
    "approval_delegations",
    column("id", Word, primary_key=True),
    column("giver", Word),
    column("taker", Word),
    column("role", Word),
    column("since", Day),
    column("until", Day),
    column("created_at", Instant),
    Index("ix_approval_delegations_taker", "taker"),
)
TEMPLATES = table(
    "quote_templates",
    column("id", Word, primary_key=True),
    column("name", Document),
    column("request", Word),
    column("owner", Word),
    column("team", Word, null=True),
    column("created_at", Instant),
)
ATTACHMENTS = table(
    "quote_attachments",
    column("id", Word, primary_key=True),
    column("quote", Word, ForeignKey("quotes.id")),
    column("name", Word),
    column("media_type", Word),
    column("size", Whole),
    column("digest", Word),
    column("content", Bytes),
    column("created_by", Word),
    column("created_at", Instant),
    Index("ix_quote_attachments_quote", "quote"),
)
DOCUMENTS = table(
    "quote_documents",
    column("key", Word, primary_key=True),
    column("quote", Word, ForeignKey("quotes.id")),
    column("number", Whole),
    column("locale", Word),
    column("view", Word),
    column("pages", Whole),
    column("content", Bytes),
    column("created_at", Instant),
    Index("ix_quote_documents_quote", "quote"),
)
"""PDF files by what they were made of: `key` is the digest of the answer, the templates, the language and the view."""
SECRETS = table(
    "quote_secrets",
    column("id", Whole, primary_key=True, autoincrement=False),
    column("secret", Word),
)
"""The one secret that links are signed with where the settings have none."""
