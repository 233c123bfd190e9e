"""`cpq accounts`: customers as companies, from every side."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cpq.accounts.given import AccountQuery, RfmQuery
from cpq.accounts.given_of_maps import PowerMapQuery
from cpq.accounts.registry import companies
from cpq.accounts.service.backfill import backfill
from cpq.accounts.store.companies import import_companies
from cpq.accounts.store.maps import PowerMapView, drawn, power_map, power_maps
from cpq.accounts.store.reading import accounts as listed
from cpq.accounts.store.segments import segments
from cpq.cli.failure import refuse
from cpq.cli.flags import Command
from cpq.cli.given import given_as
from cpq.cli.language import LOCALE, read, say
from cpq.cli.listing_view import listing
from cpq.cli.options import JsonOption, ServiceOption
from cpq.cli.overview_view import overview_view
from cpq.cli.service_database import acting, home_of, opened, rulebook_of
from cpq.cli.terminal import out, print_json
from cpq.cli.writing import write_all
from cpq.overviews.overview import overview
from cpq.overviews.page import page
from cpq.platform.people.caller import SYSTEM
from cpq.platform.storage.database import Database
from cpq.quote_json import plain
from cpq.rulebook.system import why
from cpq.rulebook.text import Text

accounts = typer.Typer()

IdArgument = Annotated[str, typer.Argument(help=say(zh="客户编号，acc_…", en="The account's id, acc_…"))]
LARGEST_FILE = 100_000_000
MOST_PICTURES = 3


@accounts.command("list", cls=Command, help=say(zh="列出客户，新的在前", en="List accounts, the newest first."))
def list_(
    words: Annotated[str | None, typer.Argument(help=say(zh="名称的一部分", en="A part of the name."))] = None,
    limit: Annotated[int, typer.Option("--limit", help=say(zh="最多几个", en="How many at most."))] = 50,
    workspace: ServiceOption = None,
    json: JsonOption = False,
) -> None:
    asked = given_as(AccountQuery, q=words, limit=limit)
    with opened(workspace) as database:
        found, _ = database.read(lambda connection: listed(connection, SYSTEM, asked))
    if json:
        print_json([plain(each) for each in found])
        return
    heads = say(zh="编号 名称 生命周期 规则客户 行业", en="Id Name Life Customer Industry").split()
    out.print(
        listing(
            heads, ([each.id, each.name, each.lifecycle, each.customer or "", each.industry or ""] for each in found)
        )
    )


@accounts.command(
    cls=Command,
    help=say(
        zh="按最近、次数、金额为客户分群", en="Part customers by how recently, how often and for how much they bought."
    ),
)
def rfm(
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help=say(zh="统计到哪天，默认今天", en="Up to which day; today by default.")),
    ] = None,
    segment: Annotated[
        str | None,
        typer.Option("--segment", help=say(zh="只列这一群，例如 champion", en="One segment, such as champion.")),
    ] = None,
    workspace: ServiceOption = None,
    json: JsonOption = False,
) -> None:
    asked = given_as(RfmQuery, as_of=as_of, segment=segment, limit=200)
    day = asked.as_of or datetime.now(UTC).date()
    with opened(workspace) as database:
        rulebook = rulebook_of(database, home_of(workspace))
        found = database.read(lambda connection: segments(connection, SYSTEM, rulebook, asked, day))
    if json:
        print_json(plain(found))
        return
    heads = say(zh="客户 名称 代码 分群 最近 订单数 金额", en="Customer Name Code Segment Last Orders Amount").split()
    rows = (
        [
            each.customer,
            each.name or "",
            each.code,
            read(each.segment_name),
            str(each.last),
            str(each.orders),
            f"{each.amount:,f} {found.currency}",
        ]
        for each in found.items
    )
    out.print(listing(heads, rows))
    out.print(_left_out(found.customers, found.without_customer, found.without_rate), soft_wrap=True)


def _left_out(customers: int, nameless: int, unpriced: int) -> str:
    return say(
        zh=f"{customers} 个客户；未计入：{nameless} 份订单不属于规则客户，{unpriced} 份缺汇率",
        en=f"{customers} customers; not counted: {nameless} orders of no customer of the rulebook, {unpriced} without an exchange rate",
    )


@accounts.command(
    cls=Command,
    help=say(zh="一个客户的 360° 视图；可写成单个 HTML 文件", en="An account from every side; as one HTML file, too."),
)
def report(
    id: IdArgument,
    html: Annotated[Path | None, typer.Option("--html", help=say(zh="写入的文件", en="The file to write."))] = None,
    workspace: ServiceOption = None,
    json: JsonOption = False,
) -> None:
    with opened(workspace) as database:
        rulebook, now = rulebook_of(database, home_of(workspace)), datetime.now(UTC)
        view = database.read(lambda connection: overview(connection, SYSTEM, rulebook, id, now))
        pictures = _pictures(database, id) if html is not None else []
    if html is not None:
        (written,) = write_all([(html, page(view, LOCALE, pictures).encode())])
        out.print(str(written), soft_wrap=True)
    elif json:
        print_json(plain(view))
    else:
        out.print(overview_view(view))


def _pictures(database: Database, account: str) -> list[str]:
    asked = given_as(PowerMapQuery, account=account, limit=MOST_PICTURES)
    found, _ = database.read(lambda connection: power_maps(connection, SYSTEM, asked))
    return [drawn(_map(database, each.id), LOCALE) for each in found]


def _map(database: Database, id: str) -> PowerMapView:
    return database.read(lambda connection: power_map(connection, SYSTEM, id))


@accounts.command(cls=Command, help=say(zh="把权力地图画成 SVG", en="Draw a power map as SVG."))
def picture(
    id: Annotated[str, typer.Argument(help=say(zh="权力地图编号，map_…", en="The map's id, map_…"))],
    file: Annotated[Path, typer.Argument(help=say(zh="写入的文件", en="The file to write."))],
    workspace: ServiceOption = None,
) -> None:
    with opened(workspace) as database:
        view = _map(database, id)
    (written,) = write_all([(file, drawn(view, LOCALE).encode())])
    out.print(str(written), soft_wrap=True)


@accounts.command(
    cls=Command,
    help=say(
        zh="导入工商信息（CSV），供补全客户使用",
        en="Import what a register of companies says (CSV), to fill accounts from.",
    ),
)
def registry(
    file: Annotated[Path, typer.Argument(help=say(zh="CSV 文件", en="The CSV file."), exists=True, dir_okay=False)],
    workspace: ServiceOption = None,
) -> None:
    found = companies(_text(file), file.name)
    with opened(workspace) as database:
        kept = acting(database, lambda act: import_companies(act, found, file.name))
    out.print(say(zh=f"已导入 {kept} 家企业", en=f"{kept} companies imported"))


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE:
            refuse("too-large", str(file), Text(zh="文件过大，请分成几个", en="the file is too large; split it"))
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        refuse("encoding", str(file), Text(zh="文件须为 UTF-8 编码", en="the file has to be in UTF-8"))
    except OSError as error:
        reason = why(error)
        refuse("unreadable", str(file), Text(zh=f"无法读取：{reason.zh}", en=f"cannot be read: {reason.en}"))


@accounts.command(
    cls=Command, help=say(zh="由工商信息补全一个客户", en="Fill an account from what registers of companies say.")
)
def fill(id: IdArgument, workspace: ServiceOption = None, json: JsonOption = False) -> None:
    with opened(workspace) as database:
        found = acting(database, lambda act: backfill(act, id))
    if json:
        print_json(plain(found))
        return
    if found.registry is None:
        out.print(say(zh="没有登记信息", en="no register knows it"))
        return
    taken, offered = ", ".join(found.taken) or "—", ", ".join(found.offered) or "—"
    out.print(
        say(
            zh=f"来源 {found.registry}；已补全：{taken}；与人工确认的值不同，仅供参考：{offered}",
            en=f"from {found.registry}; taken: {taken}; offered against what a person confirmed: {offered}",
        ),
        soft_wrap=True,
    )
