"""Parts of billing periods as another engine's published cases have them, through a quote for one unit at a price of one."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from cpq.kinds import read_request
from cpq.quote import price_quote
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book

HOME = Path(__file__).resolve().parents[2]
FILE = Path(os.environ.get("CPQ_CORPUS", HOME.parent / "shared" / "corpus")) / "pricing" / "peer_cases.json"
ABSENT = f"there are no worked pricing cases at {FILE}; $CPQ_CORPUS may name another folder"
PERIODS = {"monthly": "month", "quarterly": "quarter", "annual": "year"}

RULES = "products:\n" + "".join(
    f"  {period}: {{kind: subscription, name: {period}, category: work, tax_class: services, billing: {period}, "
    "proration: actual}\n"
    for period in ("month", "quarter", "year")
)
PRICES = "price_lists: {L: {name: List, currency: CNY, channel: direct, entries: {month: 1, quarter: 1, year: 1}}}\n"


def cases() -> list[Any]:
    if not FILE.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=ABSENT), id="absent")]
    every = json.loads(FILE.read_text("utf-8"))
    return [pytest.param(case, id=case["id"]) for case in every if case["kind"] == "proration"]


@cache
def rulebook() -> Rulebook:
    with TemporaryDirectory() as folder:
        return book(Path(folder), RULES + PRICES)


@pytest.mark.parametrize("case", cases())
def test_what_is_billed_up_to_a_day_is_as_many_periods_as_published(case: dict[str, Any]) -> None:
    period, target = PERIODS[case["settings"]["period"]], date.fromisoformat(case["target"])
    end = date.fromisoformat(case["end"]) - timedelta(days=1) if "end" in case else target + timedelta(days=800)
    line = {
        "product": period,
        "quantity": "1",
        "start": case["start"],
        "billing_day": case["settings"]["bill_cycle_day"],
    }
    # A contract that ends on a common day may be shorter than the shortest term.
    asked = {
        "id": "Q",
        "date": case["start"],
        "currency": "CNY",
        "channel": "direct",
        "customer": "ACME",
        "co_terminate": end.isoformat(),
        "lines": [line],
    }
    (priced,) = price_quote(rulebook(), read_request(json.dumps(asked), "case.json", rulebook())).lines
    assert priced.billing is not None
    # In advance: what has begun up to that day is billed.
    billed = sum((each.share for each in priced.billing.calendar.periods if each.start <= target), Fraction(0))
    assert round(Decimal(billed.numerator) / billed.denominator, 6) == Decimal(case["expect"]["billing_cycles"])
