"""Circuits on disk: found again, and never taken from a file that is not exactly what was written."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from cpq.bom.solve import Clause, Count, Is, Model, Predicate, Variable
from cpq.bom.solve.circuit.budget import Budget
from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.folder import cache_folder
from cpq.bom.solve.circuit.storage import FORMAT, Store

VARIABLES = tuple(Variable(name, (0, 1, 2)) for name in "abc")
MODEL = Model(VARIABLES, (Clause("r", (Is("a", 1), Is("b", 2), Is("c", 0))),))
COUNT = Count(19)
"""27 less the 8 in which none of the three holds."""

NO_COMPILING = patch("cpq.bom.solve.circuit.compiling._made", side_effect=AssertionError("compiled again"))


def filled(folder: Path) -> Path:
    """The file of `MODEL`."""
    CircuitEngine(MODEL, kept=Store(folder)).close()
    (file,) = folder.iterdir()
    return file


def test_a_circuit_is_compiled_once(tmp_path: Path):
    filled(tmp_path)
    with NO_COMPILING, CircuitEngine(MODEL, kept=Store(tmp_path)) as engine:
        assert engine.count({}) == COUNT


def test_another_model_is_another_circuit(tmp_path: Path):
    filled(tmp_path)
    other = Model(VARIABLES, (Clause("r", (Is("a", 1), Is("b", 2))),))
    with CircuitEngine(other, kept=Store(tmp_path)) as engine:
        assert engine.count({}) == Count(15)


@pytest.mark.parametrize("modulus", [2, 3])
def test_a_predicate_is_told_by_what_it_accepts(tmp_path: Path, modulus: int):
    def model(divisor: int) -> Model:
        return Model(VARIABLES, (Predicate("r", ("a", "b"), lambda numbers: sum(numbers) % divisor == 0),))

    CircuitEngine(model(2), kept=Store(tmp_path)).close()
    with CircuitEngine(model(modulus), kept=Store(tmp_path)) as engine:
        assert engine.count({}) == Count({2: 5, 3: 3}[modulus] * 3)
    assert len(list(tmp_path.iterdir())) == modulus - 1


@pytest.mark.parametrize("place", range(0, 200, 7))
def test_a_file_with_a_wrong_byte_is_not_used(tmp_path: Path, place: int):
    file = filled(tmp_path)
    content = bytearray(file.read_bytes())
    content[place % len(content)] ^= 1
    file.write_bytes(content)
    with CircuitEngine(MODEL, kept=Store(tmp_path)) as engine:
        assert engine.count({}) == COUNT
    assert file.read_bytes() != bytes(content)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_file_that_ends_too_early_is_not_used(tmp_path: Path, share: float):
    file = filled(tmp_path)
    content = file.read_bytes()
    file.write_bytes(content[: int(share * len(content))])
    with CircuitEngine(MODEL, kept=Store(tmp_path)) as engine:
        assert engine.count({}) == COUNT


def test_the_circuit_of_another_model_under_this_name_is_not_used(tmp_path: Path):
    file = filled(tmp_path)
    CircuitEngine(Model(VARIABLES, ()), kept=Store(tmp_path / "other")).close()
    (other,) = (tmp_path / "other").iterdir()
    file.write_bytes(other.read_bytes())
    with CircuitEngine(MODEL, kept=Store(tmp_path)) as engine:
        assert engine.count({}) == COUNT


@pytest.mark.parametrize("child", [2**31 - 1, -1, 9, 10])
def test_a_circuit_that_points_outside_is_not_used_though_its_checksum_is_right(tmp_path: Path, child: int):
    file = filled(tmp_path)
    content = file.read_bytes()
    head = len(FORMAT)
    key, payload = content[head : head + 32], content[head + 64 :]
    sizes = np.frombuffer(payload[:24], "<i8")
    numbers = np.frombuffer(payload, "<i4", int(sizes[0] + 1 + sizes[1]), 24).copy()
    numbers[int(sizes[0]) + 1] = child
    forged = payload[:24] + numbers.tobytes() + payload[24 + 4 * len(numbers) :]
    file.write_bytes(FORMAT + key + sha256(key + forged).digest() + forged)
    with CircuitEngine(MODEL, kept=Store(tmp_path)) as engine:
        assert engine.count({}) == COUNT


def test_what_did_not_compile_within_a_budget_is_only_tried_with_another(tmp_path: Path):
    with pytest.raises(DidNotCompile):
        CircuitEngine(MODEL, Budget(size=2), Store(tmp_path))
    with NO_COMPILING, pytest.raises(DidNotCompile):
        CircuitEngine(MODEL, Budget(size=2), Store(tmp_path))
    with CircuitEngine(MODEL, kept=Store(tmp_path)) as engine:
        assert engine.count({}) == COUNT


def test_without_a_place_to_write_nothing_is_kept(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    with CircuitEngine(MODEL, kept=Store(tmp_path / "file" / "circuits")) as engine:
        assert engine.count({}) == COUNT


def test_what_was_not_used_for_longest_makes_room(tmp_path: Path):
    file = filled(tmp_path)
    with patch("cpq.bom.solve.circuit.storage.MOST_BYTES", file.stat().st_size + 10):
        CircuitEngine(Model(VARIABLES, ()), kept=Store(tmp_path)).close()
    assert len(list(tmp_path.iterdir())) == 1
    assert not file.exists()


def test_the_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CPQ_CACHE", "/somewhere")
    assert cache_folder() == Path("/somewhere")
    monkeypatch.delenv("CPQ_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert cache_folder() == Path("/caches/cpq")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/rep")
    assert cache_folder() == Path("/home/rep/.cache/cpq")
