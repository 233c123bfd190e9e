"""Activities, tasks, what they are about, and which drafts have come."""

from __future__ import annotations

from sqlalchemy import Index

from cpq.platform.records.tables import record_columns, record_constraints
from cpq.platform.storage.columns import Document, Instant, Whole, Word
from cpq.platform.storage.tables import column, table

ACTIVITIES = table(
    "activities",
    *record_columns(),
    column("kind", Word),
    column("direction", Word, null=True),
    column("occurred_at", Instant),
    column("minutes", Whole, null=True),
    column("title", Word, null=True),
    column("text", Word, null=True),
    column("outcome", Word, null=True),
    column("place", Document, null=True),
    column("attendees", Document, null=True),
    *record_constraints("activities"),
)
TASKS = table(
    "tasks",
    *record_columns(),
    column("title", Word),
    column("note", Word, null=True),
    column("due_at", Instant, null=True),
    column("remind_at", Instant, null=True),
    column("priority", Word),
    column("assignee", Word),
    column("state", Word),
    column("outcome", Word, null=True),
    column("closed_at", Instant, null=True),
    column("reminded_for", Instant, null=True),
    *record_constraints("tasks"),
    Index("ix_tasks_state_due_at", "state", "due_at"),
)
"""`owner` is always the assignee. `reminded_for` is the moment for which somebody was reminded last."""
ABOUT = table(
    "activity_subjects",
    column("item", Word, primary_key=True),
    column("subject", Word, primary_key=True),
    Index("ix_activity_subjects_subject", "subject"),
)
"""What an activity or a task is about: ids of leads, accounts, contacts, opportunities, quotes, orders, invoices."""
DRAFTS = table(
    "drafts",
    column("caller", Word, primary_key=True),
    column("id", Word, primary_key=True),
    column("digest", Word),
    column("record", Word),
    column("version", Whole),
    column("at", Instant),
)
"""The drafts that are taken: `id` is the phone's, `digest` tells whether one that comes again says the same."""
