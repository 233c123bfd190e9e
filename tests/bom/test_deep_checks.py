"""What `cpq check` asks of the solver, and a load does not."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from unittest.mock import patch

import pytest

from cpq.bom.checks import CHECKS, DEEP_CHECKS
from cpq.bom.solve.effort import Limits
from cpq.kinds import deep_findings, load_rulebook
from cpq.rulebook.finding import Severity
from tests.bom.books import book
from tests.cli.test_commands import cpq

ROOT = Path(__file__).parents[2]
RULEBOOKS = ["rules", "examples/pc/rules", "examples/city-bike/rules", "examples/minimal/rules"]
VOID = """
products:
  A: {kind: sku, name: A}
  BOX:
    kind: configurable
    name: Box
    groups: {one: {name: One, options: {A: }}}
    rules: {never: {text: never, require: one.quantity > 1}}
"""


@pytest.mark.parametrize("folder", RULEBOOKS)
def test_the_products_that_come_along_can_all_be_built_with_every_option(folder: str):
    loaded = load_rulebook(ROOT / folder)
    assert loaded.rulebook is not None
    findings = deep_findings(loaded.rulebook)
    assert [finding for finding in findings if finding.severity is not Severity.NOTE] == []


def test_a_load_does_not_wait_for_the_solver():
    rulebook = book(VOID)
    assert [finding for check in CHECKS for finding in check(rulebook)] == []
    assert [finding.code for check in DEEP_CHECKS for finding in check(rulebook)] == ["void"]


def pigeons(holes: int, *, optional: bool) -> str:
    """As many options as holes, each to be taken once, and one group more than that: impossible, which hardly shows."""
    codes = [f"H{number}" for number in range(holes)]
    options = ", ".join(f"{code}: {{}}" for code in codes)
    least = 0 if optional else 1
    groups = "".join(
        f"      g{number}: {{name: G, min: {least if number == 0 else 1}, options: {{{options}}}}}\n"
        for number in range(holes + 1)
    )
    rules = "".join(f"      r{code}: {{text: r, require: 'quantity_of(\"{code}\") <= 1'}}\n" for code in codes)
    skus = "".join(f"  {code}: {{kind: sku, name: {code}}}\n" for code in codes)
    return f"products:\n{skus}  BOX:\n    kind: configurable\n    name: Box\n    groups:\n{groups}    rules:\n{rules}"


@pytest.mark.parametrize(
    ("optional", "says"), [(False, "whether this product can be built"), (True, "not of every option")]
)
def test_what_is_not_decided_within_the_limits_of_a_question_is_said(optional: bool, says: str):
    rulebook = book(pigeons(9, optional=optional))
    quick = Limits(conflicts_a_search=100, conflicts=300, propagations=10**6, seconds=60)
    patient = Limits(conflicts_a_search=500, conflicts=2_000, propagations=10**6, seconds=60, patient=True)
    with patch("cpq.bom.solve.sat.QUICK", quick), patch("cpq.bom.solve.sat.PATIENT", patient):
        findings = [finding for check in DEEP_CHECKS for finding in check(rulebook)]
    undecided = [finding for finding in findings if finding.code == "undecided"]
    assert [says in finding.text.en for finding in undecided] == [True]


def test_a_product_that_cannot_be_built_fails_the_check_of_its_workspace(tmp_path: Path):
    workspace = copytree(ROOT / "examples" / "minimal", tmp_path / "made")
    product = VOID.replace("kind:", "category: furniture, tax_class: goods, kind:", 1).replace(
        "kind: configurable", "kind: configurable\n    category: furniture\n    tax_class: goods"
    )
    (workspace / "rules" / "void.yaml").write_text(product, encoding="utf-8")
    checked = cpq("check", "--workspace", str(workspace))
    assert checked.returncode == 1
    assert "this product has no configuration at all: never" in checked.stdout + checked.stderr
