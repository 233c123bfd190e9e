"""Writing new codes and their digests: both or neither, over nothing that is there, and never two at once."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cpq.cli.failure import refuse, unwritable
from cpq.cli.opening import Opened
from cpq.promotions.coupons.digests import DigestFiles, heading, written
from cpq.promotions.coupons.series import CouponSeries
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.text import Text

FOR_OWNER = 0o600
"""A file of codes is as good as money."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Where the codes were written, and where their digests; None where the series names no file for them."""

    codes: Path
    digests: Path | None


def issue(series: CouponSeries, codes: Mapping[str, bytes], output: Path, opened: Opened) -> Issue:
    """Write the codes to a new file, and append their digests to that of the series."""
    rules = opened.workspace.rules.resolve()
    if output.resolve().is_relative_to(rules):
        text = Text(
            zh="券码不能写在规则文件夹里：会入库并随规则公开；请换一处",
            en="codes do not belong into the rules folder, where they would be shared with the rules; name another place",
        )
        refuse("codes-in-rules", str(output), text)
    if series.digests is None:
        _write_new(output, _table(series, codes))
        return Issue(output, None)
    path = rules / series.digests
    before = opened.rulebook.derived(DigestFiles).files.get(series.digests)
    with _draft(path, rules, before) as draft:
        _fill(draft, _appended(series, before, codes))
        _write_new(output, _table(series, codes))
        try:
            draft.replace(path)
        except OSError as error:
            output.unlink()
            unwritable(path, error)
    return Issue(output, path.relative_to(opened.workspace.root.resolve()))


def _table(series: CouponSeries, codes: Mapping[str, bytes]) -> bytes:
    """For spreadsheets: every code begins with a letter, so none is taken for a number or a formula."""
    start, end = series.valid.from_ or "", series.valid.to or ""
    rows = (f"{code},{series.id},{start},{end}\n" for code in codes)
    return "".join(["code,series,valid_from,valid_to\n", *rows]).encode()


def _appended(series: CouponSeries, before: RuleFile | None, codes: Mapping[str, bytes]) -> bytes:
    old = heading(series) if before is None else before.content
    return old + (b"" if old.endswith(b"\n") else b"\n") + written(codes.values())


@contextmanager
def _draft(path: Path, rules: Path, before: RuleFile | None) -> Generator[Path]:
    """A new file beside the digests that nobody else can make meanwhile; the digests are still those that the rulebook has."""
    draft = path.with_name(f".{path.name}.part")
    if not path.resolve().is_relative_to(rules):
        text = Text(zh="这个文件在规则文件夹之外", en="it is outside of the rules folder")
        refuse("unwritable", str(path), text)
    _make(draft)
    try:
        if (path.read_bytes() if path.exists() else None) != (before and before.content):
            text = Text(zh="文件刚被改过；请重新运行", en="it has just been changed; run the command again")
            refuse("changed-meanwhile", str(path), text)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _make(draft: Path) -> None:
    _make_folder(draft)
    try:
        draft.open("xb").close()
    except FileExistsError:
        text = Text(
            zh="另一个 cpq coupons generate 正在运行；若它已中断，请删去这个文件",
            en="another cpq coupons generate is running; if it was broken off, remove this file",
        )
        refuse("in-use", str(draft), text)
    except OSError as error:
        unwritable(draft, error)


def _fill(draft: Path, content: bytes) -> None:
    try:
        draft.write_bytes(content)
    except OSError as error:
        unwritable(draft, error)


def _write_new(path: Path, content: bytes) -> None:
    _make_folder(path)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_OWNER), "wb") as opened:
            opened.write(content)
    except FileExistsError:
        text = Text(
            zh="文件已存在，不会覆盖；请换一个文件名", en="it exists and is not written over; name another file"
        )
        refuse("exists", str(path), text)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        unwritable(path, error)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        unwritable(path.parent, error)
