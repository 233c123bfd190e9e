"""What would avoid an approval or a refusal: exact, priced, and no further from the request than needed."""

from pathlib import Path

import pytest

from cpq.advice import Advised, advise
from cpq.kinds import read_request
from cpq.quote import price_quote
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book

RULES = """
products:
  BOX:
    kind: configurable
    name: Box
    category: things
    tax_class: goods
    cost: 1
    groups: {core: {name: Core, options: {W1: {max: 4, default: 2}}}}
payment_terms: {net60: {name: 60 days, text: 60 days}, cash: {name: Cash, text: Cash}}
price_lists:
  L: {name: L, currency: CNY, channel: direct, entries: {W1: {price: 100, floor: 88}, W2: 50, D1: 800, S1: 10, BOX: 500}}
approvers: {lead: {name: Lead, level: 1}, boss: {name: Boss, level: 2}}
promotions: {off: {name: Off, target: {products: [W2]}, benefit: {kind: percent, value: 40%}}}
guardrails:
  deep: {scope: line, when: discount > 0.125 and discount <= 0.30, approver: lead, text: {zh: 折扣过深, en: Deep}}
  deeper: {scope: line, when: discount > 0.30, approver: boss, text: Deeper}
  floor: {scope: line, when: below_floor, approver: boss, text: Floor}
  whole: {scope: quote, when: discount > 0.2, approver: boss, text: Whole}
  credit: {scope: quote, when: payment_term == "net60", approver: boss, text: Credit}
  long: {scope: quote, when: term > 36, approver: boss, text: Long}
  never: {scope: line, target: {products: [D1]}, when: discount > 0.5, refuse: true, text: Never}
"""


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return book(tmp_path_factory.mktemp("advice"), RULES)


def advised(rulebook: Rulebook, request: str, budget: int = 20_000) -> tuple[Advised, ...]:
    head = "{id: Q, date: 2026-01-01, currency: CNY, channel: direct, customer: ACME, "
    return advise(rulebook, read_request(head + request + "}", "request.yaml", rulebook), budget)


def said(found: tuple[Advised, ...]) -> dict[str, list[str]]:
    """Rule → what is advised, with what it leaves."""
    return {
        each.rule: [
            one.text.en.replace("\xa0", " ")
            + (f" ({'; '.join(leaves.en for leaves in one.leaves)})" if one.leaves else "")
            for one in each.advice
        ]
        for each in found
    }


