"""Rebates: what the answer, the trace and the findings say of them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cpq.explanation import sentences
from cpq.quote import price_quote
from cpq.rulebook.finding import Refused
from tests.pricing.books import PRICES, book, loaded, quote

RULES = (
    PRICES
    + """
approvers: {head: {name: Head, level: 1}}
guardrails: {thin: {scope: quote, text: Thin, when: margin < percent(25), approver: head}}
rebates:
  annual:
    name: Annual
    when: customer.id == "ACME" and currency == "CNY"
    target: {products: [W1]}
    period: quarter
    calculation: retrospective
    tiers:
      - {from: {CNY: 0}, rate: 1%}
      - {from: {CNY: 1000}, rate: 3%}
    usable:
      target: {products: [W1]}
      share: 30%
"""
)
ONE = "lines: [{product: W1, quantity: 2}, {product: W1, quantity: 1}, {product: D1, quantity: 1}]"


def test_the_answer_says_how_the_quote_stands_in_the_programme(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), f"rebates: {{annual: {{purchased: 800, balance: 50, use: 20}}}}, {ONE}")
    (rebate,) = made.rebates
    assert (rebate.base_before, rebate.base_now, rebate.tier, rebate.rate) == (800, 280, 2, Decimal("0.03"))
    # 1080 × 3 % − 800 × 1 %
    assert (rebate.accrued, rebate.missing) == (Decimal("24.40"), None)
    assert (rebate.balance, rebate.used, rebate.balance_after) == (50, 20, 30)
    assert [(each.line, each.net) for each in rebate.on] == [("1", Decimal("186.67")), ("2", Decimal("93.33"))]
    assert str(rebate.place) == "rules.yaml:16:29"
    assert made.totals.net == 1080  # what accrues comes off nothing


def test_what_is_used_is_a_step_of_each_line_and_a_row_of_the_waterfall_with_its_place(tmp_path: Path) -> None:
    asked = "rebates: {annual: {balance: 50, use: 20}}, discount: {percent: 10%, reason: law}, "
    made = quote(book(tmp_path, RULES), asked + ONE)
    rows = [(row.phase, row.rule, row.amount, str(row.place)) for row in made.waterfall][1:3]
    assert rows == [
        ("rebate", "annual", Decimal("-20.00"), "rules.yaml:17:5"),
        ("manual", "manual-order", Decimal("-108.00"), "None"),
    ]
    (step,) = [step for step in made.lines[0].trace if step.rule == "annual"]
    assert (step.amount, step.base, str(step.place)) == (Decimal("-13.33"), 200, "rules.yaml:17:5")
    said = [sentence.en for sentence in sentences(made.lines[0], made)]
    assert "Rebate used: Annual, of which CN¥13.33 pays for this line." in said


def test_a_price_by_hand_stands_before_the_rebate_in_the_waterfall(tmp_path: Path) -> None:
    line = "{product: W1, quantity: 1, price: {unit: 80, reason: law}}"
    made = quote(book(tmp_path, RULES), f"rebates: {{annual: {{balance: 50, use: 20}}}}, lines: [{line}]")
    rows = [(row.rule, row.running) for row in made.waterfall][1:3]
    assert rows == [("manual-price", 80), ("annual", 60)]


@pytest.mark.parametrize(("use", "approvals"), [("10", []), ("30", ["thin"])])
def test_the_margin_that_asks_for_approval_is_that_after_the_rebate(
    use: str, approvals: list[str], tmp_path: Path
) -> None:
    asked = f"rebates: {{annual: {{balance: 50, use: {use}}}}}, lines: [{{product: W1, quantity: 1}}]"
    made = quote(book(tmp_path, RULES), asked)
    # cost 60: a third of 90, a seventh of 70
    assert [each.rule for each in made.approvals] == approvals


def test_what_is_used_less_than_asked_for_is_remarked_with_by_how_much(tmp_path: Path) -> None:
    made = quote(
        book(tmp_path, RULES), "rebates: {annual: {balance: 80, use: 70}}, lines: [{product: W1, quantity: 1}]"
    )
    (remark,) = made.remarks
    assert (remark.code, str(remark.place)) == ("rebate-reduced", "rules.yaml:19:7")
    assert remark.text.en.startswith(
        '40.00 CNY less of rebate "annual" is used than was asked for: it pays at most 30 %'
    )
    assert remark.text.zh.startswith("返利“annual”少用了 40.00 CNY：最多占可用行净额的 30%")


def test_an_account_in_a_programme_of_others_is_remarked(tmp_path: Path) -> None:
    rules = RULES.replace('customer.id == "ACME"', 'customer.id == "SCHOOL"')
    made = quote(book(tmp_path, rules), "rebates: {annual: {purchased: 80}}, lines: [{product: W1, quantity: 1}]")
    (remark,) = made.remarks
    assert (remark.code, made.rebates) == ("rebate-not-in-force", ())
    assert remark.text.en.endswith('this does not hold: customer.id == "SCHOOL"')


def test_more_than_the_balance_is_refused_with_both_amounts_at_its_place(tmp_path: Path) -> None:
    asked = "rebates: {annual: {balance: 50, use: 70}}, lines: [{product: W1, quantity: 1}]"
    with pytest.raises(Refused) as refused:
        quote(book(tmp_path, RULES), asked)
    (finding,) = refused.value.findings
    assert finding.line("en") == (
        'request.yaml:1:108: 70 CNY of rebate "annual" are to be used, and its balance is 50; use less, or write `all`'
    )
    assert "余额只有 50" in finding.line("zh")


@pytest.mark.parametrize(
    ("rhythm", "day", "start", "end"),
    [
        ("month", "2028-02-29", date(2028, 2, 1), date(2028, 2, 29)),
        ("quarter", "2026-05-01", date(2026, 4, 1), date(2026, 6, 30)),
        ("year", "9999-12-31", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_the_period_is_that_of_the_calendar(rhythm: str, day: str, start: date, end: date, tmp_path: Path) -> None:
    rules = RULES.replace("period: quarter", f"period: {rhythm}")
    rulebook = book(tmp_path, rules)
    request = quote(rulebook, ONE).request.model_copy(update={"date": date.fromisoformat(day)})
    (rebate,) = price_quote(rulebook, request).rebates
    assert (rebate.period_start, rebate.period_end) == (start, end)


SOUND = "name: P, period: month, calculation: progressive"
ALL = "tiers: [{from: {CNY: 0, USD: 0, JPY: 0}, rate: 1%}]"
BROKEN = {
    "a currency without tiers": (f"{SOUND}, tiers: [{{from: {{CNY: 0}}, rate: 1%}}]", "rebate-currency"),
    "tiers that do not ascend": (
        f'{SOUND}, when: currency == "CNY", tiers: [{{from: {{CNY: 5}}, rate: 1%}}, {{from: {{CNY: 5}}, rate: 2%}}]',
        "tiers",
    ),
    "a retrospective rate that falls": (
        f'{SOUND}, when: currency == "CNY", tiers: [{{from: {{CNY: 0}}, rate: 2%}}, {{from: {{CNY: 5}}, rate: 1%}}]'.replace(
            "progressive", "retrospective"
        ),
        "rebate-rates",
    ),
    "a product that earns and is none": (f"{SOUND}, {ALL}, target: {{products: [W9]}}", "unknown-product"),
    "a product to be paid that is none": (f"{SOUND}, {ALL}, usable: {{target: {{products: [W9]}}}}", "unknown-product"),
    "a condition on amounts, which the buyer does not decide": (
        f"{SOUND}, {ALL}, when: order.net > CNY(1)",
        "expression-unknown-name",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_in_a_programme_is_found_at_load(name: str, tmp_path: Path) -> None:
    written, code = BROKEN[name]
    found = loaded(tmp_path, f"rebates:\n  p: {{{written}}}\n").findings
    assert [each.code for each in found] == [code]
    assert all(each.place.line == 2 for each in found)
