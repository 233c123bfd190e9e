"""The schemas that `cpq schema` writes: every file that is shipped fits, and typical slips do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from cpq.bom.request import QuoteRequest
from cpq.kinds import SECTIONS
from cpq.rulebook.reader import read
from cpq.rulebook.schema import document_schema, schemas_of
from cpq.rulebook.text import Text
from tests.rulebook.test_schema import plain

HOME = Path(__file__).parents[2]
BROKEN = HOME / "tests" / "cases" / "broken"
SCHEMAS: dict[str, Any] = schemas_of(SECTIONS)
RULES = Draft202012Validator(SCHEMAS["rulebook"])
REQUESTS = Draft202012Validator(document_schema("request", Text(zh="报价请求", en="A request"), QuoteRequest))
RULE_FILES = [*sorted(HOME.glob("rules/**/*.yaml")), *sorted(HOME.glob("examples/*/rules/*.yaml"))]
REQUEST_FILES = [*sorted(HOME.glob("examples/requests/*.yaml")), *sorted(HOME.glob("examples/*/requests/*.yaml"))]


def faults(validator: Draft202012Validator, path: Path) -> list[str]:
    tree = read(path.name, path.read_bytes())
    assert tree.findings == ()
    return [
        f"{'.'.join(map(str, each.absolute_path))}: {each.message}" for each in validator.iter_errors(plain(tree.root))
    ]


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: str(path.relative_to(HOME)))
def test_every_rule_file_fits(path: Path) -> None:
    assert faults(RULES, path) == []


@pytest.mark.parametrize(
    "path", [path for path in REQUEST_FILES if path.parent.name != "bad"], ids=lambda path: path.stem
)
def test_every_request_fits(path: Path) -> None:
    assert faults(REQUESTS, path) == []


@pytest.mark.parametrize(
    "name",
    ["bad-percentage", "missing-field", "negative-quantity", "no-lines", "not-a-number", "unknown-field", "wrong-type"],
)
def test_a_request_of_the_wrong_structure_does_not_fit(name: str) -> None:
    assert faults(REQUESTS, HOME / "examples" / "requests" / "bad" / f"{name}.yaml")


STRUCTURAL = {
    "unknown-field",
    "missing-field",
    "unknown-kind",
    "unknown-section",
    "unknown-value",
    "wrong-count",
    "number",
}


def structural() -> list[Any]:
    """Slips in the structure; what other files define, the calendar and conditions are beyond a schema."""
    return [
        pytest.param(case, id=case["name"])
        for path in sorted(BROKEN.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text("utf-8"))
        if {each["code"] for each in case["findings"]} <= STRUCTURAL
    ]


@pytest.mark.parametrize("case", structural())
def test_a_rule_file_of_the_wrong_structure_does_not_fit(case: dict[str, Any]) -> None:
    sound = (BROKEN / "rules" / case["file"]).read_text("utf-8")
    assert RULES.is_valid(plain(read("a.yaml", sound).root))
    assert not RULES.is_valid(plain(read("a.yaml", sound.replace(case["find"], case["put"], 1)).root))


def described(schema: Any) -> Iterator[tuple[str, str]]:
    """Every field with its description, but for the words that name a kind."""
    for name, each in schema.get("properties", {}).items():
        if "const" not in each:
            yield name, each.get("description", "")


def test_every_field_is_described_in_both_languages() -> None:
    every = [pair for schema in SCHEMAS["rulebook"]["$defs"].values() for pair in described(schema)]
    assert len(every) > 200
    lacking = [
        name
        for name, text in every
        if not (any("\u4e00" <= c <= "\u9fff" for c in text) and any("a" <= c <= "z" for c in text))
    ]
    assert lacking == []


def test_an_option_can_stand_without_anything_behind_it() -> None:
    group = {"name": "Mainboard", "options": {"BRD-1": None}}
    product = {"kind": "configurable", "name": "S", "category": "c", "tax_class": "t", "groups": {"board": group}}
    assert RULES.is_valid({"products": {"S-1": product}})
