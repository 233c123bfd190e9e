"""The sample company's rack with twelve servers: a whole with its parts, coupled by sums of height, load and power."""

from __future__ import annotations

from pathlib import Path

from cpq.bom.configuration import NestedSelection, Selection
from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.shapes import selected_shape
from cpq.bom.solve import Model
from cpq.kinds import load_rulebook

RULES = Path(__file__).resolve().parents[2] / "rules"
RACK, SERVERS = "RACK-42", ("R240", "R120")


def rack() -> Model:
    rulebook = load_rulebook(RULES).rulebook
    assert rulebook is not None
    parts = tuple(NestedSelection(SERVERS[number % 2], Selection()) for number in range(12))
    return rulebook.derived(Compilations).of(RACK, selected_shape({"servers": parts})).model
