"""Leads with campaigns, forms, events, assignments and conversions; files that are imported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _campaigns()
    _campaign_costs()
    _leads()
    _lead_forms()
    _lead_events()
    _lead_scores()
    _lead_assignments()
    _lead_claims()
    _lead_conversions()
    _imports()
    _import_errors()
    _imported_rows()


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("budget", WHOLE, nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("created_by", "client_id", name="uq_campaigns_created_by_client_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_campaigns_owner", "campaigns", ["owner"])
    op.create_index("ix_campaigns_team", "campaigns", ["team"])


def _campaign_costs() -> None:
    op.create_table(
        "campaign_costs",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name="fk_campaign_costs_campaign"),
        sa.PrimaryKeyConstraint("campaign", "day", name="pk_campaign_costs"),
        sqlite_strict=True,
    )


def _leads() -> None:
    op.create_table(
        "leads",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("company_key", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_extension", sa.Text(), nullable=True),
        sa.Column("phone_home", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("size", WHOLE, nullable=True),
        sa.Column("credit_code", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("consent", sa.Integer(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_at", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("pool", sa.Text(), nullable=False),
        sa.Column("assigned_at", sa.Text(), nullable=True),
        sa.Column("due_at", sa.Text(), nullable=True),
        sa.Column("responded_at", sa.Text(), nullable=True),
        sa.Column("active_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_leads"),
        sa.UniqueConstraint("created_by", "client_id", name="uq_leads_created_by_client_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_leads_campaign", "leads", ["campaign"])
    op.create_index("ix_leads_company_key", "leads", ["company_key"])
    op.create_index("ix_leads_credit_code", "leads", ["credit_code"])
    op.create_index("ix_leads_email_key", "leads", ["email_key"])
    op.create_index("ix_leads_owner", "leads", ["owner"])
    op.create_index("ix_leads_phone", "leads", ["phone"])
    op.create_index("ix_leads_pool_active_at", "leads", ["pool", "active_at"])
    op.create_index("ix_leads_state_due_at", "leads", ["state", "due_at"])
    op.create_index("ix_leads_team", "leads", ["team"])


def _lead_forms() -> None:
    op.create_table(
        "lead_forms",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name="fk_lead_forms_campaign"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_forms"),
        sqlite_strict=True,
    )


def _lead_events() -> None:
    op.create_table(
        "lead_events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("external", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("known_at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lead"], ["leads.id"], name="fk_lead_events_lead"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_events"),
        sa.UniqueConstraint("lead", "external", name="uq_lead_events_lead_external"),
        sqlite_strict=True,
    )
    op.create_index("ix_lead_events_lead_at", "lead_events", ["lead", "at"])


def _lead_scores() -> None:
    op.create_table(
        "lead_scores",
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("set", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["lead"], ["leads.id"], name="fk_lead_scores_lead"),
        sa.PrimaryKeyConstraint("lead", "number", name="pk_lead_scores"),
        sqlite_strict=True,
    )


def _lead_assignments() -> None:
    op.create_table(
        "lead_assignments",
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("pool", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["lead"], ["leads.id"], name="fk_lead_assignments_lead"),
        sa.PrimaryKeyConstraint("lead", "number", name="pk_lead_assignments"),
        sqlite_strict=True,
    )
    op.create_index("ix_lead_assignments_owner_at", "lead_assignments", ["owner", "at"])


def _lead_claims() -> None:
    op.create_table(
        "lead_claims",
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user", "day", "number", name="pk_lead_claims"),
        sqlite_strict=True,
    )


def _lead_conversions() -> None:
    op.create_table(
        "lead_conversions",
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("opportunity", sa.Text(), nullable=True),
        sa.Column("matched_by", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lead"], ["leads.id"], name="fk_lead_conversions_lead"),
        sa.PrimaryKeyConstraint("lead", name="pk_lead_conversions"),
        sa.UniqueConstraint("opportunity", name="uq_lead_conversions_opportunity"),
        sqlite_strict=True,
    )


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.Column("created", WHOLE, nullable=False),
        sa.Column("changed", WHOLE, nullable=False),
        sa.Column("same", WHOLE, nullable=False),
        sa.Column("failed", WHOLE, nullable=False),
        sa.Column("job", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sqlite_strict=True,
    )
    op.create_index("ix_imports_digest", "imports", ["digest"])
    op.create_index("ix_imports_owner", "imports", ["owner"])


def _import_errors() -> None:
    op.create_table(
        "import_errors",
        sa.Column("import", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("row", WHOLE, nullable=False),
        sa.Column("column", sa.Text(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import"], ["imports.id"], name="fk_import_errors_import"),
        sa.PrimaryKeyConstraint("import", "number", name="pk_import_errors"),
        sqlite_strict=True,
    )


def _imported_rows() -> None:
    op.create_table(
        "imported_rows",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_imported_rows"),
        sqlite_strict=True,
    )
    op.create_index("ix_imported_rows_record", "imported_rows", ["record"])
