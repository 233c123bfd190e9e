"""A whole file of opportunities: read and looked at first, then written batch by batch, with sellers before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol, TypeVar

from cpq.opportunities.importing.files import digest_of, table
from cpq.opportunities.importing.mapping import ImportMapping
from cpq.opportunities.importing.rows import Known, ReadRow, RowProblem, read_rows
from cpq.opportunities.pipelines import pipeline_named, stage_of
from cpq.opportunities.service.importing import BATCH, Import, import_batch, totals
from cpq.opportunities.service.importing_accounts import Accounts, add_accounts, add_named
from cpq.opportunities.service.sellers import Owners, add_sellers, owners_of
from cpq.platform.act import Act
from cpq.rulebook.model import Strict
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.deals import LossReason
from cpq.selling.pipeline import Pipeline

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of an import; all but that of opportunities may be missing."""

    opportunities: Path
    accounts: Path | None = None
    teams: Path | None = None
    products: Path | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says, before anything is written: opportunities, what is wrong with its rows, how many there are and what they come to."""

    rows: tuple[ReadRow, ...]
    problems: tuple[RowProblem, ...]
    read: int
    counted: Counter[str]
    amounts: dict[str, Decimal]
    pipeline: Pipeline
    digest: str


def read_files(files: Files, mapping: ImportMapping, rulebook: Rulebook) -> Read:
    """Reads a file and writes nothing. Raises `Refused` for a file that is no table, and for a mapping that names what is not there."""
    pipeline = pipeline_named(rulebook, mapping.pipeline, Place("pipeline"))
    for stage in (*mapping.stages.values(), *((mapping.began_in,) if mapping.began_in else ())):
        stage_of(pipeline, stage, Place("stages"))
    known = Known(pipeline, _products(files, mapping), frozenset(rulebook.all(LossReason)))
    rows: list[ReadRow] = []
    problems: list[RowProblem] = []
    read = 0
    for row, found in read_rows(table(files.opportunities, _names(mapping.columns)), mapping, known):
        read += 1
        problems += found
        if row is not None:
            rows.append(row)
    digest = digest_of(files.opportunities)
    return Read(tuple(rows), tuple(problems), read, *totals(rows, pipeline), pipeline, digest)


def _products(files: Files, mapping: ImportMapping) -> frozenset[str]:
    if files.products is None or mapping.products is None:
        return frozenset()
    column = mapping.products.product
    return frozenset(line.values[column].strip() for line in table(files.products, [column]))


class Acting(Protocol):
    """Does work in a transaction of its own, and gives what it gives."""

    def __call__(self, work: Callable[[Act], T], /) -> T: ...


def add_people(files: Files, mapping: ImportMapping, acting: Acting) -> None:
    """Makes sellers and teams of their file, all in one transaction."""
    columns = mapping.teams
    if files.teams is not None and columns is not None:
        rows = [line.values for line in table(files.teams, _names(columns))]
        acting(lambda act: add_sellers(act, rows, columns))


def add_companies(read: Read, files: Files, mapping: ImportMapping, acting: Acting) -> Accounts:
    """Makes the accounts of their file, and those that opportunities name, all in one transaction; returns all by name."""
    columns = mapping.accounts
    lines = table(files.accounts, _names(columns)) if files.accounts is not None and columns is not None else ()
    rows = [line.values for line in lines]
    named = [row.account for row in read.rows if row.account is not None]

    def work(act: Act) -> Accounts:
        if columns is not None and files.accounts is not None:
            add_accounts(act, rows, columns, files.accounts.name)
        return add_named(act, named, files.opportunities.name)

    return acting(work)


def _names(columns: Strict) -> list[str]:
    """The headers that a mapping names."""
    return [name for name in columns.model_dump().values() if name is not None]


def write(
    read: Read, files: Files, mapping: ImportMapping, acting: Acting, progress: Callable[[int], None]
) -> Counter[str]:
    """Writes what was read, a transaction for each batch; `progress` is told how many rows are written. Counts what came of them."""
    counted: Counter[str] = Counter()
    owners, accounts = acting(lambda act: owners_of(act.connection)), add_companies(read, files, mapping, acting)
    job = Import(files.opportunities.name, read.digest, read.pipeline, mapping.currency, owners, accounts)
    for start in range(0, len(read.rows), BATCH):
        batch = read.rows[start : start + BATCH]

        def work(act: Act, rows: Sequence[ReadRow] = batch) -> Counter[str]:
            return import_batch(act, rows, job)

        counted.update(acting(work))
        progress(start + len(batch))
    return counted


def unknown_owners(read: Read, owners: Owners) -> tuple[RowProblem, ...]:
    """Rows of sellers who are no users: what they say is kept, and whoever imports them owns them."""
    return tuple(
        RowProblem(row.number, "owner", "unknown-owner", "missing", _nobody(row.owner))
        for row in read.rows
        if row.owner is not None and row.owner not in owners
    )


def _nobody(name: str) -> Text:
    return Text(f"没有用户“{name}”；归导入者所有", f'there is no user "{name}"; whoever imports it owns it')
