"""Opportunities of another system's files: read row by row with what is wrong, written once, also where it was stopped in the middle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select

from cpq.accounts.tables import ACCOUNTS
from cpq.opportunities.importing.mapping import ImportMapping
from cpq.opportunities.importing.problems_file import problems_file
from cpq.opportunities.importing.rows import Step
from cpq.opportunities.record import OPPORTUNITY
from cpq.opportunities.service import import_files
from cpq.opportunities.service.import_files import Files, Read, add_people, read_files, unknown_owners, write
from cpq.opportunities.service.sellers import owners_of
from cpq.opportunities.store.stages import entries_of, log_of
from cpq.opportunities.tables import OPPORTUNITIES, STAGES
from cpq.platform.act import Act, acted
from cpq.platform.people.caller import SYSTEM
from cpq.platform.records.editing import PERSON
from cpq.platform.records.store import change, changes_of
from cpq.platform.storage.database import Database
from cpq.rulebook.finding import Refused
from tests.opportunities.deals import selling
from tests.service.databases import fresh_sqlite

T = TypeVar("T")
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
HEAD = "id,seller,product,account,stage,began,closed,amount"
ROWS = """
A1,Ann Lee,GTX Pro,Acme,Won,2026-01-10,2026-03-01,"4,514.50"
A2,Bo Chen,GTXPro,Isdom,Lost,2026-01-12,2026-02-01,0
A3,Ann Lee,MG Special,,Engaging,2026-05-01,,
A4,Bo Chen,MG Speciall,Acme,Prospecting,,,12
"""
BAD = """
B1,Ann Lee,GTX Pro,Acme,Wonn,2026-01-10,2026-03-01,1
B2,Ann Lee,GTX Pro,Acme,Won,2026-02-30,2026-03-01,1
B3,Ann Lee,GTX Pro,Acme,Won,2026-03-10,2026-03-01,1
B4,Ann Lee,GTX Pro,Acme,Won,2026-01-10,2026-03-01,1.005
,Ann Lee,GTX Pro,Acme,Won,2026-01-10,2026-03-01,1
A1,Ann Lee,GTX Pro,Acme,Won,2026-01-10,2026-03-01,1
B5,Ann Lee,GTX Pro,Acme,Won,2026-01-10,2026-03-01,1,=cmd
"""
COLUMNS = {
    "external_id": "id",
    "owner": "seller",
    "product": "product",
    "account": "account",
    "stage": "stage",
    "began": "began",
    "closed": "closed",
    "amount": "amount",
}
MAPPING = ImportMapping.model_validate(
    {
        "columns": COLUMNS,
        "stages": {"Prospecting": "prospect", "Engaging": "proposal", "Won": "won", "Lost": "lost"},
        "began_in": "proposal",
        "currency": "CNY",
        "teams": {"seller": "seller", "manager": "manager", "team": "office"},
        "products": {"product": "product"},
        "accounts": {"name": "account", "parent": "group", "industry": "sector"},
    }
)


class Imports:
    """Files in a folder, and a database that they go to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.database, self.now = folder, Database(fresh_sqlite(folder)), NOW
        self.files = Files(
            self.file("deals.csv", HEAD + ROWS),
            self.file("accounts.csv", "account,sector,group\nAcme,retail,Holding\nHolding,finance,\n"),
            self.file("teams.csv", "seller,manager,office\nAnn Lee,Mei Wu,East\nBo Chen,Mei Wu,East\n"),
            self.file("products.csv", "product\nGTX Pro\nMG Special\n"),
        )

    def file(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def read(self) -> Read:
        return read_files(self.files, MAPPING, selling())

    def acting(self, work: Callable[[Act], T]) -> T:
        self.now += timedelta(seconds=1)
        return self.database.write(lambda connection: acted(connection, SYSTEM, self.now, "test", work))

    def run(self) -> Counter[str]:
        add_people(self.files, MAPPING, self.acting)
        return write(self.read(), self.files, MAPPING, self.acting, lambda _: None)

    def rows(self) -> dict[str, Any]:
        query = select(OPPORTUNITIES)
        found = self.database.read(lambda connection: connection.execute(query).mappings().all())
        return {row["external_id"]: row for row in found}

    def count(self, table: Any) -> int:
        return self.database.read(lambda connection: connection.scalar(select(func.count()).select_from(table))) or 0


@pytest.fixture
def imports(tmp_path: Path) -> Imports:
    return Imports(tmp_path)


def problems(read: Read) -> list[tuple[int, str, str, str]]:
    return [(each.row, each.column, each.code, each.gravity) for each in read.problems]


def test_dirt_is_told_row_by_row_and_no_row_is_lost_for_it(imports: Imports) -> None:
    read = imports.read()
    assert problems(read) == [
        (3, "product", "product-respelt", "mended"),
        (4, "account", "account-missing", "missing"),
        (5, "product", "unknown-product", "missing"),
        (5, "began", "day-missing", "missing"),
    ]
    assert [each.product for each in read.rows] == ["GTX Pro", "GTX Pro", "MG Special", "MG Speciall"]
    assert read.rows[0].steps == (Step("proposal", date(2026, 1, 10)), Step("won", date(2026, 3, 1)))
    assert (read.read, dict(read.counted), read.amounts["won"]) == (
        4,
        {"won": 1, "lost": 1, "open": 2},
        Decimal("4514.50"),
    )
    assert "MG Special" in read.problems[2].text.en


def test_what_cannot_be_taken_is_refused_with_its_row_and_column(imports: Imports) -> None:
    imports.file("deals.csv", HEAD + ROWS + BAD.lstrip())
    read = imports.read()
    refused = [(row, column, code) for row, column, code, gravity in problems(read) if gravity == "refused"]
    assert refused == [
        (6, "stage", "unknown-stage"),
        (7, "began", "wrong-day"),
        (8, "closed", "closed-before-it-began"),
        (9, "amount", "wrong-amount"),
        (10, "id", "id-missing"),
        (11, "id", "id-twice"),
        (12, "stage", "cell-without-head"),
    ]
    assert (read.read, len(read.rows)) == (11, 4)
    table = problems_file(read.problems, "zh").decode()
    assert "未导入" in table
    assert table.splitlines()[1].startswith("3,product,product-respelt,已更正")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), ("id,stage\nA1,Won\n", "no-column"), (HEAD + "\n", "no-rows")],
)
def test_a_file_that_is_no_such_table_is_refused_before_anything_is_written(
    imports: Imports, text: str, code: str
) -> None:
    imports.file("deals.csv", text)
    with pytest.raises(Refused) as refused:
        imports.run()
    assert [each.code for each in refused.value.findings] == [code]
    assert imports.count(OPPORTUNITIES) == 0


