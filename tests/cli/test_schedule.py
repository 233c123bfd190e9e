"""`cpq schedule`: every invoice, for people, programs and spreadsheets."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

from cpq.answer.schedule import Schedule, schedule_of
from cpq.cli.schedule_view import HEADINGS, schedule_csv
from cpq.money import arithmetic
from tests.cli.test_commands import REQUESTS, cpq
from tests.pricing.books import PRICES, book, quote

GROWTH = str(REQUESTS / "cloud-growth.yaml")


def test_the_json_adds_up_to_the_quote() -> None:
    schedule, priced = (json.loads(cpq(command, GROWTH, "--json").stdout) for command in ("schedule", "quote"))
    assert sum(Decimal(each["net"]) for each in schedule["invoices"]) == Decimal(priced["totals"]["net"])
    assert schedule["gross"] == priced["totals"]["gross"]
    assert priced["contract"]["first_invoice"] == {
        key: value for key, value in schedule["invoices"][0].items() if key != "charges"
    }


def test_the_table_says_how_and_for_which_days_each_charge_is() -> None:
    shown = cpq("schedule", GROWTH).stdout
    assert "2026-08-01 – 2026-08-14   in advance" in shown
    assert "先付" in cpq("schedule", GROWTH, lang="zh").stdout


def test_csv_and_json_are_not_both() -> None:
    both = cpq("schedule", GROWTH, "--csv", "--json")
    assert both.returncode == 2
    assert "--csv" in both.stderr


NAMES = """
products:
  P1: {kind: subscription, name: '=HYPERLINK("x")', category: work, tax_class: services, cost: 1}
  U2: {kind: usage, name: '@calls, "metered"', category: work, tax_class: services}
"""


def scheduled(folder: Path) -> Schedule:
    rulebook = book(folder, NAMES + PRICES.replace("U1: 0.5", "U1: 0.5, P1: 10, U2: 1"))
    lines = (
        "lines: [{product: P1, quantity: 2, term: 1}, {product: U2, quantity: 5, term: 1}, {product: W1, quantity: 1}]"
    )
    with arithmetic():
        return schedule_of(quote(rulebook, lines))


def test_no_name_is_a_formula_in_a_spreadsheet_and_usage_has_no_amount(tmp_path: Path) -> None:
    headings, *rows = csv.reader(StringIO(schedule_csv(scheduled(tmp_path))))
    assert tuple(headings) == HEADINGS
    assert [(row[4], row[5], row[9]) for row in rows] == [
        ('\'=HYPERLINK("x")', "advance", "20.00"),
        ("Widget one", "one_off", "100.00"),
        ('\'@calls, "metered"', "usage", ""),
    ]


def test_an_amount_that_is_given_back_stays_a_number() -> None:
    rows = list(csv.DictReader(StringIO(cpq("schedule", GROWTH, "--csv").stdout)))
    assert {Decimal(row["net"]) for row in rows if row["line"] == "1-C"} == {Decimal("-463.35"), Decimal("-1026.00")}
