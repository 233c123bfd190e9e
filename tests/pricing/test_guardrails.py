"""A guardrail names the lines that touch it."""

from pathlib import Path

import pytest

from cpq.kinds import read_request
from cpq.quote import price_quote
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book, loaded, quote

BOX = """
products:
  BOX:
    kind: configurable
    name: {zh: 机箱, en: Box}
    category: things
    tax_class: goods
    cost: 1
    groups:
      core: {name: Core, options: {W1: {max: 4, default: 2}}}
      more: {name: More, min: 0, max: 2, options: {W2: {max: 9}, W3: }}
price_lists:
  L: {name: List, currency: CNY, channel: direct, entries: {BOX: 500, W1: 100, W2: 33.33, W3: 10, D1: 800}}
approvers: {lead: {name: Team lead, level: 1}, manager: {name: Manager, level: 2}}
"""
DEEP = (
    BOX
    + "guardrails: {deep: {scope: line, when: discount > 0.1, approver: lead, text: {zh: 折扣过深, en: Too deep}}}\n"
)
NEVER = (
    BOX + "guardrails: {deep: {scope: line, when: discount > 0.1, refuse: true, text: {zh: 折扣过深, en: Too deep}}}\n"
)
OPTIONS_OFF = "promotions: {off: {name: Off, target: {categories: [widgets], options_too: false}, benefit: {kind: percent, value: 20%}}}\n"
BOXES = "lines: [{product: D1, quantity: 1}, {product: BOX, quantity: 2, configuration: {more: {W2: 3, W3: 1}}}]"


def said(rulebook: Rulebook, request: str) -> list[str]:
    """Each approval as the rep reads it."""
    return [
        f"{each.approver}: {each.about.en if each.about else 'the quote'}: {each.reason.en}"
        for each in quote(rulebook, request).approvals
    ]


def test_the_options_that_touch_a_guardrail_are_named_not_their_product(tmp_path: Path) -> None:
    rulebook = book(tmp_path, DEEP + OPTIONS_OFF)
    assert said(rulebook, BOXES) == ["lead: line 2.1 (Widget one) and 1 more: Too deep"]
    (approval,) = quote(rulebook, BOXES).approvals
    assert (approval.line, approval.lines) == ("2.1", ("2.1", "2.2"))
    assert approval.about is not None
    assert approval.about.zh == "第 2.1 行（Widget one）等 2 行"


def test_two_products_ask_for_two_approvals(tmp_path: Path) -> None:
    rulebook = book(tmp_path, DEEP)
    off = "discount: {percent: 20%, reason: Friend}"
    assert said(rulebook, f"lines: [{{product: W1, quantity: 1, {off}}}, {{product: W2, quantity: 1, {off}}}]") == [
        "lead: line 1 (Widget one): Too deep",
        "lead: line 2 (Widget two): Too deep",
    ]


def test_a_guardrail_about_the_whole_names_no_line(tmp_path: Path) -> None:
    rules = "guardrails: {large: {scope: quote, when: net > CNY(100), approver: manager, text: Large}}\n"
    assert said(book(tmp_path, BOX + rules), "lines: [{product: W1, quantity: 2}]") == ["manager: the quote: Large"]


