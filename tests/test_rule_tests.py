"""A rule test that does not come out says what was expected, what was computed, and where."""

from pathlib import Path

from cpq.rule_tests import run_rule_tests
from tests.pricing.books import PRICES, book

REQUEST = "{date: 2026-01-01, currency: CNY, channel: direct, customer: ACME, lines: [{product: W1, quantity: 2}]}"


def found(folder: Path, expect: str) -> list[str]:
    rules = PRICES + f"tests:\n  t:\n    name: T\n    request: {REQUEST}\n    expect: {expect}\n"
    return [each.line("en") for each in run_rule_tests(book(folder, rules))]


def test_a_test_that_comes_out_finds_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, '{totals: {net: 200, tax: 26}, lines: {"1": {unit_net: 100}}, approvers: []}') == []


def test_every_value_that_differs_is_a_finding(tmp_path: Path) -> None:
    assert found(tmp_path, '{totals: {net: 199, gross: 226}, lines: {"1": {unit_net: 99.5}, "2": {net: 1}}}') == [
        'rules.yaml:8:23: rule test "T", totals.net: 199 expected, 200.00 computed',
        'rules.yaml:8:60: rule test "T", lines.1.unit_net: 99.5 expected, 100.00 computed',
        'rules.yaml:8:77: rule test "T", lines.2: 2 expected, but the lines are 1',
    ]


def test_a_quote_that_should_be_refused_and_is_not(tmp_path: Path) -> None:
    assert found(tmp_path, "{refused: no-price}") == [
        'rules.yaml:8:14: rule test "T", refused: no-price expected, but it was priced'
    ]


def test_a_quote_that_is_refused_and_should_not(tmp_path: Path) -> None:
    rules = (
        PRICES
        + f"tests:\n  t:\n    name: T\n    request: {REQUEST.replace('CNY', 'JPY')}\n    expect: {{approvers: []}}\n"
    )
    (finding,) = run_rule_tests(book(tmp_path, rules))
    assert (finding.code, str(finding.place)) == ("test-refused", "rules.yaml:7:33")


def test_other_approvers_than_expected(tmp_path: Path) -> None:
    assert found(tmp_path, "{approvers: [boss]}") == [
        'rules.yaml:8:14: rule test "T", approvers: boss expected, – computed'
    ]
