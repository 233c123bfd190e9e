"""Rulebooks for tests: the shared company and what a test adds to it."""

from pathlib import Path

from cpq.kinds import load_rulebook, read_request
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from cpq.rulebook.finding import Finding
from cpq.rulebook.load import Loaded
from cpq.rulebook.rulebook import Rulebook

CASES = Path(__file__).parents[1] / "cases"
COMPANY = CASES / "quotes" / "_company.yaml"


def loaded(folder: Path, added: str) -> Loaded:
    """The shared company with more rules, in a folder of its own; the rules are in `rules.yaml`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "company.yaml").write_text(COMPANY.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "rules.yaml").write_text(added, encoding="utf-8")
    return load_rulebook(folder)


def book(folder: Path, added: str) -> Rulebook:
    made = loaded(folder, added)
    assert made.rulebook is not None, "\n".join(each.line("en") for each in made.findings)
    return made.rulebook


def quote(rulebook: Rulebook, request: str) -> PricedQuote:
    """Price a request that leaves out what is the same in most tests."""
    head = "{id: Q1, date: 2026-01-01, currency: CNY, channel: direct, customer: ACME, "
    return price_quote(rulebook, read_request(head + request + "}", "request.yaml", rulebook))


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in findings]


PRICES = """
price_lists:
  L: {name: List, currency: CNY, channel: direct, entries: {W1: 100, W2: 33.33, W3: 10, V1: 7, D1: 800, S1: 9.99, U1: 0.5}}
"""
