"""The reference page of the command line, from the commands' own help in both languages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[2]

DUMP = """
import json, typer
from cpq.cli import build

def parameter(each):
    option = each.param_type_name == "option"
    default = each.default
    return {
        "names": [*each.opts, *each.secondary_opts] if option else [each.metavar or each.name.upper()],
        "help": getattr(each, "help", None) or "",
        "required": each.required,
        "default": "" if default is None or callable(default) or isinstance(default, (bool, tuple)) else str(default),
        "many": each.nargs == -1 or getattr(each, "multiple", False),
        "env": getattr(each, "envvar", None) or "",
    }

def parameters(command):
    return [parameter(each) for each in command.params if each.name not in ("help", "install_completion", "show_completion")]

def flat(commands):
    for name, each in commands.items():
        inside = getattr(each, "commands", None)
        yield from ((f"{name} {under}", command) for under, command in inside.items()) if inside else [(name, each)]

app = build()
commands = dict(flat(typer.main.get_command(app).commands))
print(json.dumps({
    "epilog": app.info.epilog,
    "commands": [{"name": name, "help": each.help, "params": parameters(each)} for name, each in commands.items()],
}))
"""

INTRODUCTION = """\
# Command line · 命令行

`cpq COMMAND …`; in a checkout `./run COMMAND …`. Every command answers `--help`.

`cpq 命令 …`；在源码目录中用 `./run 命令 …`。每个命令都可加 `--help`。

Exit codes · 退出码:

| Code · 退出码 | Meaning · 含义 |
|---|---|
| 0 | fine<br>正常 |
| 1 | findings: something in the rulebook or the request must be mended; nothing was written<br>规则或请求有需处理之处，没有写入任何文件 |
| 2 | usage: unknown command or option<br>用法错误：未知的命令或选项 |
| 3 | a defect of the program<br>程序缺陷 |

Environment · 环境变量: `CPQ_LANG` (`zh`, `en`), `CPQ_WORKSPACE`, `CPQ_DEBUG=1`.
"""


def command_page() -> str:
    """The whole page."""
    english, chinese = _dumped("en"), _dumped("zh")
    parts = [INTRODUCTION.rstrip(), f"{english['epilog']}\n\n{chinese['epilog']}"]
    for en, zh in zip(english["commands"], chinese["commands"], strict=True):
        parts.append(_command(en, zh))
    return "\n\n".join(parts) + "\n"


def _dumped(language: str) -> Any:
    environment = {**os.environ, "CPQ_LANG": language, "PYTHONPATH": str(HOME)}
    arguments = [sys.executable, "-c", DUMP]
    done = subprocess.run(arguments, capture_output=True, check=True, cwd=HOME, env=environment)  # noqa: S603  our own
    return json.loads(done.stdout)


def _command(en: Any, zh: Any) -> str:
    head = f"## cpq {en['name']} {{ #{en['name'].replace(' ', '-')} }}\n\n{en['help']}\n\n{zh['help']}"
    if not en["params"]:
        return head
    rows = [_parameter(one, other) for one, other in zip(en["params"], zh["params"], strict=True)]
    return "\n".join([head, "", "| Argument · 参数 | Default · 默认 | Meaning · 含义 |", "|---|---|---|", *rows])


def _parameter(en: Any, zh: Any) -> str:
    names = ", ".join(f"`{name}`" for name in en["names"]) + (" …" if en["many"] else "")
    default = "required · 必填" if en["required"] else f"`{en['default']}`" if en["default"] else ""
    env = f" (`{en['env']}`)" if en["env"] else ""
    return f"| {names} | {default} | {en['help']}{env}<br>{zh['help']} |"
