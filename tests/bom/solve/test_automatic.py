"""Which engine answers: circuits only where they were made before, and none of any size is made while somebody waits."""

from __future__ import annotations

from math import comb
from pathlib import Path
from unittest.mock import patch

import pytest

from cpq.bom.solve import Clause, Count, Is, Linear, Model, Table, Term, Variable
from cpq.bom.solve.ahead import SECONDS, compile_ahead, is_kept, seconds_allowed
from cpq.bom.solve.automatic import LARGE, AutomaticEngine, parts_of
from cpq.bom.solve.circuit.folder import SUFFIX

DOMAIN = tuple(range(60))
LADDER = tuple((low, frozenset(range(low, 60))) for low in DOMAIN)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CPQ_CACHE", str(tmp_path))


def whole(parts: int = 6) -> Model:
    """Parts of three variables, the second at least the first, and one sum across all of them."""
    names = [[f"p{number}/{name}" for name in "abc"] for number in range(parts)]
    variables = tuple(Variable(name, DOMAIN) for part in names for name in part)
    inside = [Table("ladder", (a, b), LADDER) for a, b, _ in names]
    linked = [Clause("link", (Is(b, 59, positive=False), Is(c, 0))) for _, b, c in names]
    limit = Linear("limit", tuple(Term.times(each, 1) for each in variables), "<=", 100)
    return Model(variables, (*inside, *linked, limit))


def test_a_whole_is_answered_by_parts_once_their_circuits_are_kept():
    model = whole()
    assert sum(map(len, model.domains.values())) >= LARGE
    with AutomaticEngine(model) as engine:
        assert engine.name == "sat"
        before = engine.status({"p0/a": 40})
    assert [compile_ahead(each) for each in parts_of(model)] == ["kept"]
    with AutomaticEngine(model) as engine:
        assert engine.name == "coupled"
        assert engine.status({"p0/a": 40}) == before


def test_to_find_out_nothing_is_compiled():
    with patch("cpq.bom.solve.circuit.compiling._made", side_effect=AssertionError("compiled")):
        with AutomaticEngine(whole()) as engine:
            assert engine.name == "sat"
        assert not is_kept(whole())


def test_a_circuit_that_is_damaged_is_as_if_it_were_not_there(tmp_path: Path):
    model = Model(tuple(Variable(name, DOMAIN) for name in "abc"), (Table("ladder", ("a", "b"), LADDER),))
    compile_ahead(model)
    with AutomaticEngine(model) as engine:
        assert engine.name == "circuit"
    for file in (tmp_path / "circuits").iterdir():
        file.write_bytes(b"damaged")
    with AutomaticEngine(model) as engine:
        assert engine.name == "sat"
    assert compile_ahead(model) == "kept"
    with AutomaticEngine(model) as engine:
        assert engine.name == "circuit"


def test_a_circuit_of_an_earlier_layout_is_compiled_anew(tmp_path: Path):
    model = Model(tuple(Variable(name, DOMAIN) for name in "abc"), (Table("ladder", ("a", "b"), LADDER),))
    with patch("cpq.bom.solve.ahead.SUFFIX", ".1.circuit"), patch("cpq.bom.solve.circuit.storage.SUFFIX", ".1.circuit"):
        compile_ahead(model)
        assert is_kept(model)
    assert not is_kept(model)
    assert compile_ahead(model) == "kept"
    assert {file.suffixes[0] for file in (tmp_path / "circuits").iterdir()} == {".1", SUFFIX.removesuffix(".circuit")}
    with AutomaticEngine(model) as engine:
        assert engine.name == "circuit"


def test_whether_there_is_any_solution_needs_no_circuit():
    model = whole()
    for each in parts_of(model):
        compile_ahead(each)
    loaded = AssertionError("loaded a circuit")
    with AutomaticEngine(model) as engine, patch("cpq.bom.solve.automatic._coupled", side_effect=loaded):
        assert engine.status({"p0/a": 40}, ()).possible
        assert not engine.status({"p0/a": 40, "p0/b": 39}, ()).possible
        with pytest.raises(AssertionError, match="loaded a circuit"):
            engine.status({"p0/a": 40})


def test_a_small_model_is_counted_exactly_though_no_circuit_of_it_is_kept():
    switches = tuple(Variable(f"s{number}", (0, 1)) for number in range(40))
    half = Linear("half", tuple(Term.times(each, 1) for each in switches), "<=", 20)
    with AutomaticEngine(Model(switches, (half,))) as engine:
        assert engine.name == "sat"
        assert engine.count({"s0": 1}) == Count(sum(comb(39, number) for number in range(20)))


def test_what_does_not_compile_soon_is_counted_as_far_as_sat_gets():
    switches = tuple(Variable(f"s{number}", (0, 1)) for number in range(40))
    with (
        patch("cpq.bom.solve.automatic.counting_engine", return_value=None),
        AutomaticEngine(Model(switches, ())) as engine,
    ):
        assert engine.count({}) == Count(2_000, exact=False)


@pytest.mark.parametrize(
    ("said", "allowed"),
    [("0.5", 0.5), ("120", 120.0), ("0", SECONDS), ("nan", SECONDS), ("soon", SECONDS), ("", SECONDS)],
)
def test_how_long_compiling_may_take_can_be_said(said: str, allowed: float, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CPQ_COMPILE_SECONDS", said)
    assert seconds_allowed() == allowed


def test_a_model_that_takes_longer_than_is_allowed_is_too_large():
    with patch("cpq.bom.solve.ahead.seconds_allowed", return_value=0.0):
        assert compile_ahead(whole()) == "too-large"
