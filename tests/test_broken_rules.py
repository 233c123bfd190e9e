"""The cases in tests/cases/broken: one slip in a sound rulebook, and everything that is said of it, in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.kinds import load_rulebook

FOLDER = Path(__file__).parent / "cases" / "broken"


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text("utf-8"))
    ]


@pytest.mark.parametrize("case", cases())
def test_a_slip_is_answered_at_its_place_with_its_remedy_and_nothing_else(case: dict[str, Any], tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "rules", tmp_path, dirs_exist_ok=True)
    file = tmp_path / case["file"]
    sound = file.read_text("utf-8")
    assert case["find"] in sound
    file.write_text(sound.replace(case["find"], case["put"], 1), "utf-8")

    loaded = load_rulebook(tmp_path)

    said = [{"code": each.code, "en": each.line("en"), "zh": each.line("zh")} for each in loaded.findings]
    assert said == case["findings"]
    assert loaded.rulebook is None


def test_the_rulebook_that_the_cases_break_is_sound() -> None:
    loaded = load_rulebook(FOLDER / "rules")
    assert loaded.rulebook is not None
    assert loaded.findings == ()


def test_a_slip_in_what_rules_mean_is_told_beside_one_in_how_another_section_is_written(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "rules", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "prices.yaml"
    text = (
        file.read_text("utf-8")
        .replace("floor: 300.00", "floor: 390.00")
        .replace("approver: manager", "approver: manger")
    )
    file.write_text(text.replace("      TOP: 320.00", "      TOPS: 320.00"), "utf-8")

    loaded = load_rulebook(tmp_path)

    assert [each.code for each in loaded.findings] == [
        "unknown-product",
        "floor",
        "unknown-reference",
        "unknown-reference",
    ]
    assert loaded.rulebook is None


def test_one_slip_gives_one_finding() -> None:
    more = [case.id for case in cases() if len(case.values[0]["findings"]) != 1]
    assert more == []


FILES = {path.name: path.read_text("utf-8") for path in sorted((FOLDER / "rules").glob("*.yaml"))}
TYPED = st.sampled_from(
    [*list("aZ0 :,.[]{}#&*!|>'\"%@`-?\\\n\t=()：，“％。\u3000"), "- ", "  ", "\u200b", "\r", "---\n", "null", "1e99"]
)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the sound rulebook with one character put in, left out or replaced, or one line moved."""
    name = draw(st.sampled_from(sorted(FILES)))
    text = FILES[name]
    at = draw(st.integers(0, len(text) - 1))
    match draw(st.sampled_from(["put", "drop", "replace", "line"])):
        case "put":
            return name, text[:at] + draw(TYPED) + text[at:]
        case "drop":
            return name, text[:at] + text[at + draw(st.integers(1, 3)) :]
        case "replace":
            return name, text[:at] + draw(TYPED) + text[at + 1 :]
        case _:
            lines = text.split("\n")
            line = lines.pop(draw(st.integers(0, len(lines) - 1)))
            lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(["", " ", "  "])) + line)
            return name, "\n".join(lines)


@settings(max_examples=500)
@given(slips())
def test_no_slip_raises_and_every_finding_has_its_place_and_both_languages(slip: tuple[str, str]) -> None:
    name, text = slip
    with TemporaryDirectory() as folder:
        for each, content in (FILES | {name: text}).items():
            (Path(folder) / each).write_bytes(content.encode())
        loaded = load_rulebook(Path(folder))
    for finding in loaded.findings:
        assert finding.text.zh
        assert finding.text.en
        assert finding.place.line or finding.code == "missing-section"
        assert not any(word in finding.text.en for word in ("mapping", "None", "pydantic", "schema", "validat"))
