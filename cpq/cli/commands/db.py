"""`cpq db`: the database's revision."""

from __future__ import annotations

import typer

from cpq.cli.flags import Command
from cpq.cli.language import say
from cpq.cli.options import ServiceOption
from cpq.cli.service_database import opened
from cpq.cli.terminal import out
from cpq.platform.storage.upgrading import newest, revision_of
from cpq.platform.storage.upgrading import upgrade as bring_up

db = typer.Typer()


@db.command(cls=Command, help=say(zh="升级到最新版本", en="Bring it to the newest revision."))
def upgrade(workspace: ServiceOption = None) -> None:
    with opened(workspace, upgraded=False) as database:
        before = revision_of(database)
        bring_up(database)
    out.print(f"{before or '–'} → {newest()}")


@db.command(cls=Command, help=say(zh="查看状态", en="Say how it stands."))
def status(workspace: ServiceOption = None) -> None:
    with opened(workspace, upgraded=False) as database:
        found = revision_of(database)
        shown = database.engine.url.render_as_string(hide_password=True)
    out.print(
        say(
            zh=f"{shown}：版本 {found or '–'}，最新 {newest()}",
            en=f"{shown}: revision {found or '–'}, newest {newest()}",
        ),
        soft_wrap=True,
    )
