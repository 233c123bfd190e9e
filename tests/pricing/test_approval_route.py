"""The approval route: who is asked in which order, and what each of them reads."""

from pathlib import Path

import pytest

from cpq.kinds import load_rulebook
from cpq.priced_quote import PricedQuote
from cpq.rulebook.finding import Refused
from tests.pricing.books import book, quote

PRICES = "price_lists: {L: {name: L, currency: CNY, channel: direct, entries: {W1: 100, W2: 50, D1: 800}}}\n"
GUARDRAILS = """
guardrails:
  any: {scope: line, when: discount > 0, approver: manager, text: Any discount}
  deep: {scope: quote, when: discount > 0.3, approver: director, text: Deep}
"""
OFF = "lines: [{product: W1, quantity: 1, discount: {percent: 40%, reason: X}}]"


def steps(made: PricedQuote) -> list[list[str]]:
    """`manager: any` for each approver and what is to be approved, step by step."""
    return [
        [f"{each.approver}: {', '.join(approval.rule for approval in each.approvals)}" for each in step.signatures]
        for step in made.route
    ]


APPROVERS = """
approvers:
  manager: {{name: Manager, level: 1}}
  audit: {{name: Audit, level: 1}}
  director: {{name: Director, level: 2{more}}}
"""


@pytest.mark.parametrize(
    ("more", "route"),
    [
        ("", [["manager: any"], ["director: deep"]]),
        (", stands_for_lower: true", [["director: any, deep"]]),
        (", after: [audit]", [["manager: any", "audit: deep"], ["director: deep"]]),
        (", after: [manager]", [["manager: any, deep"], ["director: deep"]]),
        (", after: [audit], stands_for_lower: true", [["audit: any, deep"], ["director: any, deep"]]),
    ],
)
def test_the_route_goes_up_with_those_who_come_before_and_without_those_stood_for(
    more: str, route: list[list[str]], tmp_path: Path
) -> None:
    made = quote(book(tmp_path, PRICES + APPROVERS.format(more=more) + GUARDRAILS), OFF)
    assert steps(made) == route
    assert [step.number for step in made.route] == list(range(1, len(route) + 1))
    assert [approval for step in made.route for each in step.signatures for approval in each.approvals] == list(
        made.approvals
    )


def with_four_eyes(folder: Path, rules: str) -> Path:
    """The shared company, asking for four eyes."""
    rulebook = folder / "four"
    book(rulebook, rules)
    company = (rulebook / "company.yaml").read_text("utf-8")
    (rulebook / "company.yaml").write_text(
        company.replace("  region: CN\n", "  region: CN\n  settings: {four_eyes: true}\n", 1), "utf-8"
    )
    return rulebook


@pytest.mark.parametrize(
    ("role", "own_level_is_enough", "four_eyes"),
    [
        ("", [["manager: any"], ["director: deep"]], [["manager: any"], ["director: deep"]]),
        ("manager", [["director: deep"]], [["director: any, deep"]]),
        ("audit", [["director: deep"]], [["manager: any"], ["director: deep"]]),
        ("director", [], None),
    ],
)
def test_four_eyes_are_never_the_reps_own(
    role: str, own_level_is_enough: list[list[str]], four_eyes: list[list[str]] | None, tmp_path: Path
) -> None:
    rules = PRICES + APPROVERS.format(more="") + GUARDRAILS
    request = f"{OFF}, sales_role: {role}" if role else OFF
    assert steps(quote(book(tmp_path / "two", rules), request)) == own_level_is_enough
    rulebook = load_rulebook(with_four_eyes(tmp_path, rules)).rulebook
    assert rulebook is not None
    if four_eyes is not None:
        assert steps(quote(rulebook, request)) == four_eyes
        return
    with pytest.raises(Refused) as caught:
        quote(rulebook, request)
    assert caught.value.findings[0].text.en == (
        'Deep (guardrail "deep", the Director may not approve a quote of their own, and there is nobody above; '
        "let somebody else quote, or add an approver)"
    )


def test_an_approval_by_a_matrix_reads_its_figures(tmp_path: Path) -> None:
    rules = """
approvers: {boss: {name: Boss, level: 1}}
guardrails:
  deals:
    scope: quote
    text: {zh: 大幅折扣, en: Large and deep}
    matrix: {above: [10%], rows: [{net_up_to: 50, approvers: [nobody]}, {approvers: [boss]}]}
"""
    (approval,) = quote(book(tmp_path, PRICES + rules), OFF).approvals
    assert approval.reason.en == "Large and deep (the discount is 40 %, above 10 %, the net amount above 50)"
    assert approval.reason.zh == "大幅折扣（折扣 40%，超过 10%，净额超过 50）"


def test_an_approval_of_a_section_names_it(tmp_path: Path) -> None:
    rules = """
approvers: {boss: {name: Boss, level: 1}}
guardrails: {thin: {scope: section, when: margin < 0.5, approver: boss, text: Thin}}
"""
    made = quote(book(tmp_path, PRICES + rules), "lines: [{product: W1, quantity: 1}, {product: W2, quantity: 1}]")
    # (150 − 80) / 150 = 47 %
    assert [each.about.en if each.about else None for each in made.approvals] == ["section Things"]
    assert made.approvals[0].about is not None
    assert made.approvals[0].about.zh == "“Things”一节"
