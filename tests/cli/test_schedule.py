"""`cpq schedule`: every invoice, for people, programs and spreadsheets."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

from rich.console import Console

from cpq.answer.schedule import Schedule, schedule_of
from cpq.cli.schedule_view import HEADINGS, schedule_csv, schedule_view
from cpq.kinds import read_request
from cpq.money import arithmetic
from cpq.quote import price_quote
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


FRANCS = """
currencies: {CHF: {name: Franc, cash_rounding: 0.05}}
price_lists: {L: {name: L, currency: CHF, channel: direct, entries: {S1: 9.99, W1: 100.01}}}
"""


def test_every_invoice_is_rounded_for_cash(tmp_path: Path) -> None:
    request = {"id": "Q", "date": "2026-01-01", "currency": "CHF", "channel": "direct", "customer": "ACME"}
    lines = [{"product": "S1", "quantity": "1", "term": 2}, {"product": "W1", "quantity": "1"}]
    rulebook = book(tmp_path, FRANCS)
    quoted = price_quote(rulebook, read_request(json.dumps({**request, "lines": lines}), "q.json", rulebook))
    with arithmetic():
        made = schedule_of(quoted)
    # 9.99 and VAT of 0.60; 100.01 and 13.00 besides on the first; 123.60 + 10.59 = 134.19, in one sum 134.20
    assert [(str(each.gross), str(each.rounding), str(each.payable)) for each in made.invoices] == [
        ("123.60", "0.00", "123.60"),
        ("10.59", "0.01", "10.60"),
    ]
    assert (made.gross, made.rounding, made.payable) == (Decimal("134.19"), Decimal("0.01"), Decimal("134.20"))
    assert quoted.contract is not None
    assert quoted.contract.first_invoice.payable == Decimal("123.60")
    *_, last = csv.reader(StringIO(schedule_csv(made)))
    assert (last[1], last[5], last[9:]) == ("2026-02-01", "rounding", ["", "", "0.01"])
    console = Console(width=110, file=StringIO())
    console.print(schedule_view(made, 2))
    assert isinstance(console.file, StringIO)
    assert console.file.getvalue().count("10.60") == 1


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
