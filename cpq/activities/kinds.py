"""Activities and tasks as kinds of records."""

from __future__ import annotations

from cpq.activities.tables import ACTIVITIES, TASKS
from cpq.platform.records.store import Kind
from cpq.rulebook.text import Text

ACTIVITY = Kind(
    "activity",
    ACTIVITIES,
    "act",
    Text(zh="往来记录", en="activity"),
    ("kind", "occurred_at", "direction", "minutes", "title", "text", "outcome", "place", "attendees"),
)
TASK = Kind(
    "task",
    TASKS,
    "tsk",
    Text(zh="任务", en="task"),
    ("title", "note", "due_at", "remind_at", "priority", "assignee", "state", "outcome"),
)
