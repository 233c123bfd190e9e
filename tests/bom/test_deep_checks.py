"""What `cpq check` asks of the solver, and a load does not."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import cast
from unittest.mock import patch

import pytest

from cpq.bom.checks import CHECKS, DEEP_CHECKS
from cpq.bom.configuration import Configuration, Explanation, Selection, configurator
from cpq.bom.configuration.compiled import model_of
from cpq.bom.products import Configurable, Product
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


def test_all_checks_of_a_product_share_what_it_is_compiled_to():
    rulebook = book(VOID.replace("> 1", "> 0"))
    with patch("cpq.bom.configuration.compiled.model_of", wraps=model_of) as made:
        assert [finding.code for check in DEEP_CHECKS for finding in check(rulebook)] == ["redundant-rule"]
    assert made.call_count == 1


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
    no_time = patch("cpq.bom.solve.cp_sat.problem.MOST_SECONDS", 0)
    with patch("cpq.bom.solve.sat.QUICK", quick), patch("cpq.bom.solve.sat.PATIENT", patient), no_time:
        findings = [finding for check in DEEP_CHECKS for finding in check(rulebook)]
    undecided = [finding for finding in findings if finding.code == "undecided"]
    assert [says in finding.text.en for finding in undecided] == [True]
    assert [finding.severity for finding in undecided] == [Severity.WARNING if optional else Severity.ERROR]


def test_what_sat_does_not_decide_within_its_limits_cp_sat_may():
    rulebook = book(pigeons(9, optional=False))
    quick = Limits(conflicts_a_search=100, conflicts=300, propagations=10**6, seconds=60)
    patient = Limits(conflicts_a_search=500, conflicts=2_000, propagations=10**6, seconds=60, patient=True)
    box = configurator(rulebook, cast("Configurable", rulebook.all(Product)["BOX"]), "automatic")
    with patch("cpq.bom.solve.sat.QUICK", quick), patch("cpq.bom.solve.sat.PATIENT", patient):
        assert isinstance(box.complete(Selection()), Explanation)


def weights(options: int, equal: int) -> str:
    """Groups of options in many quantities, and sums over all groups that are to be so much: more than clauses hold."""
    codes = [f"{group}{number}" for group in "ABC" for number in range(options)]
    skus = "".join(
        f"  {code}: {{kind: sku, name: {code}, attributes: {{w: {7 * i % 5 + 1}}}}}\n" for i, code in enumerate(codes)
    )
    groups = "".join(
        f"      {group.lower()}: {{name: G, options: {{{', '.join(f'{code}: {{max: 6}}' for code in codes if code[0] == group)}}}}}\n"
        for group in "ABC"
    )
    rule = f"      w: {{text: w, require: sum(a.w) + sum(b.w) + sum(c.w) == {equal}}}\n"
    head = "attributes: {w: {name: W}}\nproducts:\n"
    return f"{head}{skus}  BOX:\n    kind: configurable\n    name: Box\n    groups:\n{groups}    rules:\n{rule}"


@pytest.fixture
def few_clauses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CPQ_CACHE", str(tmp_path))
    with (
        patch("cpq.bom.solve.encoding.MOST_WORK", 3_000),
        patch("cpq.bom.solve.cnf.MOST_WORK", 3_000),
        patch("cpq.bom.solve.ahead.WORTH_IT", 50),
        patch("cpq.bom.checks.compiled_ahead.compile_ahead", lambda _: "too-large"),
    ):
        yield


@pytest.mark.usefixtures("few_clauses")
def test_cp_sat_answers_about_a_product_that_clauses_do_not_hold_and_the_check_says_so():
    rulebook = book(weights(5, 31))
    findings = [finding for check in DEEP_CHECKS for finding in check(rulebook)]
    noted = [finding for finding in findings if finding.code == "not-compiled"]
    assert ["CP-SAT" in finding.text.en and "CP-SAT" in finding.text.zh for finding in noted] == [True]
    assert not [finding for finding in findings if finding.severity is Severity.ERROR]
    box = configurator(rulebook, cast("Configurable", rulebook.all(Product)["BOX"]))
    state = box.status(Selection())
    assert (state.engine, state.proven) == ("cp-sat", True)
    completed = box.complete(Selection({"a": {"A1": 6}}))
    assert isinstance(completed, Configuration)
    assert box.check(completed) == ()


@pytest.mark.usefixtures("few_clauses")
def test_a_product_that_no_engine_holds_is_an_error_of_the_check():
    rulebook = book(weights(5, 31))
    with patch("cpq.bom.solve.cp_sat.problem.LARGEST_SUM", 10):
        findings = [finding for check in DEEP_CHECKS for finding in check(rulebook)]
    assert [finding.code for finding in findings if finding.severity is Severity.ERROR] == ["configuration-too-large"]


def test_a_product_that_cannot_be_built_fails_the_check_of_its_workspace(tmp_path: Path):
    workspace = copytree(ROOT / "examples" / "minimal", tmp_path / "made")
    product = VOID.replace("kind:", "category: furniture, tax_class: goods, kind:", 1).replace(
        "kind: configurable", "kind: configurable\n    category: furniture\n    tax_class: goods"
    )
    (workspace / "rules" / "void.yaml").write_text(product, encoding="utf-8")
    checked = cpq("check", "--workspace", str(workspace))
    assert checked.returncode == 1
    assert "this product has no configuration at all: never" in checked.stdout + checked.stderr
