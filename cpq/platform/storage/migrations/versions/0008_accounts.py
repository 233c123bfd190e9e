"""Accounts and contacts, power maps, plans, and what registers of companies say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _records(name: str, *columns: sa.schema.SchemaItem) -> None:
    """A table of records with its own columns."""
    op.create_table(
        name,
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
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("created_by", "client_id", name=f"uq_{name}_created_by_client_id"),
        sqlite_strict=True,
    )
    op.create_index(f"ix_{name}_owner", name, ["owner"])
    op.create_index(f"ix_{name}_team", name, ["team"])


def upgrade() -> None:
    _records(
        "accounts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("credit_code", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("size", WHOLE, nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("lifecycle", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
    )
    op.create_index("ix_accounts_credit_code", "accounts", ["credit_code"])
    op.create_index("ix_accounts_name", "accounts", ["name"])
    op.create_index("ix_accounts_parent", "accounts", ["parent"])
    unmerged = sa.text("merged_into IS NULL")
    op.create_index(
        "uq_accounts_customer", "accounts", ["customer"], unique=True, sqlite_where=unmerged, postgresql_where=unmerged
    )
    _records(
        "contacts",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("phones", sa.Text(), nullable=False),
        sa.Column("emails", sa.Text(), nullable=False),
        sa.Column("reports_to", sa.Text(), nullable=True),
        sa.Column("birthday", sa.Text(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_contacts_account"),
    )
    op.create_index("ix_contacts_account", "contacts", ["account"])
    _records(
        "power_maps",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("opportunity", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("edges", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_power_maps_account"),
    )
    op.create_index("ix_power_maps_account", "power_maps", ["account"])
    op.create_index("ix_power_maps_opportunity", "power_maps", ["opportunity"])
    _records(
        "plans",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("map", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("coverage", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_plans_account"),
    )
    op.create_index("ix_plans_account", "plans", ["account"])
    op.create_table(
        "companies",
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("credit_code", name="pk_companies"),
        sqlite_strict=True,
    )
