"""`cpq opportunities`: import those of another system, list them, say what is expected."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from cpq.cli.failure import Exit, leave, misuse, unwritable
from cpq.cli.flags import Command
from cpq.cli.given import given_as
from cpq.cli.import_view import bar, import_object, show_import
from cpq.cli.language import LOCALE, say
from cpq.cli.listing_view import listing
from cpq.cli.opening import open_rulebook
from cpq.cli.options import JsonOption, ServiceOption
from cpq.cli.service_database import acting, home_of, opened
from cpq.cli.terminal import out, print_json
from cpq.opportunities.asked import ForecastQuery, OpportunityQuery
from cpq.opportunities.importing.mapping import ImportMapping
from cpq.opportunities.importing.problems_file import problems_file
from cpq.opportunities.service.import_files import Files, add_people, read_files, unknown_owners, write
from cpq.opportunities.service.sellers import owners_of
from cpq.opportunities.store import reading
from cpq.opportunities.store.forecasting import forecast_of
from cpq.platform.act import Act
from cpq.platform.people.caller import SYSTEM
from cpq.platform.storage.database import Database
from cpq.quote_json import plain
from cpq.rulebook.document import read_as
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.rulebooks.shelf import DatabaseShelf

T = TypeVar("T")
opportunities = typer.Typer()

FileArgument = Annotated[Path, typer.Argument(help=say(zh="CSV 文件", en="A CSV file."), exists=True, dir_okay=False)]


def _other(name: str, zh: str, en: str) -> object:
    return typer.Option(name, help=say(zh=zh, en=en), exists=True, dir_okay=False)


@opportunities.command(
    "import",
    cls=Command,
    help=say(
        zh="导入另一系统的商机；可反复执行，已有的不重复",
        en="Import opportunities of another system; done again, nothing is there twice.",
    ),
)
def import_(
    file: FileArgument,
    mapping: Annotated[
        Path, _other("--map", "映射文件（YAML）：哪一列是什么", "The mapping (YAML): which column is what.")
    ],
    accounts: Annotated[
        Path | None, _other("--accounts", "客户清单；据此建立客户", "The file of accounts, which are made of it.")
    ] = None,
    teams: Annotated[
        Path | None,
        _other("--teams", "销售名单；据此建立用户与团队", "The file of sellers; users and teams are made of it."),
    ] = None,
    products: Annotated[
        Path | None,
        _other("--products", "产品清单；据此核对产品名称", "The file of products; their names are checked by it."),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help=say(zh="只检查，不写入", en="Look at it, and write nothing."))
    ] = False,
    problems: Annotated[
        Path | None,
        typer.Option(
            "--problems", help=say(zh="把逐行问题写入此 CSV", en="Write what is wrong, row by row, to this CSV.")
        ),
    ] = None,
    workspace: ServiceOption = None,
    json: JsonOption = False,
) -> None:
    files = Files(file, accounts, teams, products)
    how = _mapping(mapping)
    with opened(workspace) as database:
        read = read_files(files, how, _rulebook(database, workspace))
        counted: Counter[str] = Counter()
        found = list(read.problems)
        if not preview:

            def act(work: Callable[[Act], T]) -> T:
                return acting(database, work)

            add_people(files, how, act)
            found += unknown_owners(read, database.read(owners_of))
            with bar(len(read.rows)) as progress:
                counted = write(read, files, how, act, progress)
    if problems is not None:
        _write(problems, problems_file(found, LOCALE))
    if json:
        print_json(import_object(read, found, counted))
    else:
        show_import(read, found, counted, preview=preview)
    if any(each.gravity == "refused" for each in found):
        leave(Exit.FINDINGS)


@opportunities.command(
    "list", cls=Command, help=say(zh="列出商机，新的在前", en="List opportunities, the newest first.")
)
def list_(
    status: Annotated[str | None, typer.Option("--status", help="open, won, lost")] = None,
    owner: Annotated[str | None, typer.Option("--owner", help=say(zh="负责人编号", en="The id of the owner."))] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=200, help=say(zh="最多几项", en="How many at most."))
    ] = 50,
    workspace: ServiceOption = None,
    json: JsonOption = False,
) -> None:
    asked = given_as(OpportunityQuery, status=status, owner=owner, limit=limit)
    with opened(workspace) as database:
        rulebook = _rulebook(database, workspace)
        found, _ = database.read(lambda connection: reading.opportunities(connection, SYSTEM, asked, rulebook))
    if json:
        print_json([plain(each) for each in found])
        return
    heads = say(zh="编号 名称 阶段 金额 预计成交日", en="Id Name Stage Amount Close").split()
    rows = [
        [each.id, each.name, each.stage, _amount(each.amount, each.currency), str(each.close_date or "–")]
        for each in found
    ]
    out.print(listing(heads, rows))


@opportunities.command(
    cls=Command, help=say(zh="销售预测（本位币）", en="What is expected, in the company's currency.")
)
def forecast(
    since: Annotated[str, typer.Option("--from", help=say(zh="起始日", en="The first day."))],
    until: Annotated[str, typer.Option("--to", help=say(zh="截止日", en="The last day."))],
    period: Annotated[str, typer.Option("--period", help="month, quarter, year")] = "month",
    workspace: ServiceOption = None,
    json: JsonOption = False,
) -> None:
    asked = given_as(ForecastQuery, **{"from": since, "to": until, "period": period})
    with opened(workspace) as database:
        rulebook, today = _rulebook(database, workspace), dt.datetime.now(dt.UTC).date()
        found = database.read(lambda connection: forecast_of(connection, SYSTEM, asked, rulebook, today))
    if json:
        print_json(plain(found))
        return
    heads = say(zh="周期 类别 负责人 数量 金额 加权", en="Period Category Owner Count Amount Weighted").split()
    rows = [
        [str(each.period), each.category, each.owner, str(each.opportunities), f"{each.amount:,}", f"{each.weighted:,}"]
        for each in found.rows
    ]
    out.print(listing(heads, rows))
    left = found.without_amount, found.without_rate, found.undated
    out.print(
        say(
            zh=f"{found.currency}；无金额 {left[0]}，无汇率 {left[1]}，无预计成交日 {left[2]}",
            en=f"{found.currency}; without an amount {left[0]}, without a rate {left[1]}, without a close date {left[2]}",
        )
    )


def _amount(amount: object, currency: str) -> str:
    return "–" if amount is None else f"{amount:,} {currency}"


def _rulebook(database: Database, workspace: Path | None) -> Rulebook:
    """The rulebook in force; that of the workspace where none ever was."""
    shelf = DatabaseShelf(database)
    planned = shelf.plan(dt.datetime.now(dt.UTC))
    return shelf.rulebook(planned[0].version) if planned else open_rulebook(home_of(workspace).root).rulebook


def _mapping(path: Path) -> ImportMapping:
    read = read_as(ImportMapping, path.read_bytes(), path.name)
    if read.value is None:
        raise Refused(read.findings)
    return read.value


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        misuse("--problems", Text(zh=f"{path} 已存在", en=f"{path} is there already"))
    try:
        path.write_bytes(content)
    except OSError as error:
        unwritable(path, error)
