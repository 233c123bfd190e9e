"""A model written as a rulebook has the same configurations as the model; what cannot be written is refused."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from cpq.bom.configuration.compiled import Compiled, compile_product
from cpq.bom.importing import Imported, read_model, write_product
from cpq.bom.products import Configurable, Product
from cpq.bom.solve import Model
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.sat import SatEngine
from cpq.kinds import load_rulebook
from cpq.rulebook.finding import Refused
from cpq.rulebook.text import Text
from cpq.workspace import starter
from tests.bom.importing.cases import cases, read


def solutions(model: Model) -> list[dict[str, int]]:
    return [dict(each) for each in ReferenceEngine(model)._solutions({})]


def loaded(imported: Imported, folder: Path) -> tuple[Compiled, dict[str, str]]:
    """The product that the files make, and the code or name that each variable has in it."""
    written = write_product(imported, "MODEL", Text.same("Model"))
    rules = folder / "rules"
    rules.mkdir()
    shutil.copy(starter("minimal").rules / "company.yaml", rules)
    for name, text in written.files.items():
        (rules / name).write_text(text, "utf-8")
    read = load_rulebook(rules, folder)
    assert read.rulebook is not None, [each.line("en") for each in read.findings]
    product = read.rulebook.all(Product)["MODEL"]
    assert isinstance(product, Configurable)
    return compile_product(read.rulebook, product, {}), dict(written.words)


def in_the_files_words(compiled: Compiled, solution: dict[str, int], words: dict[str, str]) -> dict[str, int]:
    """A configuration of the product as the values of the imported variables."""
    chosen: dict[str, int] = {}
    for slot in compiled.decisions.slots:
        for value, (code, count) in slot.picks.items():
            chosen[code] = count if solution[slot.variable.name] == value else chosen.get(code, 0)
    for name, entry in compiled.decisions.entries.items():
        chosen[name] = int(entry.values[solution[name]])
    return {variable: chosen[word] for variable, word in words.items()}


@pytest.mark.parametrize("case", cases("means"))
def test_a_written_model_has_the_same_configurations(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = read(case, tmp_path, monkeypatch)
    compiled, words = loaded(imported, tmp_path)
    found = [in_the_files_words(compiled, each, words) for each in solutions(compiled.model)]
    wanted = solutions(imported.model)
    key = sorted(imported.model.domains)
    assert sorted(tuple(each[name] for name in key) for each in found) == sorted(
        tuple(each[name] for name in key) for each in wanted
    )


def written(tmp_path: Path, name: str, text: str) -> dict[str, str]:
    (tmp_path / name).write_text(text, "utf-8")
    return dict(write_product(read_model(tmp_path / name), "MODEL", Text(zh="车型", en="Car")).files)


def test_a_hierarchy_becomes_groups_with_rules_that_say_where_they_come_from(tmp_path: Path) -> None:
    text = "features\n  Car\n    mandatory\n      Gear\n        alternative\n          Manual\n          Auto\n"
    text += "    optional\n      Radio\nconstraints\n  Radio => Auto\n"
    product = written(tmp_path, "car.uvl", text)["MODEL.yaml"]
    assert 'name: {zh: "车型", en: Car}' in product
    alternative = product[product.index("alternative_of_gear:  # car.uvl:5") :]
    assert "min: 1\n        max: 1\n" in alternative
    assert "选用“Radio”须同时选用“Auto”" in product
    assert '"Radio" needs "Auto"' in product
    assert product.rstrip().endswith("# car.uvl:11")


def test_names_that_look_like_others_or_like_words_of_yaml_stay_apart(tmp_path: Path) -> None:
    names = ["yes", "Yes", "A B", "A-B", "轮胎", "车门", 'quote"\\', "MODEL", "null", "#", "x: y"]
    lines = [f"c {number} {name}" for number, name in enumerate(names, start=1)]
    text = "\n".join([*lines, f"p cnf {len(names)} 1", "1 2 0", ""])
    (tmp_path / "names.cnf").write_text(text, "utf-8")
    compiled, words = loaded(read_model(tmp_path / "names.cnf"), tmp_path)
    assert list(words) == names
    assert len({each.lower() for each in words.values()}) == len(names)
    assert {slot.codes[0] for slot in compiled.decisions.slots} == set(words.values())


def test_a_long_sum_is_added_up_by_an_attribute(tmp_path: Path) -> None:
    features = "".join(f"      F{number} {{mass {number}}}\n" for number in range(40))
    text = f"features\n  R\n    optional\n{features}constraints\n  sum(mass) <= 100\n"
    (tmp_path / "sum.uvl").write_text(text, "utf-8")
    files = write_product(read_model(tmp_path / "sum.uvl"), "MODEL", Text.same("M")).files
    assert "sum(weight_1) <= 100" in files["MODEL.yaml"]
    assert (
        "F7: {kind: sku, name: F7, category: imported, tax_class: goods, sold_alone: false, attributes: {weight_1: 7}}"
        in (files["features.yaml"])
    )
    compiled, _ = loaded(read_model(tmp_path / "sum.uvl"), tmp_path)
    heavy = {slot.variable.name: 1 for slot in compiled.decisions.slots if slot.codes[0] in {"F39", "F38", "F37"}}
    with SatEngine(compiled.model) as engine:
        assert engine.status(heavy).possible is False
        heavy.popitem()
        assert engine.status(heavy).possible is True


def test_a_table_of_too_many_columns_is_refused_at_its_place(tmp_path: Path) -> None:
    names = [f"v{number}" for number in range(13)]
    variables = "".join(f'<variable name="{name}" domain="D"/>' for name in names)
    text = f"""<instance><domains><domain name="D">0 1</domain></domains><variables>{variables}</variables>
<relations><relation name="R" arity="13" semantics="supports">{" ".join("0" * 13)}</relation></relations>
<constraints>
<constraint name="wide" arity="13" scope="{" ".join(names)}" reference="R"/></constraints></instance>"""
    with pytest.raises(Refused) as refused:
        written(tmp_path, "wide.xml", text)
    (finding,) = refused.value.findings
    assert (finding.code, finding.place.line, finding.place.column) == ("not-writable", 4, 1)


def test_a_model_beyond_the_bounds_of_a_rule_file_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    clauses = "".join(f"-{number} {number + 1} {number + 2} 0\n" for number in range(1, 25_001))
    with pytest.raises(Refused) as refused:
        written(tmp_path, "large.cnf", f"p cnf 25002 25000\n{clauses}")
    (finding,) = refused.value.findings
    assert finding.code == "too-large"
    assert "2,000,000" in finding.text.en
