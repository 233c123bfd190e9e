"""`cpq leads`: files of leads are looked at and imported; what waits too long is listed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy import Connection

from cpq.cli import leads_view
from cpq.cli.failure import Exit, leave, misuse, refuse, unwritable
from cpq.cli.flags import Command
from cpq.cli.given import given_as
from cpq.cli.language import say
from cpq.cli.options import JsonOption, ServiceOption
from cpq.cli.service_database import acting, home_of, opened
from cpq.cli.terminal import out, print_json
from cpq.leads.given import LeadQuery
from cpq.leads.service.importing import LeadRows
from cpq.leads.store.leads import listed
from cpq.platform.imports import errors_file, keeping, service, store
from cpq.platform.imports.given import ImportChanged, PreviewQuery, UploadQuery
from cpq.platform.imports.views import ImportPreview, ImportView
from cpq.platform.people.caller import SYSTEM
from cpq.platform.problems import Problem
from cpq.platform.settings import settings_of_the_environment
from cpq.platform.storage.database import Database
from cpq.quote_json import plain
from cpq.rulebook.system import why
from cpq.rulebook.text import Text
from cpq.rulebooks.adopting import in_force_of

leads = typer.Typer()

FileArgument = Annotated[
    Path, typer.Argument(help=say(zh="CSV 或 .xlsx 文件", en="A CSV or .xlsx file."), dir_okay=False)
]


@leads.command(
    "import",
    cls=Command,
    help=say(
        zh="导入线索文件；中断后再次运行即接着做，同一文件重复导入不产生变化",
        en="Import a file of leads. Run again after an interruption it goes on; the same file again changes nothing.",
    ),
)
def import_(
    file: FileArgument,
    map: Annotated[
        list[str] | None,
        typer.Option("--map", help=say(zh="字段=列名，可写多次", en="field=column, as often as needed.")),
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help=say(zh="只预览，不导入", en="Only look at it."))] = False,
    rows: Annotated[
        int, typer.Option("--rows", min=1, max=100, help=say(zh="预览行数", en="How many rows to look at."))
    ] = 10,
    country: Annotated[
        str, typer.Option("--country", help=say(zh="电话默认所在国家", en="Where numbers without a country code are."))
    ] = "CN",
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="utf-8-sig, gb18030, utf-16, big5, latin-1")
    ] = None,
    separator: Annotated[
        str | None, typer.Option("--separator", help=say(zh="分隔符", en="What parts the columns."))
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help=say(zh="工作表", en="The sheet of a workbook."))] = None,
    errors: Annotated[
        Path | None,
        typer.Option("--errors", help=say(zh="把错误清单写入此 CSV 文件", en="Write what is wrong to this CSV file.")),
    ] = None,
    workspace: ServiceOption = None,
    json: JsonOption = False,
) -> None:
    content = _content(file)
    given: dict[str, str] = {
        name: value for name, value in (("encoding", encoding), ("separator", separator), ("sheet", sheet)) if value
    }
    asked = given_as(UploadQuery, kind="leads", name=file.name, country=country, **given)
    mapping = _mapping(map or [])
    with opened(workspace) as database:
        target = LeadRows(in_force_of(database, home_of(workspace)).rulebook)
        try:
            id = _taken_in(database, target, asked, content, mapping)
            if preview:
                shown = _preview(database, target, id, rows)
                print_json(plain(shown)) if json else out.print(leads_view.preview(shown))
                return
            done = _run(database, target, id, quiet=json)
        except Problem as problem:
            _refuse(file, problem)
        if errors is not None:
            _write_errors(database, id, errors)
    print_json(plain(done)) if json else out.print(leads_view.outcome(done), soft_wrap=True)
    if done.failed or done.state != "done":
        leave(Exit.FINDINGS)


def _content(file: Path) -> bytes:
    """Raises `Refused` for what cannot be read or is too large, before it is read."""
    most = settings_of_the_environment().most_import_bytes
    try:
        if file.stat().st_size > most:
            text = Text(
                zh=f"文件有 {file.stat().st_size:,} 字节，至多 {most:,}；请拆成几份（或调高 CPQ_MOST_IMPORT_BYTES）",
                en=f"the file has {file.stat().st_size:,} bytes, at most {most:,} are allowed; split it, or raise CPQ_MOST_IMPORT_BYTES",
            )
            refuse("too-large", str(file), text)
        return file.read_bytes()
    except OSError as error:
        reason = why(error)
        refuse("unreadable", str(file), Text(zh=f"无法读取：{reason.zh}", en=f"cannot be read: {reason.en}"))


def _mapping(written: list[str]) -> dict[str, str] | None:
    pairs = [each.partition("=") for each in written]
    for field, sign, head in pairs:
        if not (field and sign and head):
            misuse("--map", Text(zh="写成 字段=列名，例如 phone=手机", en="write field=column, such as phone=Mobile"))
    return {field.strip(): head.strip() for field, _, head in pairs} or None


def _taken_in(
    database: Database, target: LeadRows, asked: UploadQuery, content: bytes, mapping: dict[str, str] | None
) -> str:
    """The import of the file: one that was interrupted, or a new one."""
    layout = service.read_file(content, service.wish_of(asked))
    going = database.read(
        lambda connection: store.unfinished(connection, target.kind, service.digest_of(content), SYSTEM.id)
    )
    id = going["id"] if going else acting(database, lambda act: service.add(act, target, asked, content, layout))
    row = database.read(lambda connection: store.found(connection, SYSTEM, id))
    if row["state"] == "ready":
        wished = ImportChanged(mapping=mapping if mapping is not None else row["mapping"], country=asked.country)
        acting(database, lambda act: service.change(act, target, row, wished, row["version"], layout))
    return str(id)


def _preview(database: Database, target: LeadRows, id: str, rows: int) -> ImportPreview:
    def look(connection: Connection) -> ImportPreview:
        return service.preview(connection, target, store.found(connection, SYSTEM, id), PreviewQuery(rows=rows))

    return database.read(look)


def _run(database: Database, target: LeadRows, id: str, *, quiet: bool) -> ImportView:
    row = database.read(lambda connection: store.found(connection, SYSTEM, id))
    acting(database, lambda act: service.begin(act, target, row))
    with leads_view.progress(row["total"], row["position"], quiet=quiet) as watch:
        keeping.finish(database, {target.kind: target}, id, watch=watch)
    return database.read(lambda connection: store.view(store.found(connection, SYSTEM, id), target))


def _write_errors(database: Database, id: str, path: Path) -> None:
    found = database.read(lambda connection: store.every_error(connection, id))
    try:
        path.write_bytes(errors_file.heads() + errors_file.lines(found))
    except OSError as error:
        unwritable(path, error)


def _refuse(file: Path, problem: Problem) -> NoReturn:
    first = problem.errors[0] if problem.errors else None
    refuse(first.code if first else problem.kind.type, str(file), first.text if first else problem.detail)


@leads.command("list", cls=Command, help=say(zh="列出线索，新的在前", en="List leads, the newest first."))
def list_(
    state: Annotated[
        str | None,
        typer.Option("--state", help="new, assigned, contacted, qualified, disqualified, converted, recycled"),
    ] = None,
    overdue: Annotated[
        bool,
        typer.Option("--overdue", help=say(zh="只列超时未响应的", en="Only those that nobody responded to in time.")),
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=200)] = 50,
    workspace: ServiceOption = None,
    json: JsonOption = False,
) -> None:
    asked = given_as(LeadQuery, state=state, overdue=True if overdue else None, limit=limit)
    with opened(workspace) as database:
        found, _ = database.read(lambda connection: listed(connection, SYSTEM, asked, datetime.now(UTC)))
    print_json([plain(each) for each in found]) if json else out.print(leads_view.table(found))
