"""Leads and imports in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from cpq.cli.language import read, say
from cpq.cli.listing_view import listing
from cpq.cli.terminal import err
from cpq.leads.states import LABELS
from cpq.leads.views import LeadView
from cpq.platform.imports.views import ImportPreview, ImportView


@contextmanager
def progress(total: int, done: int, *, quiet: bool) -> Generator[Callable[[int], None]]:
    """A bar of rows done of all, on standard error; what is told how many are done."""
    columns = (TextColumn(say(zh="导入", en="Importing")), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=quiet, transient=False) as bar:
        task = bar.add_task("rows", total=total, completed=done)
        yield lambda position: bar.update(task, completed=position)


def preview(shown: ImportPreview) -> RenderableType:
    """The first rows: what they become, or what is wrong in them."""
    heads = say(zh="行 结果 内容", en="Row Result Content").split()
    return listing(
        heads,
        (
            _previewed(each.row, each.becomes, [(e.column, read(e.text)) for e in each.errors], each.before)
            for each in shown.rows
        ),
    )


def _previewed(
    row: int, becomes: Mapping[str, object], errors: Sequence[tuple[str | None, str]], before: bool
) -> list[str]:
    if errors:
        return [
            str(row),
            say(zh="有误", en="wrong"),
            "; ".join(f"{column}: {text}" if column else text for column, text in errors),
        ]
    result = say(zh="已导入过", en="known") if before else say(zh="新", en="new")
    return [
        str(row),
        result,
        ", ".join(f"{name}={value}" for name, value in becomes.items() if not isinstance(value, dict)),
    ]


def outcome(done: ImportView) -> str:
    """What an import came to, in one sentence."""
    if done.problem is not None:
        return read(done.problem)
    return say(
        zh=f"{done.position}/{done.total} 行：新增 {done.created}，更新 {done.changed}，无变化 {done.same}，有误 {done.failed}（{done.id}）",
        en=f"{done.position} of {done.total} rows: {done.created} new, {done.changed} changed, {done.same} the same, {done.failed} wrong ({done.id})",
    )


def table(found: Sequence[LeadView]) -> Table:
    """Leads in a table."""
    heads = say(zh="编号 公司 姓名 电话 状态 应响应", en="Id Company Name Phone State Due").split()
    return listing(heads, (_row(each) for each in found))


def _row(lead: LeadView) -> list[str]:
    due = "" if lead.due_at is None else f"{lead.due_at:%Y-%m-%d %H:%M}Z{'!' if lead.overdue else ''}"
    return [lead.id, lead.company or "", lead.name or "", lead.phone or "", read(LABELS[lead.state]), due]
