"""Activities, tasks, drafts from phones; contracts and their amendments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _whole(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, WHOLE, nullable=null)


def _record() -> list[sa.Column[str] | sa.Column[int]]:
    return [
        _text("id"),
        _text("owner"),
        _text("team", null=True),
        _whole("version"),
        _text("provenance"),
        _text("merged_into", null=True),
        _text("client_id", null=True),
        _text("created_by"),
        _text("created_at"),
        _text("updated_at"),
    ]


def _records(name: str, *columns: sa.Column[str] | sa.Column[int]) -> None:
    op.create_table(
        name,
        *_record(),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("created_by", "client_id", name=f"uq_{name}_created_by_client_id"),
        sqlite_strict=True,
    )
    op.create_index(f"ix_{name}_owner", name, ["owner"])
    op.create_index(f"ix_{name}_team", name, ["team"])


def upgrade() -> None:
    _records(
        "activities",
        _text("kind"),
        _text("direction", null=True),
        _text("occurred_at"),
        _whole("minutes", null=True),
        _text("title", null=True),
        _text("text", null=True),
        _text("outcome", null=True),
        _text("place", null=True),
        _text("attendees", null=True),
    )
    _records(
        "tasks",
        _text("title"),
        _text("note", null=True),
        _text("due_at", null=True),
        _text("remind_at", null=True),
        _text("priority"),
        _text("assignee"),
        _text("state"),
        _text("outcome", null=True),
        _text("closed_at", null=True),
        _text("reminded_for", null=True),
    )
    op.create_index("ix_tasks_state_due_at", "tasks", ["state", "due_at"])
    op.create_table(
        "activity_subjects",
        _text("item"),
        _text("subject"),
        sa.PrimaryKeyConstraint("item", "subject", name="pk_activity_subjects"),
        sqlite_strict=True,
    )
    op.create_index("ix_activity_subjects_subject", "activity_subjects", ["subject"])
    op.create_table(
        "drafts",
        _text("caller"),
        _text("id"),
        _text("digest"),
        _text("record"),
        _whole("version"),
        _text("at"),
        sa.PrimaryKeyConstraint("caller", "id", name="pk_drafts"),
        sqlite_strict=True,
    )
    _contracts()


def _contracts() -> None:
    op.create_table(
        "contracts",
        _text("id"),
        _text("number"),
        _text("order"),
        _text("customer", null=True),
        _text("currency"),
        _text("signed"),
        _text("signatories"),
        _text("attachment", null=True),
        _text("digest", null=True),
        _whole("net"),
        _whole("tax"),
        _whole("gross"),
        _text("owner"),
        _text("team", null=True),
        _text("created_by"),
        _text("created_at"),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name="fk_contracts_order"),
        sa.PrimaryKeyConstraint("id", name="pk_contracts"),
        sa.UniqueConstraint("number", name="uq_contracts_number"),
        sa.UniqueConstraint("order", name="uq_contracts_order"),
        sqlite_strict=True,
    )
    op.create_index("ix_contracts_customer", "contracts", ["customer"])
    op.create_index("ix_contracts_signed", "contracts", ["signed"])
    op.create_table(
        "contract_amendments",
        _text("contract"),
        _whole("sequence"),
        _text("order", null=True),
        _text("signed"),
        _text("reason"),
        _text("attachment", null=True),
        _text("digest", null=True),
        _whole("net"),
        _whole("tax"),
        _whole("gross"),
        _text("created_by"),
        _text("created_at"),
        sa.ForeignKeyConstraint(["contract"], ["contracts.id"], name="fk_contract_amendments_contract"),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name="fk_contract_amendments_order"),
        sa.PrimaryKeyConstraint("contract", "sequence", name="pk_contract_amendments"),
        sa.UniqueConstraint("order", name="uq_contract_amendments_order"),
        sqlite_strict=True,
    )
