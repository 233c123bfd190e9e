"""The straight line: one request, one rulebook, one answer."""

from pathlib import Path

import pytest

from cpq.kinds import read_request
from cpq.quote import price_quote
from cpq.rulebook.finding import Refused
from cpq.rulebook.text import Text
from tests.pricing.books import PRICES, book, quote


def refusal(folder: Path, rules: str, request: str) -> list[str]:
    rulebook = book(folder, rules)
    with pytest.raises(Refused) as caught:
        price_quote(rulebook, read_request(request, "request.yaml", rulebook))
    assert all(each.text.zh and each.text.en for each in caught.value.findings)
    return [f"{each.place} {each.code}" for each in caught.value.findings]


HEAD = "id: Q1\ndate: 2026-01-01\ncurrency: CNY\nchannel: direct\ncustomer: ACME\n"


def test_the_same_request_gives_an_equal_quote(tmp_path: Path) -> None:
    rulebook = book(tmp_path, PRICES)
    assert quote(rulebook, "lines: [{product: W1, quantity: 3}]") == quote(
        rulebook, "lines: [{product: W1, quantity: 3}]"
    )


def test_every_missing_price_is_reported_at_its_line(tmp_path: Path) -> None:
    rules = "price_lists: {L: {name: L, currency: CNY, channel: direct, entries: {W1: 1}}}\n"
    request = (
        HEAD + "lines:\n- {product: W1, quantity: 1}\n- {product: W2, quantity: 1}\n- {quantity: 1, product: W3}\n"
    )
    assert refusal(tmp_path, rules, request) == ["request.yaml:8:4 no-price", "request.yaml:9:17 no-price"]


def test_a_missing_list_and_impossible_lines_are_reported_together(tmp_path: Path) -> None:
    request = HEAD.replace("CNY", "JPY") + "lines:\n- {product: W1, quantity: 1.5}\n"
    found = refusal(tmp_path, PRICES, request)
    assert found[0] == "request.yaml:3:1 no-price-list"
    assert len(found) == 2


def test_a_missing_list_says_why_each_one_does_not_fit(tmp_path: Path) -> None:
    rulebook = book(
        tmp_path,
        "price_lists:\n"
        "  A: {name: A, currency: USD, channel: direct}\n"
        "  B: {name: B, currency: CNY, channel: direct, valid: {from: 2027-01-01}}\n"
        "  C: {name: C, currency: CNY, channel: direct, segment: education}\n",
    )
    with pytest.raises(Refused) as caught:
        quote(rulebook, "lines: [{product: W1, quantity: 1}]")
    (finding,) = caught.value.findings
    assert finding.text.en == (
        "no price list is in force (CNY, direct, 2026-01-01): A is for currency USD; B is in force from 2027-01-01 on; "
        "C is for segment education. Change the request or add a list"
    )
    assert [str(place) for place in finding.related] == ["rules.yaml:2:3", "rules.yaml:3:3", "rules.yaml:4:3"]


def test_a_missing_tax_rate_is_not_a_zero(tmp_path: Path) -> None:
    rules = PRICES + "regions: {US: {name: America}}\ncustomers: {YANK: {name: Yank, segment: business, region: US}}\n"
    request = HEAD.replace("ACME", "YANK") + "lines:\n- {product: W1, quantity: 1}\n- {product: D1, quantity: 1}\n"
    assert refusal(tmp_path, rules, request) == ["request.yaml:7:4 no-tax-rate", "request.yaml:8:4 no-tax-rate"]


def test_a_rule_that_divides_by_zero_is_named_at_its_place(tmp_path: Path) -> None:
    rules = PRICES + 'price_rules: {odd: {name: O, lines: "1 / (quantity - 3) > 0", adjust: {percent: 1%}}}\n'
    request = HEAD + "lines:\n- {product: W1, quantity: 3}\n"
    # the divisor itself
    assert refusal(tmp_path, rules, request) == ["rules.yaml:4:43 rule-failed"]


def test_a_price_rule_that_makes_a_price_negative_is_refused(tmp_path: Path) -> None:
    rules = PRICES + "price_rules: {deep: {name: D, target: {products: [V1]}, adjust: {amount: {CNY: -8}}}}\n"
    request = HEAD + "lines:\n- {product: V1-red, quantity: 3}\n"
    assert refusal(tmp_path, rules, request) == ["request.yaml:7:4 negative-price"]


def test_a_surcharge_that_makes_a_price_negative_is_refused(tmp_path: Path) -> None:
    rules = PRICES.replace("V1: 7", "V1: {price: 7, surcharges: {colour: {red: -9, blue: -7}}}")
    request = HEAD + "lines:\n- {product: V1-red, quantity: 3}\n- {product: V1-blue, quantity: 3}\n"
    assert refusal(tmp_path, rules, request) == ["request.yaml:7:4 negative-price"]


