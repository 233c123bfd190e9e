"""What would make one click in a hundred slow: a solver where passes can tell, machine code yet to be made, the collector of garbage."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest

from cpq.bom.configuration import NestedSelection, Selection, configurator
from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.configurator import Configurator
from cpq.bom.configuration.shapes import selected_shape
from cpq.bom.configuration.state import ConfigurationState
from cpq.bom.products import Product
from cpq.bom.products.configurable import Configurable
from cpq.bom.solve import Model, Variable
from cpq.bom.solve.ahead import compile_ahead
from cpq.bom.solve.automatic import parts_of
from cpq.kinds import load_rulebook

RULES = Path(__file__).resolve().parents[3] / "rules"
SERVERS = 6
NO_SOLVER = AssertionError("asked a solver")
ASKED = {
    "passes": ("find_possible", "find_least", "spread_least", "count_modulo", "find_digits"),
    "settling": ("keep_cheapest", "settle"),
    "tallies": ("tally",),
}
"""The kernels that answer; those that compile circuits are made when one is compiled."""


@pytest.fixture(scope="module")
def rack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Configurator]:
    """The sample company's rack, full of the smaller server, whose circuits are kept."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CPQ_CACHE", str(tmp_path_factory.mktemp("cache")))
        rulebook = load_rulebook(RULES).rulebook
        assert rulebook is not None
        product = rulebook.all(Product)["RACK-42"]
        assert isinstance(product, Configurable)
        shape = selected_shape(chosen([Selection()] * SERVERS).nested)
        for part in parts_of(rulebook.derived(Compilations).of(product.id, shape).model):
            assert compile_ahead(part) == "kept"
        yield configurator(rulebook, product)
    gc.unfreeze()


def chosen(servers: list[Selection]) -> Selection:
    return Selection(nested={"servers": tuple(NestedSelection("R120", each) for each in servers)})


def a_session(rack: Configurator, clicks: int) -> Iterator[ConfigurationState]:
    """One server after the other: inputs and options drawn, each from what was still possible at the click before."""
    random, servers = Random(3), [Selection()] * SERVERS
    state = rack.status(chosen(servers))
    for click in range(clicks):
        number = click // 20 % SERVERS
        servers[number] = _clicked(random, servers[number], state.nested["servers"][number])
        state = rack.status(chosen(servers))
        yield state


def _clicked(random: Random, before: Selection, state: ConfigurationState) -> Selection:
    """The first input that is open, else an option of a group without any."""
    inputs = [name for name, each in state.inputs.items() if name not in before.inputs and each.values]
    if inputs:
        return Selection(before.options, {**before.inputs, inputs[0]: random.choice(state.inputs[inputs[0]].values)})
    groups = [name for name in state.groups if name not in before.options]
    if not groups:
        return before
    group = random.choice(groups)
    option = random.choice([each for each in state.groups[group] if any(each.quantities)] or [None])
    if option is None:
        return before
    return Selection({**before.options, group: {option.code: random.choice(option.quantities)}}, before.inputs)


def test_no_click_asks_a_solver_where_passes_can_tell(rack: Configurator):
    with (
        patch("cpq.bom.solve.coupled.engine.CoupledEngine._the_whole", side_effect=NO_SOLVER),
        patch("cpq.bom.solve.circuit.engine.CircuitEngine._the_rest", side_effect=NO_SOLVER),
    ):
        states = list(a_session(rack, 20 * SERVERS))
    assert {state.engine for state in states} == {"coupled"}
    assert any(part.complete for state in states for part in state.nested["servers"])


def test_what_is_compiled_ahead_comes_with_the_machine_code_of_every_question(tmp_path: Path):
    model = Model((Variable("a", (0, 1, 2)),), ())
    with patch("cpq.bom.solve.circuit.rehearsal.rehearse") as rehearsed, pytest.MonkeyPatch.context() as patched:
        patched.setenv("CPQ_CACHE", str(tmp_path))
        assert compile_ahead(model) == "kept"
    rehearsed.assert_called_once()


def test_after_the_rehearsal_there_is_machine_code_for_every_question(tmp_path: Path):
    rehearsal = "from cpq.bom.solve.circuit.rehearsal import rehearse; rehearse()"
    subprocess.run([sys.executable, "-c", rehearsal], check=True, env={**os.environ, "CPQ_CACHE": str(tmp_path)})
    made = {path.name.partition("-")[0] for path in tmp_path.glob("kernels-*/**/*.nbc")}
    assert made == {f"{module}.{name}" for module, names in ASKED.items() for name in names}


def test_what_is_there_to_stay_is_not_looked_through_for_garbage(rack: Configurator):
    rack.status(chosen([Selection()] * SERVERS))
    gc.collect()
    assert gc.get_freeze_count() > 50_000
    assert len(gc.get_objects()) < gc.get_freeze_count() / 4
