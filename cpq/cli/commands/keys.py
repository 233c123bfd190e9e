"""`cpq keys`: keys for other systems."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import select

from cpq.cli.flags import Command
from cpq.cli.given import given_as
from cpq.cli.language import say
from cpq.cli.listing_view import listing
from cpq.cli.options import JsonOption, ServiceOption
from cpq.cli.service_database import acting, opened
from cpq.cli.terminal import out, print_json
from cpq.platform.people.model import Key, KeyGiven
from cpq.platform.people.service import make_key, revoke_key
from cpq.platform.people.tables import KEYS
from cpq.platform.storage.reading import read_as
from cpq.quote_json import plain

keys = typer.Typer()


@keys.command(cls=Command, help=say(zh="新建密钥，只显示这一次", en="Make a key; it is shown this once."))
def add(
    name: Annotated[str, typer.Argument(help=say(zh="用途", en="What it is for."))],
    role: Annotated[
        str, typer.Option("--role", help="rep, manager, pricing_admin, finance, integration, admin")
    ] = "integration",
    right: Annotated[
        list[str] | None, typer.Option("--right", help=say(zh="只给这些权限", en="These rights only."))
    ] = None,
    days: Annotated[int, typer.Option("--days", help=say(zh="有效天数", en="How long it is valid."))] = 365,
    workspace: ServiceOption = None,
) -> None:
    given = given_as(KeyGiven, name=name, role=role, rights=right or None, days=days)
    with opened(workspace) as database:
        made = acting(database, lambda act: make_key(act, given))
    out.print(made.secret, soft_wrap=True)


@keys.command("list", cls=Command, help=say(zh="列出密钥", en="List the keys."))
def list_(workspace: ServiceOption = None, json: JsonOption = False) -> None:
    with opened(workspace) as database:
        rows = database.read(lambda connection: connection.execute(select(KEYS).order_by(KEYS.c.id)).mappings().all())
    found = [read_as(Key, row) for row in rows]
    if json:
        print_json([plain(each) for each in found])
        return
    heads = say(zh="编号 用途 角色 到期 吊销", en="Id Name Role Expires Revoked").split()
    days = ([f"{day:%Y-%m-%d}" if day else "" for day in (each.expires_at, each.revoked_at)] for each in found)
    out.print(listing(heads, ([each.id, each.name, each.role, *two] for each, two in zip(found, days, strict=True))))


@keys.command(cls=Command, help=say(zh="吊销密钥", en="Revoke a key."))
def revoke(
    id: Annotated[str, typer.Argument(help=say(zh="密钥编号", en="The key's id."))], workspace: ServiceOption = None
) -> None:
    with opened(workspace) as database:
        acting(database, lambda act: revoke_key(act, id))
