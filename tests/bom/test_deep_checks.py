"""What `cpq check` asks of the solver, and a load does not."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from cpq.bom.checks import CHECKS, DEEP_CHECKS
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


def test_a_product_that_cannot_be_built_fails_the_check_of_its_workspace(tmp_path: Path):
    workspace = copytree(ROOT / "examples" / "minimal", tmp_path / "made")
    product = VOID.replace("kind:", "category: furniture, tax_class: goods, kind:", 1).replace(
        "kind: configurable", "kind: configurable\n    category: furniture\n    tax_class: goods"
    )
    (workspace / "rules" / "void.yaml").write_text(product, encoding="utf-8")
    checked = cpq("check", "--workspace", str(workspace))
    assert checked.returncode == 1
    assert "this product has no configuration at all: never" in checked.stdout + checked.stderr
