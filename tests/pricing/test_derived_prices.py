"""A price that is taken from other lists says how, level by level, and a list that is taken says why."""

from decimal import Decimal
from pathlib import Path

import pytest

from cpq.kinds import read_request
from cpq.quote import price_quote
from cpq.rulebook.finding import Refused
from tests.pricing.books import CASES, book, codes, loaded, quote

INHERITANCE = CASES / "pricing" / "inheritance.yaml"
CURRENCIES = CASES / "pricing" / "currencies.yaml"


def test_every_level_says_what_it_did_and_where_that_is_written(tmp_path: Path) -> None:
    rulebook = book(tmp_path, INHERITANCE.read_text("utf-8"))
    gold = "{id: Q1, date: 2026-01-01, currency: CNY, channel: dealer, customer: {name: S, segment: education, region: CN}, "
    made = price_quote(rulebook, read_request(gold + "lines: [{product: W1, quantity: 2}]}", "r.yaml", rulebook))
    (step,) = made.lines[0].trace
    assert step.amount == Decimal("170.82")
    assert str(step.place) == "rules.yaml:7:7"
    assert [(each.text.en, str(each.place)) for each in step.derived] == [
        ("“Base” 100 − 5 % = 95, rounded to 94.90", "rules.yaml:25:11"),
        ("“Dealer” 94.90 − 10 % = 85.41", "rules.yaml:34:5"),
    ]
    assert step.derived[0].text.zh == "“Base” 100 − 5 % = 95，取整为 94.90"
    assert (step.derived[0].before, step.derived[0].after) == (Decimal(100), Decimal("94.90"))


def test_a_conversion_shows_its_rate_and_the_day_of_it(tmp_path: Path) -> None:
    rulebook = book(tmp_path, CURRENCIES.read_text("utf-8"))
    text = "{id: Q1, date: 2026-03-31, currency: EUR, channel: direct, customer: SCHOOL, lines: [{product: W1, quantity: 1}]}"
    made = price_quote(rulebook, read_request(text, "r.yaml", rulebook))
    (level,) = made.lines[0].trace[0].derived
    assert level.text.en == "“Base” 123.45 CNY × 0.13333333 = 16.46 EUR (exchange rate of 2026-03-01)"
    assert (level.currency, str(level.since), str(level.place)) == ("CNY", "2026-03-01", "rules.yaml:9:5")
    assert made.price_list_reason is not None
    assert "1 CNY = 0.13333333 EUR" in made.price_list_reason.en


def test_a_missing_rate_names_the_currency_the_day_and_the_places(tmp_path: Path) -> None:
    rulebook = book(tmp_path, CURRENCIES.read_text("utf-8"))
    text = "{id: Q1, date: 2026-03-31, currency: CHF, channel: direct, customer: SCHOOL, lines: [{product: W1, quantity: 1}]}"
    with pytest.raises(Refused) as refused:
        price_quote(rulebook, read_request(text, "r.yaml", rulebook))
    (finding,) = refused.value.findings
    assert str(finding.place) == "r.yaml:1:28"
    assert "CHF on 2026-03-31" in finding.text.en
    assert [str(place) for place in finding.related] == ["rules.yaml:3:43", "rules.yaml:9:5"]


def test_a_quote_says_why_each_other_list_was_not_taken(tmp_path: Path) -> None:
    rulebook = book(tmp_path, INHERITANCE.read_text("utf-8"))
    made = quote(rulebook, "lines: [{product: W3, quantity: 1}]")
    assert (made.price_list, made.price_list_reason and made.price_list_reason.en) == (
        "SHANGHAI",
        "for the region CN-SH",
    )
    assert [(each.id, each.why.en) for each in made.price_lists_passed_over] == [
        ("BASE", "fits, but a more specific list is in force"),
        ("DEALER", "is for channel dealer"),
        ("GOLD", "is for channel dealer, is for segment education"),
        ("BUNDLES", "is for channel dealer, is in force from 2030-01-01 on"),
    ]


