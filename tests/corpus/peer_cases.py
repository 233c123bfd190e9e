"""Worked cases from other pricing engines, and what they have in common when they become rulebooks of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from cpq.kinds import load_rulebook, read_request
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from tests.corpus.corpus import CORPUS

FILE = CORPUS.parent / "pricing" / "peer_cases.json"
ABSENT = f"there are no cases of other engines at {FILE}; $CPQ_CORPUS may name another folder"

Case = dict[str, Any]
Rules = dict[str, Any]


@cache
def cases() -> tuple[Case, ...]:
    return tuple(json.loads(FILE.read_text("utf-8"))) if FILE.is_file() else ()


def of_kind(*kinds: str) -> list[Case]:
    return [case for case in cases() if case["kind"] in kinds]


def company(currency: str = "USD", **settings: object) -> Rules:
    """A seller with one channel, one customer, no tax and one category."""
    return {
        "company": {
            "name": "Test Works",
            "short_name": "Test",
            "address": "1 Test Road",
            "currency": currency,
            "region": "XX",
            "settings": settings,
        },
        "currencies": {currency: {"name": currency}},
        "regions": {"XX": {"name": "Somewhere"}},
        "channels": {"direct": {"name": "Direct"}},
        "segments": {"all": {"name": "All"}},
        "customers": {"C": {"name": "Customer", "segment": "all", "region": "XX"}},
        "tax_classes": {"goods": {"name": "Goods"}},
        "taxes": {"none": {"region": "XX", "rates": {"goods": {"name": "None", "rate": "0%"}}}},
        "categories": {"things": {"name": "Things"}},
    }


def priced(rules: Mapping[str, object], request: Mapping[str, object], currency: str = "USD") -> PricedQuote:
    """The quote, through the door that everybody uses: rules and request as YAML."""
    asked = {"id": "Q", "date": "2020-04-07", "currency": currency, "channel": "direct", "customer": "C", **request}
    with TemporaryDirectory() as folder:
        (Path(folder) / "rules.yaml").write_text(_written(rules), "utf-8")
        loaded = load_rulebook(Path(folder))
    assert loaded.rulebook is not None, "\n".join(each.line("en") for each in loaded.findings)
    rulebook = loaded.rulebook
    return price_quote(rulebook, read_request(_written(asked), "request.yaml", rulebook))


def _written(data: Mapping[str, object]) -> str:
    return yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True)


def report(kind: str, results: Iterator[tuple[Case, str | None]]) -> tuple[list[str], list[str], int, list[str]]:
    """Failures of universal cases, of configurable ones, how many of these there are, and those of one engine's own."""
    universal, configurable, own, count = list[str](), list[str](), list[str](), 0
    for case, failure in results:
        said = f"{case['id']} ({kind}): {failure}"
        count += case["portability"] == "configurable"
        if failure:
            {"universal": universal, "configurable": configurable}.get(case["portability"], own).append(said)
    return universal, configurable, count, own
