"""Published models: every file is read whole. Skipped where the corpus is absent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cpq.bom.importing import read_model
from cpq.bom.solve import Table
from cpq.bom.solve.sat import SatEngine

CORPUS = Path(os.environ.get("CPQ_CORPUS", Path(__file__).parents[4] / "shared" / "corpus")) / "models"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of published models is not beside the checkout")


def listed(kind: str) -> list[dict[str, Any]]:
    index = CORPUS / "INDEX.json"
    found: list[dict[str, Any]] = json.loads(index.read_text("utf-8")) if index.is_file() else []
    return [each for each in found if each.get("kind") == kind]


@pytest.mark.parametrize("entry", listed("CNF"), ids=lambda each: each["file"])
def test_a_published_formula_is_read_whole(entry: dict[str, Any]) -> None:
    imported = read_model(CORPUS / entry["file"])
    names = list(imported.model.domains)
    assert (len(names), len(imported.model.constraints)) == (entry["vars"], entry["clauses"])
    assert sum(not name.isdigit() for name in names) == entry["named"]
    assert imported.findings == ()


@pytest.mark.parametrize("entry", listed("CSP"), ids=lambda each: each["file"])
def test_a_published_constraint_network_is_read_whole(entry: dict[str, Any]) -> None:
    model = read_model(CORPUS / entry["file"]).model
    tables = [each for each in model.constraints if isinstance(each, Table)]
    assert (len(model.variables), sum(map(len, model.domains.values()))) == (entry["vars"], entry["values"])
    assert (len(tables), sum(len(each.rows) for each in tables)) == (entry["cons"], entry["tuples"])


def test_a_real_car_answers_as_recorded() -> None:
    """Clicks are numbered from 1 in the recording, the values that are left from 0."""
    model = read_model(CORPUS / "csp_xcsp" / "renault_medium_domainsorted.xml").model
    sessions = json.loads((CORPUS / "sessions" / "renault_medium.json").read_text("utf-8"))
    leaves = [(name, value) for name, domain in model.domains.items() for value in domain]
    with SatEngine(model) as engine:
        for session in sessions:
            selection: dict[str, int] = {}
            for _, leaf, possible in session:
                selection[leaves[leaf - 1][0]] = leaves[leaf - 1][1]
                status = engine.status(selection)
                assert [at for at, (name, value) in enumerate(leaves) if value in status.values[name]] == possible
