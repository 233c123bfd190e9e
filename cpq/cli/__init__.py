"""The command line. Commands parse arguments, call the engine, and print; nothing is decided here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from cpq.cli.commands import COMMANDS
from cpq.cli.language import no_language, say, without_language

if TYPE_CHECKING:
    import typer

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""


def build(wanted: Sequence[str] = tuple(COMMANDS)) -> typer.Typer:
    """The application. Only the wanted commands are imported, for the engine takes its time; the others are there by name."""
    import typer  # late, so that Ctrl-C while it is read is answered in `main`

    from cpq.cli.flags import Command, Commands

    app = typer.Typer(
        name="cpq",
        cls=Commands,
        help=say(
            zh="配置、定价、报价：YAML 规则，金额精确可解释，中英文 PDF。",
            en="Configure, price, quote: rules in YAML, exact and explained amounts, PDF in Chinese and English.",
        ),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        epilog=say(
            zh="--lang zh|en 选择语言，可放在任何位置；CPQ_LANG 亦可。退出码：0 正常，1 有需处理之处，2 用法错误。",
            en="--lang zh|en, anywhere, chooses the language; so does CPQ_LANG. Exit codes: 0 fine, 1 findings, 2 usage.",
        ),
    )
    for name, about in COMMANDS.items():
        found = _function(name) if name in wanted else _unread
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name, cls=Commands, help=about, no_args_is_help=True)
        else:
            app.command(name=name, cls=Command, help=about)(found)
    return app


def _function(name: str) -> Callable[..., None] | typer.Typer:
    """The command, or the group of commands, in the module of its name."""
    module = name.replace("-", "_")
    return getattr(import_module(f"cpq.cli.commands.{module}"), module)


def _unread() -> None:
    """Stands for a command in the list of commands."""


def main() -> None:
    """Run the command line; nothing but a message reaches the user, whatever happens."""
    try:
        sys.exit(_run())
    except KeyboardInterrupt:  # while modules are read; inside a command the command line library answers it alike
        sys.exit(INTERRUPTED)


def _run() -> int:
    from cpq.cli.guard import guarded

    wrong = no_language(sys.argv[1:])
    if wrong is not None:
        sys.stderr.write(
            say(zh=f"--lang: 语言是 zh 或 en，不是“{wrong}”\n", en=f'--lang: a language is zh or en, not "{wrong}"\n')
        )
        return 2
    arguments = without_language(sys.argv[1:])
    completing = "_CPQ_COMPLETE" in os.environ
    app = build(tuple(COMMANDS) if completing else [word for word in arguments if word in COMMANDS][:1])
    debug = bool(os.environ.get("CPQ_DEBUG"))
    return guarded(lambda: app(arguments, prog_name="cpq"), debug=debug)
