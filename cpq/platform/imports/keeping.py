"""Rows become records, a batch at a time: what a batch did and how far it got is one transaction, so that a crash loses and doubles nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from sqlalchemy import Connection, RowMapping, update

from cpq.platform.act import Act, acted
from cpq.platform.imports import store
from cpq.platform.imports.files import BadFile
from cpq.platform.imports.rows import File, ReadLine, read_rows
from cpq.platform.imports.tables import IMPORTS
from cpq.platform.imports.target import Target, Targets
from cpq.platform.jobs.running import Handler, Hopeless, Job, Outcome
from cpq.platform.people.caller import SYSTEM, Caller
from cpq.platform.people.store import caller_of_owner
from cpq.platform.records.origin import Source
from cpq.platform.storage.database import Database
from cpq.rulebook.text import Text

KIND = "imports.run"
BATCH = 200
Done = Literal["created", "changed", "same", "failed"]
Watcher = Callable[[int], None]
"""Told how many rows are done."""


@dataclass(frozen=True, slots=True)
class Run:
    """An import that is being done, by whom."""

    database: Database
    target: Target
    id: str
    caller: Caller
    file: File
    source: Source


def handler(database: Database, targets: Callable[[], Targets]) -> Handler:
    """Who does the jobs: from where the last batch ended."""

    def done(job: Job) -> Outcome:
        caller = database.read(lambda connection: caller_of_owner(connection, job.owner))
        if caller is None:
            raise Hopeless("who asked for it is not known any more")
        finish(database, targets(), str(job.content["import"]), caller)
        return lambda _: {"import": job.content["import"]}

    return done


def finish(
    database: Database, targets: Targets, id: str, caller: Caller = SYSTEM, watch: Watcher | None = None
) -> None:
    """Does what is left of an import."""
    row = database.read(lambda connection: store.found(connection, SYSTEM, id))
    if row["state"] != "running":
        return
    run = _run(database, targets[row["kind"]], row, caller)
    try:
        lines = read_rows(run.file, run.target, row["position"])
        _keep(run, lines, row["position"], watch or (lambda _: None))
        _end(run, None)
    except BadFile as bad:
        _end(run, bad.text)


def _run(database: Database, target: Target, row: RowMapping, caller: Caller) -> Run:
    content = database.read(lambda connection: store.content_of(connection, row["id"]))
    file = File(content, row["digest"], store.layout_from(row), row["mapping"], row["country"])
    return Run(database, target, row["id"], caller, file, Source("import", f"{row['name']} ({row['id']})"))


def _keep(run: Run, lines: Iterator[ReadLine], position: int, watch: Watcher) -> None:
    while batch := list(islice(lines, BATCH)):
        at, now = position, datetime.now(UTC)

        def work(connection: Connection, batch: Sequence[ReadLine] = batch, at: int = at, now: datetime = now) -> bool:
            return acted(connection, run.caller, now, run.id, lambda act: _batch(act, run, batch, at))

        if not run.database.write(work):
            return  # another process does it
        position += len(batch)
        watch(position)


def _batch(act: Act, run: Run, batch: Sequence[ReadLine], position: int) -> bool:
    """Keeps a batch, and how far the import is; False where another process has kept it already."""
    row = store.found(act.connection, SYSTEM, run.id, lock=True)
    if row["state"] != "running" or row["position"] != position:
        return False
    known = {
        key: [each["record"], each["digest"]]
        for key, each in store.before(act.connection, row["kind"], [each.key for each in batch]).items()
    }
    counts: Counter[Done] = Counter(_line(act, run, line, known) for line in batch)
    wrong = [(line.number, each) for line in batch for each in line.becomes.errors]
    store.add_errors(act.connection, run.id, run.file.mapping, wrong)
    sums = {name: row[name] + counts[name] for name in ("created", "changed", "same", "failed")}
    values = {"position": position + len(batch), "version": row["version"] + 1, **sums}
    act.connection.execute(update(IMPORTS).where(IMPORTS.c.id == run.id).values(**values))
    return True


def _line(act: Act, run: Run, line: ReadLine, known: dict[str, list[str]]) -> Done:
    if line.becomes.errors:
        return "failed"
    kind, values = run.target.kind, line.becomes.values
    before = known.get(line.key)
    if before is None:
        record = run.target.create(act, values, run.source)
        store.remember(act, kind, line.key, record, line.digest)
        known[line.key] = [record, line.digest]
        return "created"
    record, digest = before
    if digest == line.digest:
        return "same"
    changed = run.target.change(act, record, values, run.source)
    store.remember_again(act, kind, line.key, line.digest)
    known[line.key] = [record, line.digest]
    return "changed" if changed else "same"


def _end(run: Run, problem: Text | None) -> None:
    def work(act: Act) -> None:
        row = store.found(act.connection, SYSTEM, run.id, lock=True)
        if row["state"] != "running" or (problem is None and row["position"] < row["total"]):
            return
        said = {"zh": problem.zh, "en": problem.en} if problem else None
        state = "failed" if problem else "done"
        ended = {"state": state, "problem": said, "ended_at": act.now, "version": row["version"] + 1}
        act.connection.execute(update(IMPORTS).where(IMPORTS.c.id == run.id).values(**ended))
        counts = {name: row[name] for name in ("created", "changed", "same", "failed")}
        act.audit(f"import.{state}", "import", run.id, None, counts)
        act.event(f"import.{state}", run.id, counts, owner=row["owner"], team=row["team"])

    run.database.write(lambda connection: acted(connection, run.caller, datetime.now(UTC), run.id, work))
