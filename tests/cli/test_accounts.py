"""`cpq accounts` on a service's database: listed, segmented, filled from a register, reported as a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cpq.cli import build
from cpq.platform.storage.database import Database
from cpq.rulebook.finding import Refused
from tests.orders.cloud import quoted
from tests.service.databases import fresh_sqlite
from tests.service.people import Desk
from tests.service.test_order_service import NOW, Books
from tests.service.test_power_maps import Spruce

CODE = "91310115MA1K4AAA1G"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    url = fresh_sqlite(tmp_path)
    monkeypatch.setenv("CPQ_DATABASE", url)
    return Desk(Database(url))


def cpq(*arguments: str) -> str:
    done = CliRunner().invoke(build(("accounts",)), ["accounts", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_accounts_are_listed_segmented_and_reported(desk: Desk, tmp_path: Path) -> None:
    Books(desk.database, now=NOW).place(quoted())
    spruce = Spruce(desk)
    desk("PATCH", f"/v1/accounts/{spruce.account}", {"base": 1, "customer": "C1001"})
    assert [each["id"] for each in json.loads(cpq("list", "spru", "--json"))] == [spruce.account]
    assert spruce.account in cpq("list")
    (found,) = json.loads(cpq("rfm", "--as-of", "2026-06-30", "--json"))["items"]
    assert (found["customer"], found["account"], found["code"]) == ("C1001", spruce.account, "111")
    assert "1 customers" in cpq("rfm")
    shown = cpq("report", spruce.account)
    assert "ORD-2026-000001" in shown
    assert "this service keeps none of these" in shown
    file = tmp_path / "out" / "spruce.html"
    cpq("report", spruce.account, "--html", str(file))
    text = file.read_text("utf-8")
    assert f'aria-labelledby="{spruce.map["id"]}-t' in text
    assert "&lt;script&gt;alert(&quot;林&quot;)&lt;/script&gt;" in text
    assert "<script" not in text
    cpq("picture", spruce.map["id"], str(tmp_path / "map.svg"))
    assert (tmp_path / "map.svg").read_text("utf-8").startswith("<svg")


def test_what_a_register_says_is_imported_and_fills_an_account(desk: Desk, tmp_path: Path) -> None:
    account = desk.account("Spruce", credit_code=CODE)
    file = tmp_path / "gs.csv"
    file.write_text(f"统一社会信用代码,企业名称,人数\n{CODE},上海云杉,77\n", "utf-8")
    assert "1 companies imported" in cpq("registry", str(file))
    assert "1 companies imported" in cpq("registry", str(file))
    filled = json.loads(cpq("fill", account, "--json"))
    assert filled["registry"].startswith("gs.csv")
    assert (filled["taken"], filled["offered"]) == (["size"], ["name"])
    assert desk("GET", f"/v1/accounts/{account}")["size"] == 77
    file.write_bytes("统一社会信用代码\n".encode("gb18030"))
    wrong = CliRunner().invoke(build(("accounts",)), ["accounts", "registry", str(file)])
    assert isinstance(wrong.exception, Refused)
