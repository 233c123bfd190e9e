"""`cpq tasks`: what people have to do today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Connection

from cpq.activities.store.rows import due_by, task_views
from cpq.activities.views import TaskView
from cpq.api.subjects import SUBJECTS
from cpq.cli.flags import Command
from cpq.cli.language import say
from cpq.cli.listing_view import listing
from cpq.cli.options import JsonOption, ServiceOption
from cpq.cli.service_database import opened
from cpq.cli.terminal import out, print_json
from cpq.platform.people.service import user_named
from cpq.platform.people.store import caller_of_owner
from cpq.platform.settings import settings_of_the_environment
from cpq.quote_json import plain

tasks = typer.Typer()
_PRIORITIES = {
    "low": say(zh="低", en="low"),
    "normal": say(zh="普通", en="normal"),
    "high": say(zh="高", en="high"),
}


@tasks.command(
    cls=Command,
    help=say(
        zh="一名用户今天的任务：逾期的、今天到期的、今天提醒的",
        en="What somebody has to do today: what is late, due today, or to be reminded of today.",
    ),
)
def today(
    user: Annotated[str, typer.Option("--user", help=say(zh="登录名", en="The login."))],
    workspace: ServiceOption = None,
    json: JsonOption = False,
) -> None:
    zone, now = ZoneInfo(settings_of_the_environment().time_zone), datetime.now(UTC)
    end = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)

    def look(connection: Connection) -> tuple[Sequence[TaskView], dict[str, str]]:
        id = user_named(connection, user).id
        found = task_views(connection, due_by(connection, id, end), now)
        return found, _named(connection, id, {each for task in found for each in task.subjects})

    with opened(workspace) as database:
        found, names = database.read(look)
    if json:
        print_json([plain(each) for each in found])
    elif not found:
        out.print(say(zh="今天没有任务", en="nothing is to be done today"))
    else:
        out.print(
            listing(say(zh="时间 优先级 任务 对象", en="When Priority Task About").split(), _rows(found, names, zone))
        )


def _rows(found: Sequence[TaskView], names: dict[str, str], zone: ZoneInfo) -> list[list[str]]:
    return [
        [
            _when(each, zone),
            _PRIORITIES[each.priority],
            each.title,
            ", ".join(names.get(id, id) for id in each.subjects),
        ]
        for each in found
    ]


def _when(task: TaskView, zone: ZoneInfo) -> str:
    moment = task.due_at or task.remind_at
    shown = "" if moment is None else f"{moment.astimezone(zone):%m-%d %H:%M}"
    return f"{shown} {say(zh='逾期', en='late')}" if task.late else shown


def _named(connection: Connection, user: str, ids: set[str]) -> dict[str, str]:
    """The numbers and names of the records that the user sees."""
    caller = caller_of_owner(connection, user)
    named: dict[str, str] = {}
    for id in ids:
        kind, row = SUBJECTS.of(id), None if caller is None else SUBJECTS.row(connection, caller, id)
        if kind is not None and row is not None:
            named[id] = row[kind.title]
    return named


@tasks.callback()
def _group() -> None:
    """A group, though it has one command yet."""
