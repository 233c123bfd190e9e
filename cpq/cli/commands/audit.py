"""`cpq audit`: whether the log of who did what is as it was written."""

from __future__ import annotations

import typer

from cpq.cli.failure import refuse
from cpq.cli.flags import Command
from cpq.cli.language import say
from cpq.cli.options import ServiceOption
from cpq.cli.service_database import opened
from cpq.cli.terminal import out
from cpq.platform.audit.chain import count, first_break
from cpq.rulebook.text import Text

audit = typer.Typer()


@audit.command(cls=Command, help=say(zh="逐条核验哈希链", en="Verify the chain of hashes, entry by entry."))
def verify(workspace: ServiceOption = None) -> None:
    with opened(workspace) as database:
        broken, entries = database.snapshot(lambda connection: (first_break(connection), count(connection)))
    if broken is not None:
        text = Text(
            zh="从这一条起，审计记录不再是当时写下的内容：有记录被改、被删或被截断",
            en="from this entry on the log is not what was written: entries were changed, deleted or cut off",
        )
        refuse("broken-chain", f"audit:{broken}", text)
    out.print(say(zh=f"审计链完好，共 {entries} 条", en=f"the chain is whole: {entries} entries"))


@audit.callback()
def _group() -> None:
    """A group, though it has one command yet."""
