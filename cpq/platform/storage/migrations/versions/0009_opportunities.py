"""Opportunities with their stages, attached quotes and assessments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def whole(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, WHOLE, nullable=null)


RECORD = ("id", "owner", "provenance", "created_by", "created_at", "updated_at")
RECORD_OR_NULL = ("team", "merged_into", "client_id")
SAID = (
    "name",
    "pipeline",
    "currency",
    "contacts",
    "products",
    "competitors",
    "tasks_done",
    "stage",
    "status",
    "entered",
)
SAID_OR_NULL = (
    "account",
    "close_date",
    "category",
    "source_lead",
    "next_step",
    "primary_quote",
    "closed_at",
    "loss_reason",
    "lost_to",
    "external_id",
)


def upgrade() -> None:
    op.create_table(
        "opportunities",
        *(text(name) for name in (*RECORD, *SAID)),
        *(text(name, null=True) for name in (*RECORD_OR_NULL, *SAID_OR_NULL)),
        whole("version"),
        whole("amount", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_opportunities"),
        sa.UniqueConstraint("created_by", "client_id", name="uq_opportunities_created_by_client_id"),
        sa.UniqueConstraint("external_id", name="uq_opportunities_external_id"),
        sqlite_strict=True,
    )
    for name in ("owner", "team", "account"):
        op.create_index(f"ix_opportunities_{name}", "opportunities", [name])
    op.create_index("ix_opportunities_status_close_date", "opportunities", ["status", "close_date"])
    _stages()
    _quotes_and_assessments()


def _stages() -> None:
    op.create_table(
        "stage_log",
        *(text(name) for name in ("opportunity", "entered", "known", "by")),
        *(text(name, null=True) for name in ("stage", "reason", "loss_reason", "lost_to", "overridden")),
        whole("number"),
        whole("retracts", null=True),
        sa.PrimaryKeyConstraint("opportunity", "number", name="pk_stage_log"),
        sa.ForeignKeyConstraint(["opportunity"], ["opportunities.id"], name="fk_stage_log_opportunity"),
        sqlite_strict=True,
    )
    op.create_index("ix_stage_log_stage_entered", "stage_log", ["stage", "entered"])


def _quotes_and_assessments() -> None:
    op.create_table(
        "opportunity_quotes",
        *(text(name) for name in ("quote", "opportunity", "at", "by")),
        sa.Column("primary", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("quote", name="pk_opportunity_quotes"),
        sa.ForeignKeyConstraint(["opportunity"], ["opportunities.id"], name="fk_opportunity_quotes_opportunity"),
        sqlite_strict=True,
    )
    op.create_index("ix_opportunity_quotes_opportunity", "opportunity_quotes", ["opportunity"])
    op.create_table(
        "assessments",
        *(text(name) for name in ("opportunity", "indicator", "value", "day", "by", "at")),
        *(text(name, null=True) for name in ("evidence", "expires")),
        whole("number"),
        sa.Column("coach_confirmed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("opportunity", "number", name="pk_assessments"),
        sa.ForeignKeyConstraint(["opportunity"], ["opportunities.id"], name="fk_assessments_opportunity"),
        sqlite_strict=True,
    )