def test_every_step_says_where_its_rule_is_written(tmp_path: Path) -> None:
    rules = PRICES + (
        "price_rules:\n  up:\n    name: Up\n    adjust: {percent: 5%}\n"
        "promotions:\n  down:\n    name: Down\n    benefit: {kind: percent, value: 10%}\n"
    )
    made = quote(book(tmp_path, rules), "lines: [{product: W1, quantity: 2}]")
    steps = [(step.phase, step.rule, str(step.place), step.amount) for step in made.lines[0].trace]
    assert [(phase, rule, place, str(amount)) for phase, rule, place, amount in steps] == [
        ("base", "L", "rules.yaml:3:61", "200.00"),
        ("price_rule", "up", "rules.yaml:7:5", "10.00"),
        ("line_discount", "down", "rules.yaml:11:5", "-21.00"),
    ]


def test_the_price_list_is_named_with_its_reason(tmp_path: Path) -> None:
    made = quote(book(tmp_path, PRICES), "lines: [{product: W1, quantity: 2}]")
    assert (made.price_list, str(made.price_list_place)) == ("L", "rules.yaml:3:3")
    assert made.price_list_reason is not None
    assert made.price_list_reason.en == "the general list of this currency and channel"


def test_margins_without_a_cost_are_not_known_and_said_so(tmp_path: Path) -> None:
    made = quote(book(tmp_path, PRICES), "lines: [{product: W1, quantity: 2}, {product: W3, quantity: 1}]")
    assert made.totals.margin is None
    assert [(each.code, each.line, each.text.en) for each in made.remarks] == [
        ("unknown-cost", "2", "the margin is not known: no cost is written for W3")
    ]


def test_margin_is_what_is_left_of_the_amount_without_tax(tmp_path: Path) -> None:
    made = quote(book(tmp_path, PRICES), "lines: [{product: W1, quantity: 2}]")
    # (200 − 120) ÷ 200
    assert str(made.totals.margin) == "0.400000"


HUGE = "999999999999999999"


def test_amounts_past_every_bound_are_refused(tmp_path: Path) -> None:
    rules = (
        f"price_lists: {{L: {{name: L, currency: CNY, channel: direct, entries: {{W1: {HUGE}}}}}}}\n"
        "price_rules:\n" + "".join(f"  up{n}: {{name: Up, adjust: {{percent: {HUGE}%}}}}\n" for n in range(3))
    )
    request = HEAD + f"lines:\n- {{product: W1, quantity: {HUGE}}}\n"
    assert [each.split()[-1] for each in refusal(tmp_path, rules, request)] == ["too-large"]


def test_a_percentage_of_lines_that_are_not_there_is_not_a_zero(tmp_path: Path) -> None:
    rules = PRICES.replace("W1: 100", "W1: 100, SUP: {method: percent_of, percent: 18%, of: {categories: [widgets]}}")
    request = HEAD + "lines:\n- {product: W3, quantity: 1}\n- {product: SUP, quantity: 1}\n"
    assert refusal(tmp_path, rules, request) == ["request.yaml:8:4 no-price"]


def test_percentages_of_each_other_are_refused_where_a_contract_makes_the_circle(tmp_path: Path) -> None:
    share = "{{method: percent_of, percent: 5%, of: {{products: [{}]}}}}".format
    rules = (
        PRICES.replace("D1: 800", f"D1: {share('V1')}").replace("V1: 7", f"V1: {share('W1')}")
        + f"contracts: {{k: {{name: K, customer: ACME, prices: {{CNY: {{W1: {share('D1')}}}}}}}}}\n"
    )
    request = HEAD + "lines: [{product: D1, quantity: 1}, {product: V1-red, quantity: 1}, {product: W1, quantity: 1}]\n"
    rulebook = book(tmp_path, rules)
    with pytest.raises(Refused) as caught:
        price_quote(rulebook, read_request(request, "request.yaml", rulebook))
    (finding,) = caught.value.findings
    assert (finding.code, str(finding.place)) == ("share-cycle", "request.yaml:6:10")
    assert " ".join(str(each) for each in finding.related) == "rules.yaml:3:150 rules.yaml:3:89 rules.yaml:4:57"


@pytest.mark.parametrize("given", ["percent: 1%, amount: 5, ", ""])
def test_a_manual_discount_is_a_percentage_or_an_amount(given: str, tmp_path: Path) -> None:
    request = HEAD + f"lines:\n- {{product: W1, quantity: 3}}\ndiscount: {{{given}reason: Friend}}\n"
    assert refusal(tmp_path, PRICES, request) == ["request.yaml:8:1 manual-discount"]


def test_large_quantities_are_exact(tmp_path: Path) -> None:
    made = quote(
        book(tmp_path, PRICES), "lines: [{product: W2, quantity: 999999999999}], discount: {percent: 1%, reason: R}"
    )
    # 33.33 × 999,999,999,999 = 33,329,999,999,966.67; 1 % is 333,299,999,999.6667
    assert str(made.totals.net) == "32996699999967.00"


def test_the_last_day_of_a_quote_is_a_date(tmp_path: Path) -> None:
    rulebook = book(tmp_path, PRICES)
    request = HEAD.replace("2026-01-01", "9999-12-30") + "lines:\n- {product: W1, quantity: 1}\n"
    assert str(price_quote(rulebook, read_request(request, "r.yaml", rulebook)).valid_until) == "9999-12-31"


