"""Circuits kept on disk under a hash of the clauses that they were compiled from.

A file is a line that names the format, the key, a checksum, and the numbers. Whatever is wrong with it, it is as if it
were not there: the circuit is compiled again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.circuit import Circuit
from cpq.bom.solve.circuit.encoding import encoded
from cpq.bom.solve.circuit.folder import circuit_folder, made

if TYPE_CHECKING:
    from pathlib import Path

    from cpq.bom.solve.circuit.compiler import Budget
    from cpq.bom.solve.circuit.encoding import Encoded
    from cpq.bom.solve.circuit.kernels import Ints
    from cpq.bom.solve.model import Model

FORMAT = b"cpq circuit 2\n"
"""Changes with the layout of the file, and whenever the same clauses may give another circuit."""

MOST_BYTES = 500_000_000
"""In all files together; those not used for longest go first."""

SUFFIX = ".circuit"
WITHOUT = SUFFIX + ".none"
"""Says that there is no circuit within a budget."""


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of circuits; None: nothing is kept."""

    folder: Path | None

    def load(self, key: bytes, leaves: int) -> Circuit | None:
        """The circuit of that key, or None."""
        if self.folder is None:
            return None
        path = self.folder / (key.hex() + SUFFIX)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        circuit = _read(content, key, leaves)
        if circuit is not None:
            with suppress(OSError):
                os.utime(path)
        return circuit

    def save(self, key: bytes, circuit: Circuit) -> None:
        """Keeps the circuit if that is possible."""
        self._write(key.hex() + SUFFIX, _written(key, circuit))

    def gave_up(self, key: bytes, budget: Budget) -> bool:
        """Whether it is known that this budget is not enough."""
        if self.folder is None:
            return False
        try:
            return (self.folder / (key.hex() + WITHOUT)).read_bytes() == _tried(key, budget)
        except OSError:
            return False

    def give_up(self, key: bytes, budget: Budget) -> None:
        """Keeps that this budget is not enough, so that it need not be found out again."""
        self._write(key.hex() + WITHOUT, _tried(key, budget))

    def _write(self, name: str, content: bytes) -> None:
        """A reader sees all of the file or none of it."""
        folder = made(self.folder)
        if folder is None:
            return
        with suppress(OSError):
            with NamedTemporaryFile(dir=folder, suffix=SUFFIX + ".part", delete=False) as file:
                try:
                    file.write(content)
                    file.close()
                    os.replace(file.name, folder / name)  # noqa: PTH105 - the same, for a name
                except OSError:
                    os.unlink(file.name)  # noqa: PTH108
                    raise
            _make_room(folder)


def store() -> Store:
    """Where circuits are kept for this user."""
    return Store(circuit_folder())


def is_kept(model: Model) -> bool:
    """Whether there is a file for the circuit of a model. Raises `DidNotCompile` for one that cannot be written as clauses."""
    folder = circuit_folder()
    return folder is not None and (folder / (key_of(encoded(model)).hex() + SUFFIX)).exists()


def key_of(encoded: Encoded) -> bytes:
    """A hash of what is compiled. Predicates are in it by what they accept, not by how they are written."""
    clauses = encoded.clauses
    digest = sha256(FORMAT)
    for part in (clauses.clauses, clauses.groups, [encoded.literals], [(clauses.variables,)]):
        digest.update(np.array([len(part), *map(len, part)], np.int64).tobytes())
        digest.update(np.fromiter(chain.from_iterable(part), np.int64).tobytes())
    return digest.digest()


def _tried(key: bytes, budget: Budget) -> bytes:
    return FORMAT + key + repr(budget).encode()


def _written(key: bytes, circuit: Circuit) -> bytes:
    sizes = np.array([len(circuit.either), len(circuit.children)], "<i8")
    parts = (sizes, circuit.child_start.astype("<i4"), circuit.children.astype("<i4"), circuit.either)
    payload = b"".join(part.tobytes() for part in parts)
    return FORMAT + key + sha256(key + payload).digest() + payload


def _read(content: bytes, key: bytes, leaves: int) -> Circuit | None:
    head = len(FORMAT)
    payload = content[head + 64 :]
    right = content[:head] == FORMAT and content[head : head + 32] == key
    if not right or content[head + 32 : head + 64] != sha256(key + payload).digest() or len(payload) < 16:
        return None
    nodes, edges = (int(size) for size in np.frombuffer(payload[:16], "<i8"))
    if nodes < 1 or edges < 0 or len(payload) != 16 + 4 * (nodes + 1) + 4 * edges + nodes:
        return None
    numbers: Ints = np.frombuffer(payload, "<i4", nodes + 1 + edges, 16).astype(np.int32)
    either = np.frombuffer(payload, np.uint8, nodes, 16 + 4 * (nodes + 1 + edges)).copy()
    circuit = Circuit(numbers[: nodes + 1].copy(), numbers[nodes + 1 :].copy(), either)
    return circuit if _is_sound(circuit, leaves) else None


def _is_sound(circuit: Circuit, leaves: int) -> bool:
    """Nothing points outside, and children come before their parents: a pass must not leave its arrays."""
    sizes = np.diff(circuit.child_start)
    if circuit.child_start[0] != 0 or circuit.child_start[-1] != len(circuit.children) or (sizes < 0).any():
        return False
    parents = np.repeat(np.arange(leaves, leaves + len(sizes)), sizes)
    return bool((circuit.children >= 0).all() and (circuit.children < parents).all() and (circuit.either <= 1).all())


def _make_room(folder: Path) -> None:
    files = [(path.stat(), path) for path in folder.glob(f"*{SUFFIX}*")]
    total = sum(stat.st_size for stat, _ in files)
    for stat, path in sorted(files, key=lambda each: each[0].st_mtime):
        if total <= MOST_BYTES:
            break
        path.unlink(missing_ok=True)
        total -= stat.st_size
