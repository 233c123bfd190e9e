"""What files mean, against every assignment that there is; and why others are refused."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cpq.bom.importing import summary_of
from cpq.bom.solve.meaning import holds
from cpq.rulebook.finding import Refused
from tests.bom.importing.cases import cases, read


@pytest.mark.parametrize("case", cases("means"))
def test_a_model_has_the_configurations_that_its_file_means(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = read(case, tmp_path, monkeypatch)
    model, found = imported.model, 0
    for values in product(*model.domains.values()):
        of = dict(zip(model.domains, values, strict=True))
        meant = bool(eval(case["means"], {"of": of}))
        assert all(holds(each, of) for each in model.constraints) is meant, of
        found += meant
    assert found == case["count"]
    assert [each.line("en") for each in imported.findings] == case.get("warned", [])
    assert {rule: str(imported.places[rule]) for rule in case.get("places", {})} == case.get("places", {})
    assert list(model.domains) == case.get("variables", list(model.domains))
    assert set(model.rules) <= set(imported.places)


@pytest.mark.parametrize("case", cases("refused"))
def test_what_is_wrong_with_a_file_is_said_at_its_place(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused) as refused:
        read(case, tmp_path, monkeypatch)
    found = [{"code": each.code, "en": each.line("en"), "zh": each.line("zh")} for each in refused.value.findings]
    wanted = case["refused"]
    shown = [{key: each[key] for key in one} for each, one in zip(found, wanted, strict=False)]
    assert shown == wanted
    assert len(found) == len(wanted), found
    assert all(each["zh"] != each["en"] for each in found)


@pytest.mark.parametrize(("sign", "most"), [("|", 5_000), ("&", 5_000), ("=>", 150), ("+", 150)])
@pytest.mark.parametrize("around", ["{}", "({}) => A"])
def test_too_many_signs_after_each_other_are_told_where_they_are_too_many(
    sign: str, most: int, around: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    part = "A" if sign != "+" else "A.P"
    end = "" if sign != "+" else " > 1"
    for signs, wanted in ((most, False), (most + 1, True)):
        formula = around.format(f" {sign} ".join([part] * (signs + 1)) + end)
        text = f"features\n    A {{P 1}}\nconstraints\n    {formula}\n"
        try:
            findings = read({"file": "long.uvl", "text": text}, tmp_path, monkeypatch).findings
        except Refused as refused:
            findings = refused.findings
        told = [each.line("en") for each in findings if "after each other" in each.line("en")]
        assert bool(told) is wanted
        assert all(
            f": `{sign}` more than {most:,} times after each other; split the constraint" in each for each in told
        )


def test_the_configurations_of_a_model_that_is_too_large_to_list_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CPQ_CACHE", str(tmp_path / "cache"))
    options = "".join(f"            F{number}\n" for number in range(60))
    text = f"features\n    A\n        optional\n{options}constraints\n    F0 => F1\n"
    found = summary_of(read({"file": "many.uvl", "text": text}, tmp_path, monkeypatch))
    assert (found.engine, found.possible, found.count) == ("circuit", True, 3 * 2**58)
