"""The rules that the cases of selling are worked out by, loaded once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cpq.kinds import load_files
from cpq.rulebook.folder import folder_of
from cpq.rulebook.rulebook import Rulebook

CASES = Path(__file__).parents[1] / "cases" / "selling"
RULES = (CASES / "rules.yaml").read_text("utf-8")


def loaded(text: str) -> Rulebook:
    book = load_files(folder_of({"rules.yaml": text.encode()}))
    assert book.rulebook is not None, [each.line("en") for each in book.findings]
    return book.rulebook


@cache
def rules() -> Rulebook:
    return loaded(RULES)


def cases(name: str, part: str | None = None) -> list[Any]:
    every = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    return [pytest.param(each, id=each["name"]) for each in (every if part is None else every[part])]
