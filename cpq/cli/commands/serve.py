"""`cpq serve`: the HTTP API on this rulebook."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Annotated

import typer

from cpq.cli.failure import refuse
from cpq.cli.findings_view import show
from cpq.cli.language import say
from cpq.cli.opening import working, workspace_at
from cpq.cli.service_database import acting, home_of, opened
from cpq.cli.terminal import err
from cpq.kinds import load_rulebook
from cpq.platform.people.first import FirstLogin, first_login
from cpq.platform.settings import Settings, settings_of_the_environment
from cpq.rulebook.finding import Refused
from cpq.rulebook.system import why
from cpq.rulebook.text import Text
from cpq.workspace import Workspace


def serve(
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            "-w",
            help=say(
                zh="含 rules/ 的文件夹；不写则为当前位置，当前位置没有则为随附的示例公司",
                en="The folder with rules/; the present one by default, or the sample company where it has none.",
            ),
            exists=True,
            file_okay=False,
            envvar="CPQ_WORKSPACE",
        ),
    ] = None,
    host: Annotated[
        str | None, typer.Option("--host", help=say(zh="监听的地址", en="The address to listen on."))
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", help=say(zh="端口；0 为任意空闲端口", en="The port; 0 is any free one."))
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", help=say(zh="进程数", en="How many processes."))] = None,
) -> None:
    home = workspace_at(workspace) if workspace else home_of(None)
    given = {"workspace": home.root, "host": host, "port": port, "workers": workers}
    _into_environment({name: value for name, value in given.items() if value is not None})
    settings = settings_of_the_environment()
    _check(home)
    listening = _listen(settings)
    with opened(home.root) as database:
        first = acting(database, first_login)
    _announce(settings, home, listening.getsockname()[1])
    if first is not None:
        _greet(first)
    _run(settings, listening)


def _into_environment(given: dict[str, object]) -> None:
    """Processes that are begun for the service read the same settings as this one."""
    for name, value in given.items():
        os.environ[f"CPQ_{name.upper()}"] = str(value)


def _check(home: Workspace) -> None:
    """Shows every finding as `cpq check` does; ends where there is an error."""
    with working(say(zh="读取规则", en="reading the rulebook")):
        loaded = load_rulebook(home.rules, home.root)
    if loaded.rulebook is None:
        raise Refused(loaded.findings)
    show(loaded.findings, home.root, as_json=False)


def _listen(settings: Settings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        reason = why(error)
        text = Text(zh=f"无法监听：{reason.zh}", en=f"cannot be listened on: {reason.en}")
        refuse("no-port", f"{settings.host}:{settings.port}", text)


def _announce(settings: Settings, home: Workspace, port: int) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{port}"
    err.print(
        say(
            zh=f"服务已启动：{address}（规则：{home.rules}）。接口说明：{address}/openapi.json；用法见 docs/zh/how-to/api.md。按 Ctrl-C 结束。",
            en=f"serving {home.rules} at {address}. What it answers: {address}/openapi.json; how to use it: docs/how-to/api.md. "
            "Ctrl-C ends it.",
        ),
        soft_wrap=True,
    )


def _greet(first: FirstLogin) -> None:
    err.print(
        say(
            zh=f"首次登录：{first.login}，密码 {first.password}（只显示这一次；用 cpq users password {first.login} 重设）",
            en=f"first login: {first.login} with the password {first.password} (shown this once; "
            f"`cpq users password {first.login}` sets another)",
        ),
        soft_wrap=True,
    )


def _run(settings: Settings, listening: socket.socket) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from cpq.platform.connections import uvicorn_settings
    from cpq.platform.observing.processes import together

    config = uvicorn.Config("cpq.app:make", factory=True, workers=settings.workers, **uvicorn_settings(settings))
    with together(settings.workers):
        if settings.workers > 1:
            Multiprocess(config, sockets=[listening]).run()
        else:
            uvicorn.Server(config).run(sockets=[listening])
