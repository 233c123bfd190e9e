"""What a version would do to quotes, before it is in force."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from cpq.quote_json import plain
from cpq.quotes.reasons import reasons_of
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebooks.effects import Preview, Recorded, Trial, preview
from tests.rulebooks.minimal import version

DEARER = {"prices.yaml": ["DESK-120: 800.00", "DESK-120: 850.00"]}
BARRED = 'selling_rules:\n  none:\n    text: {zh: 停售, en: No longer sold}\n    target: {products: [CHAIR]}\n    only_when: "false"\n'


def quote(number: str, **lines: int) -> Recorded:
    head = {"id": number, "date": "2026-11-23", "currency": "CNY", "channel": "direct", "customer": "C1"}
    written = [{"product": name.replace("_", "-"), "quantity": str(count)} for name, count in lines.items()]
    return Recorded(number, json.dumps({**head, "lines": written}))


DESKS, CHAIRS, BOTH = quote("Q-1", DESK_120=2), quote("Q-2", CHAIR=3), quote("Q-3", DESK_120=1, CHAIR=1)


def seen(recorded: list[Recorded], after: Rulebook, before: Rulebook | None = None) -> Preview:
    return preview(recorded, Trial(before or version(), after, 60, reasons_of))


def test_who_pays_more_and_how_much() -> None:
    found = seen([DESKS, CHAIRS, BOTH], version(DEARER))
    assert found.counts == {"same": 1, "changed": 2, "only_before": 0, "only_after": 0, "neither": 0}
    assert [(each.quote, each.difference) for each in found.quotes] == [
        ("Q-1", Decimal("113.00")),  # 2 × 50.00 and 13 % of it
        ("Q-3", Decimal("56.50")),
    ]
    assert [(line.number, line.before, line.after) for line in found.quotes[1].lines] == [("1", 800, 850)]
    yuan = found.currencies[0]
    assert (yuan.currency, yuan.quotes, yuan.changed) == ("CNY", 3, 2)
    assert (yuan.before, yuan.after) == (Decimal("4746.00"), Decimal("4915.50"))
    assert (yuan.largest_rise, yuan.largest_fall) == (Decimal("113.00"), 0)


def test_with_the_same_rules_nothing_changes() -> None:
    found = seen([DESKS, CHAIRS], version({"prices.yaml": ["CHAIR: 450.00", "CHAIR: 450"]}))
    assert found.counts["same"] == 2
    assert found.quotes == ()


def test_a_quote_that_would_be_refused_says_why() -> None:
    barred = version(files={"barred.yaml": BARRED})
    there, back = seen([DESKS, CHAIRS], barred), seen([DESKS, CHAIRS], version(), barred)
    assert [(each.quote, each.effect, each.after) for each in there.quotes] == [("Q-2", "only_before", None)]
    assert "No longer sold" in there.quotes[0].refused[0].text.en
    assert [(each.quote, each.effect, each.before) for each in back.quotes] == [("Q-2", "only_after", None)]


def test_a_product_that_the_version_does_not_know_is_refused_not_raised() -> None:
    found = seen([quote("Q-9", GONE=1)], version())
    assert [(each.effect, each.refused[0].code) for each in found.quotes] == [("neither", "unknown-product")]


def test_a_cost_alone_changes_the_margin_for_those_who_may_see_it() -> None:
    found = seen([CHAIRS], version({"products.yaml": ["cost: 260.00", "cost: 300.00"]}))
    assert [each.difference for each in found.quotes] == [0]
    assert "margin" in json.dumps(plain(found))
    assert "margin" not in json.dumps(plain(found, internal=False))


def test_when_time_is_up_the_rest_is_counted() -> None:
    found = preview([DESKS] * 5, Trial(version(), version(DEARER), -1, reasons_of))
    assert found.not_reached == 5
    assert found.quotes == ()


@pytest.mark.parametrize("request_", ["", "[]", "{", '{"lines": 3}'])
def test_a_record_that_is_no_request_is_told(request_: str) -> None:
    found = seen([Recorded("Q-8", request_)], version())
    assert found.counts["neither"] == 1
    assert found.quotes[0].refused
