"""Floors above every price, and those that nothing looks at, are told when a rulebook is loaded."""

from pathlib import Path

import pytest

from cpq.kinds import load_rulebook
from tests.pricing.books import COMPANY, loaded

FLOORS = "price_lists:\n  L: {name: L, currency: CNY, channel: direct, entries: {W1: {price: 100, floor: 80}, W2: {price: 9, floor: 8}}}\n"
BOSS = "approvers: {boss: {name: Boss, level: 1}}\nguardrails: {g: {scope: line, text: T, approver: boss, when: %s}}\n"


@pytest.mark.parametrize(
    ("more", "inert"),
    [
        ("", True),
        (BOSS % "discount > 0.5", True),
        (BOSS % "below_floor", False),
        (BOSS % "below_floor or discount > 0.5", False),
    ],
)
def test_floors_that_no_guardrail_asks_for_are_one_warning(more: str, *, inert: bool, tmp_path: Path) -> None:
    found = [f"{each.place} {each.code} {each.severity.value}" for each in loaded(tmp_path, FLOORS + more).findings]
    assert found == (["rules.yaml:2:75 floor warning"] if inert else [])


def test_floors_that_hold_need_no_guardrail(tmp_path: Path) -> None:
    company = COMPANY.read_text(encoding="utf-8").replace(
        "  region: CN\n", "  region: CN\n  settings: {floors: hold}\n", 1
    )
    (tmp_path / "company.yaml").write_text(company, encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(FLOORS, encoding="utf-8")
    assert load_rulebook(tmp_path).findings == ()


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (
            "{W1: {price: 10, floor: 11}, W2: {method: volume, floor: 8, tiers: [{from: 1, price: 9}, {from: 5, price: 7}]}}",
            ["rules.yaml:2:74 floor"],
        ),
        # a surcharge may lift the price above it
        ("{V1: {price: 10, floor: 11, surcharges: {colour: {red: 5}}}}", []),
    ],
)
def test_a_floor_above_every_price_is_a_warning(entries: str, expected: list[str], tmp_path: Path) -> None:
    rules = f"price_lists:\n  L: {{name: L, currency: CNY, channel: direct, entries: {entries}}}\n"
    findings = loaded(tmp_path, rules + BOSS % "below_floor").findings
    assert [f"{each.place} {each.code}" for each in findings] == expected
