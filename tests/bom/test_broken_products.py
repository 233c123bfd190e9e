"""Every case of `tests/cases/*/broken`: a faulty piece of a rulebook, and every finding of its load with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.bom.broken import findings_of

FILES = sorted((Path(__file__).parents[1] / "cases").glob("*/broken/*.yaml"))
CASES = [
    pytest.param(document["before"], case["text"], case.get("tables", {}), case["findings"], id=case["name"])
    for path in FILES
    if path.parts[-3] in ("configuration", "explosion")
    for document in [yaml.safe_load(path.read_text(encoding="utf-8"))]
    for case in document["cases"]
]


@pytest.mark.parametrize(("before", "text", "tables", "findings"), CASES)
def test_every_fault_is_found_at_its_place(before: str, text: str, tables: dict[str, str], findings: list[str]):
    assert findings_of(before, text, tables) == findings


def test_what_the_cases_build_on_is_sound():
    for path in FILES:
        if path.parts[-3] in ("configuration", "explosion"):
            assert findings_of(yaml.safe_load(path.read_text(encoding="utf-8"))["before"], "{}") == []
