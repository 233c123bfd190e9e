"""Worked cases: each file in tests/cases/{pricing,promotions,quotes} is a rulebook with rule tests, joined to the shared company."""

from pathlib import Path

import pytest

from cpq.rule_test import RuleTest
from cpq.rule_tests import run_rule_tests
from tests.pricing.books import CASES, book

FOLDERS = ("pricing", "promotions", "quotes")
FILES = sorted(file for folder in FOLDERS for file in (CASES / folder).glob("[!_]*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_worked_case_comes_out_as_computed_by_hand(file: Path, tmp_path: Path) -> None:
    rulebook = book(tmp_path, file.read_text(encoding="utf-8"))
    assert rulebook.all(RuleTest)
    assert [each.line("en") for each in run_rule_tests(rulebook)] == []