def test_a_refusal_names_the_lines_of_a_product_once(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        quote(book(tmp_path, NEVER + OPTIONS_OFF), BOXES)
    assert [each.text.en for each in caught.value.findings] == [
        'line 2.1 (Widget one) and 1 more: Too deep (guardrail "deep", nobody can approve it; change the quote)'
    ]


# 100 + 3 % − 10 % of 103: what the customer is given off is 10 % of the price with the surcharge
@pytest.mark.parametrize(("percent", "needed"), [("10%", []), ("10.01%", ["lead: line 1 (Widget one): Too deep"])])
def test_a_surcharge_hides_no_discount(percent: str, needed: list[str], tmp_path: Path) -> None:
    rulebook = book(tmp_path, DEEP + "price_rules: {up: {name: Up, adjust: {percent: 3%}}}\n")
    line = f"{{product: W1, quantity: 1000, discount: {{percent: {percent}, reason: Friend}}}}"
    assert said(rulebook, f"lines: [{line}]") == needed


MISSING = [
    ("product.watts > 500", []),
    ("product.watts > 500 and discount < 1", []),
    (
        "product.watts > 500 or margin < 0.99",
        ['lead: line 1 (Widget two): Check (no value was given for "product.watts")'],
    ),
    ("discount < 1 and margin < 1", ["lead: line 1 (Widget two): Check"]),
]


@pytest.mark.parametrize(("when", "needed"), MISSING)
def test_an_attribute_that_a_product_does_not_have_is_a_doubt_only_beside_something_else(
    when: str, needed: list[str], tmp_path: Path
) -> None:
    rules = f"guardrails: {{check: {{scope: line, when: {when}, approver: lead, text: Check}}}}\n"
    assert said(book(tmp_path, BOX + rules), "lines: [{product: W2, quantity: 1}]") == needed


def test_a_division_by_zero_in_a_guardrail_is_named_at_its_place(tmp_path: Path) -> None:
    rules = "guardrails: {odd: {scope: line, when: 1 / discount > 3, approver: lead, text: Odd}}\n"
    with pytest.raises(Refused) as caught:
        quote(book(tmp_path, BOX + rules), "lines: [{product: W1, quantity: 1}]")
    (finding,) = caught.value.findings
    assert finding.code == "rule-failed"
    # the divisor itself, in the eleventh line of the rules
    assert rules[finding.place.column - 1 :].startswith("discount > 3")
    assert finding.text.en == (
        'the condition of rule "odd" cannot be worked out for line 1 (W1): division by zero; rule this case out with "if" before'
    )
    assert "（第 1 行，W1）" in finding.text.zh


THIN = """
approvers: {boss: {name: Boss, level: 1}}
guardrails: {thin: {scope: quote, when: margin < 0.2, approver: boss, text: {zh: 毛利太薄, en: Too thin}}}
price_lists: {L: {name: List, currency: CNY, channel: direct, entries: {W1: 100, W3: 10, B9: 500}}}
products: {B9: {kind: bundle, name: Box of things, category: things, tax_class: goods, components: {W1: 1, W3: 2}}}
"""


def test_a_margin_that_is_not_known_says_of_what_the_cost_is_missing(tmp_path: Path) -> None:
    rulebook = book(tmp_path, THIN)
    lines = "lines: [{product: W1, quantity: 1}, {product: W3, quantity: 1}, {product: B9, quantity: 1}]"
    (approval,) = quote(rulebook, lines).approvals
    assert approval.reason.en == "Too thin (the margin is not known: no cost is written for W3)"
    assert approval.reason.zh == "毛利太薄（毛利未知：W3 没有写成本（cost））"


RAMPED = """
products:
  M1: {kind: subscription, name: Seat, category: work, tax_class: services, ramp: [{year: 1, discount: %s}]}
approvers: {boss: {name: Boss, level: 1}}
guardrails: {floor: {scope: line, when: below_floor, approver: boss, text: Below the floor}}
price_lists: {L: {name: L, currency: CNY, channel: direct, entries: {M1: {price: 9.99, floor: %s}}}}
"""


@pytest.mark.parametrize(
    ("ramp", "floor", "off", "below"),
    [
        # What the company itself gives away in the first year asks nobody
        ("100%", "9.99", "0%", []),
        ("100%", "9.00", "5%", []),
        # 9.99 − 3.33 (3.329667) is the whole price of that year, though 66.67 % of the floor is 6.660333
        ("33.33%", "9.99", "0%", []),
        # Beside the ramp a tenth off is below the floor in both years, and a twentieth in neither
        ("50%", "9.25", "10%", ["1-Y1", "1-Y2"]),
        ("50%", "9.25", "5%", []),
    ],
)
def test_a_ramp_takes_the_floor_down_with_the_price(
    ramp: str, floor: str, off: str, below: list[str], tmp_path: Path
) -> None:
    line = f"{{product: M1, quantity: 1, term: 24, discount: {{percent: {off}, reason: Friend}}}}"
    made = quote(book(tmp_path, RAMPED % (ramp, floor)), f"lines: [{line}]")
    assert [number for each in made.approvals for number in each.lines] == below


LARGE = """
approvers: {boss: {name: Boss, level: 1}}
guardrails: {large: {scope: quote, when: net_in_company_currency > 700, approver: boss, text: Large}}
price_lists:
  CN: {name: CN, currency: CNY, channel: direct, entries: {W1: 100}}
  US: {name: US, currency: USD, channel: direct, entries: {W1: 100}}
  JP: {name: JP, currency: JPY, channel: direct, entries: {W1: 100}}
"""


@pytest.mark.parametrize(
    ("currency", "day", "quantity", "needed"),
    [
        ("CNY", "2026-01-01", 7, []),
        ("CNY", "2026-01-01", 8, ["boss: the quote: Large"]),
        # 7.00 to the dollar, from July 8.00
        ("USD", "2026-06-30", 1, []),
        ("USD", "2026-07-01", 1, ["boss: the quote: Large"]),
        (
            "JPY",
            "2026-01-01",
            1,
            ["boss: the quote: Large (there is no exchange rate for JPY on 2026-01-01; add one under currencies)"],
        ),
    ],
)
def test_one_limit_in_the_companys_currency_holds_for_quotes_in_all(
    currency: str, day: str, quantity: int, needed: list[str], tmp_path: Path
) -> None:
    rulebook = book(tmp_path, LARGE)
    text = (
        f"{{id: Q, date: {day}, currency: {currency}, channel: direct, customer: ACME, "
        f"lines: [{{product: W1, quantity: {quantity}}}]}}"
    )
    approvals = price_quote(rulebook, read_request(text, "request.yaml", rulebook)).approvals
    assert [f"{each.approver}: the quote: {each.reason.en}" for each in approvals] == needed


def test_an_amount_with_a_currency_is_refused_beside_the_amount_in_the_companys_own(tmp_path: Path) -> None:
    rules = LARGE.replace("> 700", "> CNY(700)")
    (finding,) = loaded(tmp_path, rules).findings
    assert finding.place.line == 3
    assert finding.text.en == ("this is an amount of money, the other side a plain number; leave the currency out: 700")
    assert "请去掉币种，只写 700" in finding.text.zh
    assert loaded(tmp_path / "mended", LARGE).findings == ()
