"""An import on the terminal: how far it is, what came of it, what was wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

from rich.progress import Progress

from cpq.cli.language import read as in_language
from cpq.cli.language import say
from cpq.cli.listing_view import listing
from cpq.cli.terminal import err, out
from cpq.opportunities.importing.problems_file import BECAME
from cpq.opportunities.importing.rows import RowProblem
from cpq.opportunities.service.import_files import Read
from cpq.quote_json import plain

SHOWN = 3
"""So many rows of each kind of problem are named."""


@contextmanager
def bar(rows: int) -> Generator[Callable[[int], None]]:
    """A bar on stderr; nothing where stderr is not a terminal."""
    with Progress(console=err, disable=not err.is_terminal, transient=True) as progress:
        task = progress.add_task(say(zh="导入", en="importing"), total=rows)
        yield lambda done: progress.update(task, completed=done)


def show_import(read: Read, problems: Sequence[RowProblem], counted: Counter[str], *, preview: bool) -> None:
    """The counts, and each kind of problem with its first rows."""
    _counts(read)
    if problems:
        heads = say(zh="问题 处理 数量 例如", en="Problem Became Count Example").split()
        out.print(listing(heads, _kinds(problems)))
    done = ", ".join(f"{_word(name)} {count:,}" for name, count in sorted(counted.items())) or "–"
    if preview:
        out.print(say(zh="仅检查，未写入", en="nothing is written: this was a preview"))
    else:
        out.print(say(zh=f"写入：{done}", en=f"written: {done}"), soft_wrap=True)


def _counts(read: Read) -> None:
    told = ", ".join(
        f"{_word(name)} {count:,} ({read.amounts[name]:,})" for name, count in sorted(read.counted.items())
    )
    out.print(
        say(
            zh=f"{read.read:,} 行，可导入 {len(read.rows):,}：{told}",
            en=f"{read.read:,} rows, {len(read.rows):,} to import: {told}",
        ),
        soft_wrap=True,
    )


def _kinds(problems: Sequence[RowProblem]) -> list[list[str]]:
    kinds: dict[tuple[str, str], list[RowProblem]] = {}
    for each in problems:
        kinds.setdefault((each.code, each.gravity), []).append(each)
    return [
        [code, in_language(BECAME[gravity]), f"{len(found):,}", _such(found)]
        for (code, gravity), found in sorted(kinds.items())
    ]


def _such(found: Sequence[RowProblem]) -> str:
    rows = ", ".join(str(each.row) for each in found[:SHOWN])
    said = in_language(found[0].text)
    return say(zh=f"第 {rows} 行：{said}", en=f"rows {rows}: {said}")


_WORDS = {
    "created": say(zh="新增", en="new"),
    "changed": say(zh="更新", en="changed"),
    "unchanged": say(zh="未变", en="unchanged"),
    "open": say(zh="进行中", en="open"),
    "won": say(zh="赢单", en="won"),
    "lost": say(zh="丢单", en="lost"),
}


def _word(name: str) -> str:
    return _WORDS.get(name, name)


def import_object(read: Read, problems: Sequence[RowProblem], counted: Counter[str]) -> object:
    """The same for a machine, with every problem."""
    return {
        "rows": read.read,
        "imported": len(read.rows),
        "counts": dict(read.counted),
        "amounts": {name: f"{amount:f}" for name, amount in read.amounts.items()},
        "written": dict(counted),
        "problems": [plain(each) for each in problems],
    }
