"""What was done with an account and its people: calls, visits, mails, meetings."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import or_, select

from cpq.accounts.tables import CONTACTS
from cpq.activities.store.rows import seen
from cpq.activities.tables import ABOUT, ACTIVITIES
from cpq.overviews.block import columns
from cpq.overviews.section import MOST, Asked, Section, Told
from cpq.platform.people.rights import Right
from cpq.platform.records.masking import masked_inside, sees_phones
from cpq.rulebook.text import Text

KINDS: Mapping[str, Text] = {
    "call": Text(zh="电话", en="call"),
    "visit": Text(zh="拜访", en="visit"),
    "mail": Text(zh="邮件", en="mail"),
    "note": Text(zh="记录", en="note"),
    "meeting": Text(zh="会议", en="meeting"),
}


def interactions(asked: Asked) -> Told:
    """The newest activities about the account or somebody there. Numbers in them are masked as those of the records are."""
    people = select(CONTACTS.c.id).where(CONTACTS.c.account == asked.row["id"])
    about = select(ABOUT.c.item).where(or_(ABOUT.c.subject == asked.row["id"], ABOUT.c.subject.in_(people)))
    query = select(ACTIVITIES).where(
        ACTIVITIES.c.id.in_(about), ACTIVITIES.c.merged_into.is_(None), seen(asked.caller, ACTIVITIES)
    )
    newest = query.order_by(ACTIVITIES.c.occurred_at.desc(), ACTIVITIES.c.id.desc()).limit(MOST + 1)
    found = asked.connection.execute(newest).mappings().all()
    heads = columns(
        ("at", "时间", "When"), ("kind", "方式", "How"), ("title", "主题", "About"), ("outcome", "结果", "Outcome")
    )
    rows = tuple(
        {
            "at": row["occurred_at"],
            "kind": KINDS.get(row["kind"], Text.same(row["kind"])),
            **{
                name: row[name] if sees_phones(asked.caller, row) else str(masked_inside(row[name] or "")) or None
                for name in ("title", "outcome")
            },
        }
        for row in found[:MOST]
    )
    source = Text(zh="活动记录，新的在前", en="activities, newest first")
    return Told(source, None, (), heads, rows, len(found) > MOST)


INTERACTIONS = Section("interactions", Text(zh="往来", en="Interactions"), Right.SALES_READ, interactions)