BOXES = """
attributes:
  side: {name: Side, unit: mm}
products:
  BOX:
    kind: configurable
    name: Box
    category: things
    tax_class: goods
    cost: 1
    groups: {lid: {name: Lid, options: {W1: {default: 1}}}}
    inputs:
      width: {attribute: side, values: [200, 300], default: 300}
      paint: {attribute: colour}
  CRATE: {kind: configurable, name: Crate, category: things, tax_class: goods, cost: 1, nested: {boxes: {name: Boxes, products: [BOX], max: 2}}}
price_lists:
  P: {name: P, currency: CNY, channel: direct, entries: {BOX: 10, CRATE: 5, W1: 1}}
"""


def test_what_was_entered_stands_on_the_line_also_where_it_was_completed(tmp_path: Path) -> None:
    rulebook = book(tmp_path, BOXES)
    lines = """lines: [
      {product: BOX, quantity: 1, configuration: {paint: blue}},
      {product: CRATE, quantity: 1, configuration: {boxes: [{product: BOX, configuration: {width: 200, paint: red}}]}}]"""
    details = {
        line.number: [(name.en, value.en) for name, value in line.details] for line in quote(rulebook, lines).lines
    }
    assert details["1"] == [("Side", "300 mm"), ("Colour", "Blue")]
    assert details["2"] == []
    assert details["2.1"] == [("Side", "200 mm"), ("Colour", "Red")]


def test_a_surcharge_is_named_for_people(tmp_path: Path) -> None:
    rulebook = book(
        tmp_path,
        "price_lists: {P: {name: P, currency: CNY, channel: direct, entries: {V1: {price: 5, surcharges: {colour: {red: 1}}}}}}",
    )
    (line,) = quote(rulebook, "lines: [{product: V1-red, quantity: 1}]").lines
    assert [step.label.zh for step in line.trace] == ["P", "Colour：Red"]
    assert line.trace[1].label.en == "Colour: Red"


def test_lines_stand_under_one_heading_wherever_they_were_written(tmp_path: Path) -> None:
    rulebook = book(tmp_path, PRICES)
    asked = [f"{{product: {code}, quantity: 1}}" for code in ("W1", "W2", "W1")]
    asked[1] = asked[1].replace("}", ", section: Extras}")
    sections = quote(rulebook, f"lines: [{', '.join(asked)}]").in_sections()
    assert {heading.en: [line.number for line in lines] for heading, lines in sections.items()} == {
        "Things": ["1", "3"],
        "Extras": ["2"],
    }


def test_a_note_is_one_text_for_both_languages_or_one_for_each(tmp_path: Path) -> None:
    made = quote(
        book(tmp_path, PRICES),
        'notes: "6 weeks", sales_rep: {zh: 林悦, en: Lin Yue}, '
        "lines: [{product: W1, quantity: 1, note: {zh: 白色, en: white}}]",
    )
    assert made.request.notes == Text.same("6 weeks")
    assert made.request.sales_rep == Text(zh="林悦", en="Lin Yue")
    assert made.lines[0].note == Text(zh="白色", en="white")


@pytest.mark.parametrize(("note", "column"), [("x" * 2001, 9), (f"{{zh: 短, en: {'x' * 2001}}}", 3)])
def test_a_note_that_is_too_long_in_a_language_is_refused_at_its_place(tmp_path: Path, note: str, column: int) -> None:
    request = HEAD + f"lines:\n- product: W1\n  quantity: 1\n  note: {note}\n"
    assert refusal(tmp_path, PRICES, request) == [f"request.yaml:9:{column} wrong-length"]


def test_a_metered_line_says_what_is_expected_and_how_much_of_it_is_free(tmp_path: Path) -> None:
    made = quote(book(tmp_path, PRICES), "lines: [{product: U1, quantity: 80}, {product: U1, quantity: 30}]")
    told = [(line.quantity, line.metering and (line.metering.expected, line.metering.included)) for line in made.lines]
    assert told == [(30, (80, 50)), (30, (30, 0))]


RAMP = """
products:
  M1:
    kind: subscription
    name: Ramped
    category: work
    tax_class: services
    ramp: [{year: 1, discount: 50%}, {year: 2, discount: 20%}]
price_lists: {L: {name: L, currency: CNY, channel: direct, entries: {M1: 10, S1: 3}}}
"""


def test_each_year_of_a_ramp_has_its_amount_per_period_that_multiplies_to_its_sum(tmp_path: Path) -> None:
    made = quote(
        book(tmp_path, RAMP),
        "lines: [{product: S1, quantity: 1, term: 12}, {product: M1, quantity: 2, term: 30}, {product: M1, quantity: 1, term: 12}]",
    )
    rows = [(each.period, each.year, each.per_period, each.net) for each in made.totals.recurring]
    assert rows == [("month", None, 3, 36), ("month", 1, 15, 180), ("month", 2, 16, 192), ("month", 3, 20, 120)]
    assert sum(each.net for each in made.totals.recurring) == made.totals.net