def test_what_was_imported_is_an_opportunity_like_any_other(imports: Imports) -> None:
    assert imports.run() == Counter(created=4)
    rows = imports.rows()
    won, lost, engaging = rows["A1"], rows["A2"], rows["A3"]
    assert (won["status"], won["stage"], won["amount"], won["currency"]) == ("won", "won", 451450, "CNY")
    assert (won["closed_at"], won["close_date"]) == (datetime(2026, 3, 1, tzinfo=UTC), date(2026, 3, 1))
    assert (lost["status"], lost["amount"], engaging["account"], engaging["amount"]) == ("lost", 0, None, None)
    assert won["name"] == "Acme – GTX Pro"
    owners = imports.database.read(owners_of)
    assert (won["owner"], won["team"]) == owners["Ann Lee"]
    assert rows["A2"]["team"] == won["team"] == owners["Mei Wu"][1]
    log = imports.database.read(lambda connection: entries_of(log_of(connection, won["id"])))
    assert [(each.stage, each.entered.date(), each.known > NOW) for each in log] == [
        ("proposal", date(2026, 1, 10), True),
        ("won", date(2026, 3, 1), True),
    ]
    accounts = imports.database.read(lambda connection: connection.execute(select(ACCOUNTS)).mappings().all())
    named = {each["name"]: each for each in accounts}
    assert set(named) == {"Acme", "Holding", "Isdom"}
    assert (named["Acme"]["parent"], named["Acme"]["industry"]) == (named["Holding"]["id"], "retail")
    assert won["account"] == named["Acme"]["id"]
    assert won["provenance"]["amount"]["detail"] == "deals.csv"


def test_importing_again_changes_nothing_and_what_is_new_is_added(imports: Imports) -> None:
    imports.run()
    before, entries = imports.rows(), imports.count(STAGES)
    assert imports.run() == Counter(unchanged=4)
    assert (imports.rows(), imports.count(STAGES), imports.count(ACCOUNTS)) == (before, entries, 3)
    later = HEAD + ROWS.replace("Engaging,2026-05-01,,", "Won,2026-05-01,2026-06-01,70")
    imports.file("deals.csv", later)
    assert imports.run() == Counter(unchanged=3, changed=1)
    row = imports.rows()["A3"]
    assert (row["status"], row["amount"], row["version"], imports.count(STAGES)) == ("won", 7000, 2, entries + 1)
    told = imports.database.read(lambda connection: changes_of(connection, row["id"]))
    assert (told[-1].source, told[-1].fields["status"]) == ("import", ("open", "won"))


def test_what_a_person_confirmed_stays(imports: Imports) -> None:
    imports.run()
    row = imports.rows()["A1"]
    imports.acting(lambda act: change(act, OPPORTUNITY, row, {"amount": 500000}, PERSON))
    assert imports.run() == Counter(unchanged=3, changed=1)
    after = imports.rows()["A1"]
    assert (after["amount"], after["provenance"]["amount"]["offered"]["value"]) == (500000, 451450)
    assert imports.run() == Counter(unchanged=4)


def test_whoever_is_stopped_in_the_middle_begins_again_without_loss_or_duplicate(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_files, "BATCH", 1)
    imports.file(
        "deals.csv", HEAD + "\n" + "\n".join(f"D{n},Ann Lee,GTX Pro,Acme,Won,2026-01-10,2026-03-01,1" for n in range(9))
    )

    def stopped(done: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(imports.read(), imports.files, MAPPING, imports.acting, stopped)
    assert imports.count(OPPORTUNITIES) == 4
    assert imports.run() == Counter(created=5, unchanged=4)
    assert (imports.count(OPPORTUNITIES), imports.count(STAGES)) == (9, 18)


def test_a_seller_who_is_no_user_is_told_of(imports: Imports) -> None:
    read = imports.read()
    assert [each.row for each in unknown_owners(read, {"Ann Lee": ("usr_1", None)})] == [3, 5]
