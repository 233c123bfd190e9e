"""Users, teams, API keys, sign-ins."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint

from cpq.platform.storage.columns import Document, Flag, Instant, Whole, Word
from cpq.platform.storage.tables import column, table

TEAMS = table(
    "teams",
    column("id", Word, primary_key=True),
    column("name", Word),
    column("parent", Word, ForeignKey("teams.id"), null=True),
    column("created_at", Instant),
)
USERS = table(
    "users",
    column("id", Word, primary_key=True),
    column("login", Word),
    column("name", Word),
    column("role", Word),
    column("team", Word, ForeignKey("teams.id"), null=True),
    column("approver", Word, null=True),
    column("password", Word, null=True),
    column("provider", Word, null=True),
    column("subject", Word, null=True),
    column("active", Flag),
    column("version", Whole),
    column("created_at", Instant),
    UniqueConstraint("login"),
    UniqueConstraint("provider", "subject"),
)
"""`password` is an argon2 hash; `provider` and `subject` name somebody who signs in elsewhere."""
KEYS = table(
    "api_keys",
    column("id", Word, primary_key=True),
    column("name", Word),
    column("digest", Word),
    column("role", Word),
    column("rights", Document, null=True),
    column("team", Word, ForeignKey("teams.id"), null=True),
    column("expires_at", Instant, null=True),
    column("revoked_at", Instant, null=True),
    column("created_by", Word),
    column("created_at", Instant),
    UniqueConstraint("digest"),
)
"""`digest` is the SHA-256 of a key that was shown once; `rights` narrows those of the role."""
SIGN_INS = table(
    "sign_ins",
    column("digest", Word, primary_key=True),
    column("user", Word, ForeignKey("users.id")),
    column("csrf", Word),
    column("id_token", Word, null=True),
    column("created_at", Instant),
    column("expires_at", Instant),
    Index("ix_sign_ins_user", "user"),
    Index("ix_sign_ins_expires_at", "expires_at"),
)
"""`id_token` is what the provider vouched by: it opens nothing, and says to the provider who signs out."""
FAILURES = table(
    "sign_in_failures",
    column("login", Word, primary_key=True),
    column("count", Whole),
    column("until", Instant, index=True),
)
"""How often a sign-in failed in a row, and until when the next try waits."""
