"""An import before it runs: the file is taken in, its columns are mapped, its first rows are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, update

from cpq.platform.act import Act
from cpq.platform.imports import store
from cpq.platform.imports.files import BadFile, Layout, Wish
from cpq.platform.imports.given import ImportChanged, PreviewQuery, UploadQuery
from cpq.platform.imports.keeping import KIND
from cpq.platform.imports.mapping import checked, guessed
from cpq.platform.imports.reading import layout_of
from cpq.platform.imports.rows import File, ReadLine, read_rows
from cpq.platform.imports.tables import IMPORTS
from cpq.platform.imports.target import Target, Targets
from cpq.platform.imports.views import ImportedRowError, ImportPreview, PreviewedRow
from cpq.platform.kinds_of_problems import CONFLICT, INVALID
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.storage.tables import new_id
from cpq.platform.versions import must_be
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.pointer import pointer
from cpq.rulebook.text import Text


def target_of(targets: Targets, kind: str) -> Target:
    """Raises a 422 problem for a kind that cannot be imported."""
    if kind in targets:
        return targets[kind]
    near = did_you_mean(kind, targets.keys())
    known = ", ".join(targets)
    text = Text(
        zh=f"不能导入“{kind}”{near.zh}；可导入：{known}",
        en=f"“{kind}” cannot be imported{near.en}; what can be: {known}",
    )
    raise Problem(INVALID, text, [ProblemError("unknown-kind", text, parameter="kind")])


def read_file(content: bytes, wish: Wish) -> Layout:
    """How a file is read. Raises a 422 problem for one that cannot be: nothing of it is kept."""
    try:
        return layout_of(content, wish)
    except BadFile as bad:
        raise Problem(INVALID, bad.text, [ProblemError(bad.code, bad.text)]) from None


def digest_of(content: bytes) -> str:
    """By what the same file is known again."""
    return sha256(content).hexdigest()


def wish_of(asked: UploadQuery | ImportChanged) -> Wish:
    return Wish(asked.encoding, asked.separator, asked.sheet)


def add(act: Act, target: Target, asked: UploadQuery, content: bytes, layout: Layout) -> str:
    """The id of a new import, its columns mapped as their heads let one guess."""
    id = new_id("imp")
    counts = dict.fromkeys(("position", "created", "changed", "same", "failed"), 0)
    said = {
        "kind": target.kind,
        "name": asked.name,
        "country": asked.country,
        "state": "ready",
        "version": 1,
        "created_at": act.now,
    }
    read = {
        "layout": store.written(layout),
        "mapping": guessed(layout.heads, store.fields_of(target)),
        "total": layout.rows,
    }
    whose = {"owner": act.caller.id, "team": act.caller.team}
    digest = digest_of(content)
    kept = {"content": content, "digest": digest}
    act.connection.execute(insert(IMPORTS).values(id=id, **counts, **said, **read, **whose, **kept))
    act.audit("import.added", "import", id, None, {"name": asked.name, "rows": layout.rows, "digest": digest})
    return id


def change(
    act: Act, target: Target, row: RowMapping, given: ImportChanged, expected: int, layout: Layout | None
) -> None:
    """Reads the file otherwise. Raises a 412 problem for a version that was not the last, 409 where it runs already, 422 for a wrong mapping."""
    must_be(row["version"], expected)
    if row["state"] != "ready":
        raise Problem(
            CONFLICT, Text(zh="导入已开始，不能再修改", en="the import has begun and cannot be changed any more")
        )
    read, mapping = layout or store.layout_from(row), dict[str, str](row["mapping"])
    if layout is not None:
        mapping = guessed(layout.heads, store.fields_of(target))
    if given.mapping is not None:
        mapping = dict(given.mapping)
    refuse_wrong(mapping, read, target)
    values: dict[str, Any] = {
        "layout": store.written(read),
        "mapping": mapping,
        "total": read.rows,
        "version": row["version"] + 1,
    }
    if given.country is not None:
        values["country"] = given.country
    act.connection.execute(update(IMPORTS).where(IMPORTS.c.id == row["id"]).values(**values))
    act.audit("import.changed", "import", row["id"], {"mapping": row["mapping"]}, {"mapping": {**mapping}})


def refuse_wrong(mapping: Mapping[str, str], layout: Layout, target: Target) -> None:
    """Raises a 422 problem with everything that is wrong of a mapping."""
    wrong = checked(mapping, layout.heads, store.fields_of(target))
    if wrong:
        errors = [
            ProblemError("mapping", each.text, pointer(("mapping", each.field) if each.field else ("mapping",)))
            for each in wrong
        ]
        raise Problem(INVALID, errors=errors)


def start(act: Act, target: Target, row: RowMapping) -> None:
    """Leaves the import to a job; twice is once, unless that job was given up."""
    if row["state"] == "running" and not store.given_up(act.connection, row["job"]):
        return
    job = act.job(KIND, {"import": row["id"]}, key=f"{row['id']} {row['version']}")
    begin(act, target, row, job)


def begin(act: Act, target: Target, row: RowMapping, job: str | None = None) -> None:
    """From here on its rows are imported; what has ended stays ended. Raises a 422 problem for a wrong mapping."""
    if row["state"] in ("done", "failed"):
        return
    refuse_wrong(row["mapping"], store.layout_from(row), target)
    begun = {"state": "running", "job": job, "started_at": act.now, "version": row["version"] + 1}
    act.connection.execute(update(IMPORTS).where(IMPORTS.c.id == row["id"]).values(**begun))
    act.audit("import.started", "import", row["id"], None, {"job": job})


def preview(connection: Connection, target: Target, row: RowMapping, asked: PreviewQuery) -> ImportPreview:
    """What the rows become, and what is wrong in them; nothing is kept."""
    content = store.content_of(connection, row["id"])
    file = File(content, row["digest"], store.layout_from(row), row["mapping"], row["country"])
    lines = list(islice(read_rows(file, target, asked.after), asked.rows))
    known = store.before(connection, row["kind"], [each.key for each in lines])
    return ImportPreview(tuple(_previewed(each, file, each.key in known) for each in lines))


def _previewed(line: ReadLine, file: File, known: bool) -> PreviewedRow:
    errors = tuple(
        ImportedRowError(line.number, file.mapping.get(each.field or ""), each.field, each.code, each.text)
        for each in line.becomes.errors
    )
    return PreviewedRow(line.number, line.cells, line.becomes.shown, errors, known)
