"""`cpq users`: who may sign in."""

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
from cpq.platform.act import Act
from cpq.platform.people.model import User, UserChanged, UserGiven
from cpq.platform.people.secrets import hashed, new_password
from cpq.platform.people.service import changed_user, new_user, user_named
from cpq.platform.people.tables import USERS
from cpq.platform.storage.reading import read_as
from cpq.quote_json import plain

users = typer.Typer()

LoginArgument = Annotated[str, typer.Argument(help=say(zh="登录名", en="The login."))]


@users.command(cls=Command, help=say(zh="新增用户，并显示其初始密码", en="Add a user, and show the first password."))
def add(
    login: LoginArgument,
    name: Annotated[str, typer.Option("--name", help=say(zh="姓名", en="As others read it."))] = "",
    role: Annotated[
        str,
        typer.Option("--role", help="rep, manager, pricing_admin, finance, integration, admin"),
    ] = "rep",
    team: Annotated[str | None, typer.Option("--team", help=say(zh="团队编号", en="The id of a team."))] = None,
    approver: Annotated[
        str | None, typer.Option("--approver", help=say(zh="审批级别", en="Their level among the approvers."))
    ] = None,
    workspace: ServiceOption = None,
) -> None:
    password = new_password()
    given = given_as(UserGiven, login=login, name=name or login, role=role, team=team, approver=approver)
    with opened(workspace) as database:
        acting(database, lambda act: new_user(act, given, hashed(password)))
    out.print(password, soft_wrap=True)


@users.command("list", cls=Command, help=say(zh="列出用户", en="List the users."))
def list_(workspace: ServiceOption = None, json: JsonOption = False) -> None:
    with opened(workspace) as database:
        rows = database.read(
            lambda connection: connection.execute(select(USERS).order_by(USERS.c.login)).mappings().all()
        )
    found = [read_as(User, row) for row in rows]
    if json:
        print_json([plain(each) for each in found])
        return
    heads = say(zh="登录名 姓名 角色 状态", en="Login Name Role State").split()
    states = {True: say(zh="可登录", en="active"), False: say(zh="已停用", en="shut out")}
    out.print(listing(heads, ([each.login, each.name, each.role, states[each.active]] for each in found)))


@users.command(
    cls=Command,
    help=say(zh="设一个新密码并显示；原有登录随之失效", en="Set a new password and show it; every sign-in ends."),
)
def password(login: LoginArgument, workspace: ServiceOption = None) -> None:
    made = new_password()
    with opened(workspace) as database:

        def work(act: Act) -> None:
            user = user_named(act.connection, login)
            changed_user(act, user.id, user.version, UserChanged(), hashed(made))

        acting(database, work)
    out.print(made, soft_wrap=True)