def test_a_list_that_does_not_fit_is_refused_where_the_request_names_it(tmp_path: Path) -> None:
    rulebook = book(tmp_path, INHERITANCE.read_text("utf-8"))
    with pytest.raises(Refused) as refused:
        quote(rulebook, "price_list: GOLD, lines: [{product: W3, quantity: 1}]")
    (finding,) = refused.value.findings
    assert finding.line("en").startswith("request.yaml:1:76: the price list GOLD that the request names does not fit")
    assert "is for channel dealer, is for segment education" in finding.text.en


LIST = (
    "price_lists:\n  L: {name: L, currency: CNY, channel: direct, entries: {W1: 1, W2: {method: from_list, list: M}}}\n"
)

BROKEN = {
    "a price that comes back to itself": (
        LIST + "  M: {name: M, currency: CNY, channel: dealer, entries: {W2: {method: from_list, list: L}}}\n",
        ["rules.yaml:2:65 list-cycle"],
    ),
    "a price that comes back over what a list is based on": (
        LIST
        + "  M: {name: M, currency: CNY, channel: dealer, based_on: {list: N}}\n"
        + "  N: {name: N, currency: CNY, channel: dealer, region: CN, based_on: {list: L}}\n",
        ["rules.yaml:2:65 list-cycle"],
    ),
    "a price that only a variant has in a circle": (
        (
            "price_lists:\n"
            "  L: {name: L, currency: CNY, channel: direct, entries: {V1: {method: from_list, list: M}}}\n"
            "  M: {name: M, currency: CNY, channel: dealer, entries: {V1: 3, V1-red: {method: from_list, list: L}}}\n"
        ),
        ["rules.yaml:2:58 list-cycle"],
    ),
    "a price that the other list does not have": (
        LIST + "  M: {name: M, currency: CNY, channel: dealer, entries: {W1: 3}}\n",
        ["rules.yaml:2:89 no-price"],
    ),
    "a price that the other list has for a variant only": (
        (
            "price_lists:\n"
            "  L: {name: L, currency: CNY, channel: direct, entries: {V1: {method: from_list, list: M}}}\n"
            "  M: {name: M, currency: CNY, channel: dealer, entries: {V1-red: 3}}\n"
        ),
        [],
    ),
    "a price from a list in another currency without a rate": (
        LIST + "  M: {name: M, currency: USD, channel: dealer, entries: {W2: 3}}\n",
        ["rules.yaml:2:89 list-currency"],
    ),
    "a list that there is not": (LIST, ["rules.yaml:2:95 unknown-reference"]),
    "an exception for a product that there is not": (
        LIST.replace(", W2: {method: from_list, list: M}", "")
        + "  M: {name: M, currency: CNY, channel: dealer, based_on: {list: L, except: [{target: {products: [W9]}}]}}\n",
        ["rules.yaml:3:98 unknown-product"],
    ),
    "less than nothing": (
        LIST + "  M: {name: M, currency: CNY, channel: dealer, based_on: {list: L, percent: -101%}}\n",
        ["rules.yaml:3:77 out-of-range"],
    ),
    "a list converted to its own currency": (
        "price_lists: {L: {name: L, currency: CNY, channel: direct, convert_to: [CNY]}}\n",
        ["rules.yaml:1:73 list-currency"],
    ),
    "a list converted to a currency without any rate": (
        "price_lists: {L: {name: L, currency: CNY, channel: direct, convert_to: [JPY]}}\n",
        ["rules.yaml:1:73 no-exchange-rate"],
    ),
    "two lists that are converted to one currency": (
        (
            "price_lists:\n"
            "  L: {name: L, currency: CNY, channel: direct, convert_to: [USD]}\n"
            "  M: {name: M, currency: EUR, channel: direct, convert_to: [USD]}\n"
            "currencies: {EUR: {name: Euro, rates: [{from: 2026-01-01, rate: 8}]}}\n"
        ),
        ["rules.yaml:3:3 overlap"],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_with_what_is_taken_from_lists_is_found_at_load(case: str, tmp_path: Path) -> None:
    rules, expected = BROKEN[case]
    found = loaded(tmp_path, rules).findings
    assert [f"{each.place} {each.code}" for each in found] == expected, codes(found)


def test_a_price_that_is_worked_out_says_the_rate_and_its_day_too(tmp_path: Path) -> None:
    rulebook = book(tmp_path, CURRENCIES.read_text("utf-8"))
    text = "{id: Q1, date: 2026-03-31, currency: EUR, channel: direct, customer: SCHOOL, lines: [{product: D1, quantity: 1}]}"
    made = price_quote(rulebook, read_request(text, "r.yaml", rulebook))
    (level,) = made.lines[0].trace[0].derived
    assert (
        level.text.en
        == "“Base” 1,030.00 CNY × 0.13333333 ≈ 137.3333, rounded to 137.33 EUR (exchange rate of 2026-03-01)"
    )
    assert level.text.zh == "“Base” 1,030.00 CNY × 0.13333333 ≈ 137.3333，取整为 137.33 EUR（2026-03-01 起的汇率）"


@pytest.mark.parametrize(
    ("case", "head", "product", "note", "en", "zh"),
    [
        (
            "worked_out",
            "CNY, channel: dealer",
            "W1",
            "cost 60.00 ÷ (1 − 40%)",
            "“List” 100.00 − 10 % = 90, rounded to 89.90",
            "“List” 100.00 − 10 % = 90，取整为 89.90",
        ),
        (
            "worked_out",
            "CNY, channel: dealer",
            "PINS",
            None,
            "as in “List”, for what it is taken of is derived already",
            "与“List”相同，其基数已经推导",
        ),
        (
            "lists",
            "CNY, channel: dealer",
            "D1",
            "cost 500.00 × 160%",
            "“Base” 800.00 − 12 % = 704, rounded to 699.90",
            "“Base” 800.00 − 12 % = 704，取整为 699.90",
        ),
        (
            "lists",
            "USD, channel: direct",
            "D1",
            "cost 71.43 × 160%",
            "by the cost, as in “Base”",
            "与“Base”一样按成本计",
        ),
    ],
)
def test_a_price_that_is_worked_out_says_what_it_was_in_the_list_before(
    case: str, head: str, product: str, note: str | None, en: str, zh: str, tmp_path: Path
) -> None:
    rulebook = book(tmp_path, (CASES / "pricing" / f"{case}.yaml").read_text("utf-8"))
    text = (
        f"{{id: Q1, date: 2026-05-01, currency: {head}, customer: ACME, lines: [{{product: {product}, quantity: 1}}]}}"
    )
    (step,) = price_quote(rulebook, read_request(text, "r.yaml", rulebook)).lines[0].trace
    assert (step.note and step.note.en) == note
    assert [(level.text.en, level.text.zh) for level in step.derived] == [(en, zh)]


@pytest.mark.parametrize(
    ("terms", "price"), [("ending: -5", "3"), ("round_to: 10, ending: -0.1", "3"), ("ending: -3", "3")]
)
def test_an_ending_that_would_leave_nothing_of_a_price_says_that_it_is_left_out(
    terms: str, price: str, tmp_path: Path
) -> None:
    rules = (
        "price_lists:\n"
        f"  A: {{name: A, currency: CNY, channel: dealer, entries: {{W1: {price}, W2: 100}}}}\n"
        f"  B: {{name: B, currency: CNY, channel: direct, based_on: {{list: A, {terms}}}}}\n"
    )
    made = quote(book(tmp_path, rules), "lines: [{product: W1, quantity: 1}, {product: W2, quantity: 1}]")
    small, large = (line.trace[0].derived[0].text for line in made.lines)
    assert made.lines[0].net == 3
    assert small.en.endswith("; rounding and ending are left out, for they would leave nothing of it")
    assert small.zh.endswith("，取整与尾数会使价格不大于零，未采用")
    assert "left out" not in large.en