CASES = {
    "a percentage": (
        "lines: [{product: W1, quantity: 1, discount: {percent: 12.6%, reason: X}}]",
        {
            "deep": ["lower the manual discount on line 1 to 12.5 %"],
            "floor": ["lower the manual discount on line 1 to 12 %"],
        },
    ),
    "an amount": (
        "lines: [{product: W1, quantity: 2, discount: {amount: 25.37, reason: X}}]",
        {
            "deep": ["lower the manual discount on line 1 to CN¥25.00"],
            "floor": ["lower the manual discount on line 1 to CN¥24.00"],
        },
    ),
    "an amount for each unit": (
        "lines: [{product: BOX, quantity: 2, discount: {per_unit: 90, reason: X}}]",
        {
            "deep": ["lower the manual discount on line 1 to CN¥87.50"],
            "floor": ["lower the manual discount on line 1 to CN¥84.00"],
        },
    ),
    "a price that was set": (
        "lines: [{product: W1, quantity: 3, price: {unit: 80, reason: X}}]",
        {"deep": ["sell line 1 at CN¥87.50 each"], "floor": ["sell line 1 at CN¥88.00 each"]},
    ),
    "a promotion that gives too much": (
        "lines: [{product: W2, quantity: 1}, {product: D1, quantity: 1}]",
        # At 34.99 it is a discount of 30.02 %; at 35.00 of 30 %, which is for the lead
        {"deeper": ["sell line 1 at CN¥35.00 each (Deep)", "remove line 1"]},
    ),
    "the price of an option": (
        "lines: [{product: BOX, quantity: 1, price: {options: {W1: 80}, reason: X}}]",
        {"deep": ["sell line 1.1 at CN¥87.50 each"], "floor": ["sell line 1.1 at CN¥88.00 each"]},
    ),
    "a discount on the whole": (
        "lines: [{product: S1, quantity: 100}], discount: {percent: 20.5%, reason: X}",
        {
            "deep": ["lower the manual discount on the whole to 12.5 %"],
            "whole": ["lower the manual discount on the whole to 20 %"],
        },
    ),
    "terms of payment": (
        "lines: [{product: W1, quantity: 1}], payment_term: net60",
        {"credit": ["agree on the payment term “Cash”"]},
    ),
    "a term": (
        "lines: [{product: S1, quantity: 1, term: 48}]",
        {"long": ["shorten the term of line 1 to 36 months"]},
    ),
    "a refusal": (
        "lines: [{product: D1, quantity: 1, discount: {percent: 60%, reason: X}}]",
        {"never": ["lower the manual discount on line 1 to 50 % (Deeper; Whole)"]},
    ),
    "nobody asked": ("lines: [{product: W1, quantity: 1}]", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_smallest_change_is_told_to_the_last_digit(name: str, rulebook: Rulebook) -> None:
    request, expected = CASES[name]
    assert said(advised(rulebook, request)) == expected


def test_every_change_was_priced_and_the_approval_is_gone(rulebook: Rulebook) -> None:
    for name in ("a percentage", "a price that was set", "a promotion that gives too much", "a refusal"):
        for each in advised(rulebook, CASES[name][0]):
            for one in each.advice:
                after = price_quote(rulebook, one.request)
                assert each.rule not in [approval.rule for approval in after.approvals]
                assert one.smallest


def test_a_line_that_moves_up_is_still_the_same_line(rulebook: Rulebook) -> None:
    lines = "lines: [{product: W2, quantity: 1}, {product: W1, quantity: 9, discount: {percent: 14%, reason: X}}, {product: D1, quantity: 1}]"
    found = {(each.rule, each.lines): each for each in advised(rulebook, lines)}
    assert "remove line 1" in [one.text.en for one in found["deeper", ("1",)].advice]
    assert "remove line 2" in [one.text.en for one in found["floor", ("2",)].advice]


def test_it_never_prices_more_than_its_bound(rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []

    def counting(book: Rulebook, request: object, *, asides: bool) -> object:
        counted.append(1)
        return price_quote(book, request, asides=asides)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr("cpq.advice.needs.price_quote", counting)
    lines = ", ".join("{product: W1, quantity: 1, discount: {percent: 29.9%, reason: X}}" for _ in range(60))
    found = advised(rulebook, f"lines: [{lines}]", budget=1_200)
    assert len(counted) <= 21
    assert any(each.exhausted for each in found)
    # what is told was priced all the same
    assert [one.smallest for one in found[0].advice] == [True, True]
    assert not found[-1].advice


WHOLE = """
products: {BOLT: {kind: sku, name: Bolt, category: things, tax_class: goods, cost: 6, units: {box: {name: box, contains: 10}}}}
price_lists: {L: {name: L, currency: CNY, channel: direct, entries: {W1: 100, W2: 25, BOLT: 10}}}
approvers: {boss: {name: Boss, level: 2}}
guardrails: {thin: {scope: quote, when: margin < 0.25, approver: boss, text: Thin}}
"""


@pytest.mark.parametrize("guardrail", ["approver: boss", "refuse: true"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # of 80 a quarter is 20
        ("{product: W1, quantity: 2, price: {unit: 70, reason: X}}", "sell line 1 at CN¥80.00 each"),
        ("{product: BOLT, quantity: 2, unit: box, price: {unit: 70, reason: X}}", "sell line 1 at CN¥80.00 per box"),
        # 20 + 60 are three quarters of 106.67
        (
            "{product: W2, quantity: 1}, {product: W1, quantity: 1, price: {unit: 70, reason: X}}",
            "sell line 2 at CN¥81.67 each",
        ),
    ],
)
def test_a_margin_of_the_whole_is_mended_where_the_rep_set_a_price(
    lines: str, expected: str, guardrail: str, tmp_path: Path
) -> None:
    rulebook = book(tmp_path, WHOLE.replace("approver: boss, text", f"{guardrail}, text"))
    (found,) = advised(rulebook, f"lines: [{lines}]")
    assert [each.text.en for each in found.advice] == [expected]


def test_a_margin_of_the_whole_that_the_list_has_is_mended_on_the_largest_lines(tmp_path: Path) -> None:
    rulebook = book(tmp_path, WHOLE.replace("W1: 100", "W1: 75"))
    (found,) = advised(rulebook, "lines: [{product: W2, quantity: 1}, {product: W1, quantity: 1}]")
    assert [each.text.en for each in found.advice] == ["sell line 2 at CN¥81.67 each", "sell line 1 at CN¥31.67 each"]
