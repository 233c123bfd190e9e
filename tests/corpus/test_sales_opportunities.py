"""8,800 opportunities of a published training set: all of them, with the totals that were published, and once however often."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from cpq.opportunities.importing.mapping import ImportMapping
from cpq.opportunities.service.import_files import Files, add_people, read_files, write
from cpq.opportunities.tables import OPPORTUNITIES, STAGES
from cpq.platform.act import Act, acted
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.tables import TEAMS, USERS
from cpq.platform.storage.database import Database
from cpq.rulebook.rulebook import Rulebook
from tests.quotes.shop import shop
from tests.service.databases import fresh_sqlite

T = TypeVar("T")
HOME = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("CPQ_CORPUS", HOME.parent / "shared" / "corpus")) / "crm" / "sales_opportunities"
ABSENT = f"there are no sales data at {FOLDER}; $CPQ_CORPUS may name another folder"
WHOLE = bool(os.environ.get("CPQ_CORPUS_ALL"))
"""Whether all of it is written, and not read alone with a part of it written: that takes ten seconds."""
MAPPING = ImportMapping.model_validate(
    {
        "columns": {
            "external_id": "opportunity_id",
            "owner": "sales_agent",
            "product": "product",
            "account": "account",
            "stage": "deal_stage",
            "began": "engage_date",
            "closed": "close_date",
            "amount": "close_value",
        },
        "stages": {"Prospecting": "prospecting", "Engaging": "engaging", "Won": "won", "Lost": "lost"},
        "began_in": "engaging",
        "currency": "USD",
        "teams": {"seller": "sales_agent", "manager": "manager", "team": "regional_office"},
        "products": {"product": "product"},
        "accounts": {"name": "account", "parent": "subsidiary_of", "industry": "sector", "region": "office_location"},
    }
)
PIPELINE = """
pipelines:
  sales:
    name: Sales
    stages:
      prospecting: {name: Prospecting, probability: 10%}
      engaging: {name: Engaging, probability: 50%, forecast: best_case}
      won: {name: Won, outcome: won}
      lost: {name: Lost, outcome: lost}
"""
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)


def rules() -> Rulebook:
    return shop(PIPELINE)


def files(pipeline: Path) -> Files:
    return Files(pipeline, FOLDER / "accounts.csv", FOLDER / "sales_teams.csv", FOLDER / "products.csv")


def test_every_opportunity_is_read_with_the_published_totals_and_its_dirt_is_told() -> None:
    read = read_files(files(FOLDER / "sales_pipeline.csv"), MAPPING, rules())
    assert (read.read, len(read.rows)) == (8800, 8800)
    assert dict(read.counted) == {"won": 4238, "lost": 2473, "open": 2089}
    assert read.amounts == {"won": Decimal(10_005_534), "lost": Decimal(0), "open": Decimal(0)}
    codes = Counter((each.code, each.gravity) for each in read.problems)
    assert codes == {
        ("product-respelt", "mended"): 1480,
        ("account-missing", "missing"): 1425,
        ("day-missing", "missing"): 500,
    }
    assert {each.product for each in read.rows} >= {"GTX Pro", "GTK 500"}
    assert "GTXPro" not in {each.product for each in read.rows}


def test_they_are_written_once(tmp_path: Path) -> None:
    whole = (FOLDER / "sales_pipeline.csv").read_text("utf-8-sig").splitlines(keepends=True)
    part = tmp_path / "sales_pipeline.csv"
    part.write_text("".join(whole if WHOLE else [whole[0], *whole[1::20]]), "utf-8")
    given, database = files(part), Database(fresh_sqlite(tmp_path))

    def acting(work: Callable[[Act], T]) -> T:
        return database.write(lambda connection: acted(connection, SYSTEM, datetime.now(UTC), "test", work))

    read = read_files(given, MAPPING, rules())
    add_people(given, MAPPING, acting)
    assert write(read, given, MAPPING, acting, lambda _: None) == Counter(created=len(read.rows))
    assert write(read, given, MAPPING, acting, lambda _: None) == Counter(unchanged=len(read.rows))
    counts = [select(func.count()).select_from(table) for table in (OPPORTUNITIES, STAGES, USERS, TEAMS)]
    won = select(func.sum(OPPORTUNITIES.c.amount)).where(OPPORTUNITIES.c.status == "won")
    found = database.read(lambda connection: [connection.scalar(each) for each in (*counts, won)])
    entries = sum(len(each.steps) for each in read.rows)
    assert found == [len(read.rows), entries, 41, 9, int(read.amounts["won"] * 100)]
