"""Pages that are run: the files they show are written, the commands they show are given, the outputs they show are compared.

A page has blocks of two kinds. A block with `title="rules/x.yaml"` is that file. A `console` block has commands after `$ ` and below each what
it answers, on stdout or stderr. A page starts in a copy of `docs/example`; one with `start: empty` in its front matter in an empty folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import join
from tempfile import TemporaryDirectory

from docs.generator.warm import warm_cpq

DOCS = Path(__file__).resolve().parents[1]
BLOCK = re.compile(
    r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?[^\n]*\n(?P<body>.*?)^```$', re.MULTILINE | re.DOTALL
)
END = "<end of the command's output>"


@dataclass(frozen=True, slots=True)
class FileBlock:
    """A file that the reader writes."""

    path: str
    content: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what the page says that it answers."""

    text: str
    output: str


Step = FileBlock | Command


def runnable_pages() -> list[Path]:
    """The tutorial and the how-to pages, in both languages."""
    names = [
        "tutorial.md",
        "explanation/waterfall.md",
        *(f"how-to/{page.name}" for page in sorted((DOCS / "how-to").glob("*.md"))),
    ]
    return [folder / name for folder in (DOCS, DOCS / "zh") for name in names if name != "how-to/index.md"]


def steps_of(text: str) -> list[Step]:
    """The blocks of a page that mean something, in order."""
    return [step for found in BLOCK.finditer(text) for step in _steps(found)]


def _steps(found: re.Match[str]) -> Iterator[Step]:
    if found["title"]:
        yield FileBlock(found["title"], found["body"])
    elif found["kind"] == "console":
        for part in re.split(r"^\$ ", found["body"], flags=re.MULTILINE)[1:]:
            text, _, output = part.partition("\n")
            yield Command(text, output)


def answers(page: Path, steps: Sequence[Step]) -> list[str]:
    """What each command of a page really answers, in a new folder."""
    with TemporaryDirectory() as scratch:
        folder, tools = Path(scratch, "work"), Path(scratch, "tools")
        _prepare(page, folder, tools)
        environment = _environment(page, scratch, tools)
        script = Path(tools, "page.sh")
        script.write_text("\n".join(_script(steps, tools)) + "\n", "utf-8")
        done = subprocess.run(  # noqa: S603  the commands of our own pages
            ["/bin/bash", str(script)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return [_trimmed(output) for output in done.stdout.decode("utf-8").split(END + "\n")[:-1]]


def _prepare(page: Path, folder: Path, tools: Path) -> None:
    tools.mkdir()
    if "start: empty" in page.read_text("utf-8").partition("\n# ")[0]:
        folder.mkdir()
    else:
        shutil.copytree(DOCS / "example", folder)
    command = tools / "cpq"
    command.write_text(f'#!/bin/sh\nexec {join(warm_cpq())} "$@"\n', "utf-8")
    command.chmod(0o755)
    (tools / "python").write_text(f'#!/bin/sh\nexec {join([sys.executable])} "$@"\n', "utf-8")
    (tools / "python").chmod(0o755)


def _environment(page: Path, home: str, tools: Path) -> dict[str, str]:
    language = "zh" if page.is_relative_to(DOCS / "zh") else "en"
    path = f"{tools}:{os.environ.get('PATH', '')}"
    return {
        "PATH": path,
        "HOME": home,
        "LANG": "C.UTF-8",
        "CPQ_LANG": language,
        "PYTHONPATH": str(DOCS.parent),
        "PYTHONUTF8": "1",
    }


def _script(steps: Sequence[Step], tools: Path) -> Iterator[str]:
    """Files at their turn, commands one by one; `$?` is the exit code of the command before."""
    yield "status=0"
    for number, step in enumerate(steps):
        match step:
            case FileBlock(path, content):
                (tools / f"file-{number}").write_text(content, "utf-8")
                yield f'mkdir -p "$(dirname "{path}")" && cp "{tools}/file-{number}" "{path}"'
            case Command(text):
                yield f'(exit $status)\n{text}\nstatus=$?\necho "{END}"'


def _trimmed(output: str) -> str:
    """Tables end in spaces that nobody sees."""
    return "".join(line.rstrip() + "\n" for line in output.splitlines())


def refresh(page: Path) -> None:
    """Write what the commands answer into the page."""
    text = page.read_text("utf-8")
    given = answers(page, steps_of(text))
    if any("Traceback" in answer for answer in given):
        raise SystemExit(f"a command of {page.relative_to(DOCS.parent)} breaks; the page stays as it is")
    new = iter(given)

    def answered(found: re.Match[str]) -> str:
        commands = [step for step in _steps(found) if isinstance(step, Command)]
        if not commands:
            return found[0]
        return "```console\n" + "".join(f"$ {each.text}\n{next(new)}" for each in commands) + "```"

    page.write_text(BLOCK.sub(answered, text), "utf-8")
