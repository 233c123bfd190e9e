"""Circuits kept on disk under the fingerprint of the model that they were compiled from.

A file is a line that names the format, the key, a checksum, and the numbers. Whatever is wrong with it, it is as if it
were not there: it is taken away, and the circuit is compiled again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.circuit import Circuit, Compiled
from cpq.bom.solve.circuit.folder import KIND, LAYOUT, SUFFIX, circuit_folder, made
from cpq.bom.solve.circuit.reading import is_left_to_passes

if TYPE_CHECKING:
    from pathlib import Path

    from cpq.bom.solve.circuit.budget import Budget
    from cpq.bom.solve.circuit.kernels import Ints
    from cpq.bom.solve.model import Model

FORMAT = b"cpq circuit %d\n" % LAYOUT

MOST_BYTES = 500_000_000
"""In all files together; those not used for longest go first."""
LOOKED_AFTER = 50
"""A process looks at all files again when it has written one in so many of these bytes: each process can exceed them by as much."""

WITHOUT = SUFFIX + ".none"
"""Says that there is no circuit within a budget."""


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of circuits; None: nothing is kept."""

    folder: Path | None

    def load(self, key: bytes, model: Model) -> Compiled | None:
        """The circuit of that key, or None."""
        if self.folder is None:
            return None
        path = self.folder / (key.hex() + SUFFIX)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        compiled = _read(content, key, model)
        with suppress(OSError):
            if compiled is None:
                path.unlink()  # else it would be thought to be there by who only looks for the name
            else:
                os.utime(path)
        return compiled

    def save(self, key: bytes, compiled: Compiled) -> None:
        """Keeps the circuit if that is possible."""
        self._write(key.hex() + SUFFIX, _written(key, compiled))

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
            _make_room(folder, len(content))


def store() -> Store:
    """Where circuits are kept for this user."""
    return Store(circuit_folder())


def _tried(key: bytes, budget: Budget) -> bytes:
    return FORMAT + key + repr(budget).encode()


def _written(key: bytes, compiled: Compiled) -> bytes:
    circuit = compiled.circuit
    sizes = np.array([len(circuit.either), len(circuit.children), len(compiled.left_out)], "<i8")
    numbers = (circuit.child_start, circuit.children, np.array(compiled.left_out, "<i4"))
    payload = sizes.tobytes() + b"".join(each.astype("<i4").tobytes() for each in numbers) + circuit.either.tobytes()
    return FORMAT + key + sha256(key + payload).digest() + payload


def _read(content: bytes, key: bytes, model: Model) -> Compiled | None:
    head = len(FORMAT)
    payload = content[head + 64 :]
    right = content[:head] == FORMAT and content[head : head + 32] == key
    if not right or content[head + 32 : head + 64] != sha256(key + payload).digest() or len(payload) < 24:
        return None
    nodes, edges, sums = (int(size) for size in np.frombuffer(payload[:24], "<i8"))
    count = nodes + 1 + edges + sums
    if nodes < 1 or edges < 0 or sums < 0 or len(payload) != 24 + 4 * count + nodes:
        return None
    numbers: Ints = np.frombuffer(payload, "<i4", count, 24).astype(np.int32)
    either = np.frombuffer(payload, np.uint8, nodes, 24 + 4 * count).copy()
    circuit = Circuit(numbers[: nodes + 1].copy(), numbers[nodes + 1 : nodes + 1 + edges].copy(), either)
    left_out = tuple(map(int, numbers[nodes + 1 + edges :]))
    leaves = sum(map(len, model.domains.values()))
    return Compiled(circuit, left_out) if _is_sound(circuit, leaves) and _are_sums(left_out, model) else None


def _are_sums(left_out: tuple[int, ...], model: Model) -> bool:
    constraints = model.constraints
    return all(0 <= each < len(constraints) and is_left_to_passes(constraints[each]) for each in left_out)


def _is_sound(circuit: Circuit, leaves: int) -> bool:
    """Nothing points outside, and children come before their parents: a pass must not leave its arrays."""
    sizes = np.diff(circuit.child_start)
    if circuit.child_start[0] != 0 or circuit.child_start[-1] != len(circuit.children) or (sizes < 0).any():
        return False
    parents = np.repeat(np.arange(leaves, leaves + len(sizes)), sizes)
    return bool((circuit.children >= 0).all() and (circuit.children < parents).all() and (circuit.either <= 1).all())


_UNSEEN: dict[Path, int] = {}
"""Bytes that this process has written to a folder since it looked at all files there."""


def _make_room(folder: Path, written: int) -> None:
    unseen = _UNSEEN.get(folder, MOST_BYTES) + written
    _UNSEEN[folder] = unseen
    if unseen < MOST_BYTES // LOOKED_AFTER:
        return
    _UNSEEN[folder] = 0
    files = [(path.stat(), path) for path in folder.glob(f"*{KIND}*")]
    total = sum(stat.st_size for stat, _ in files)
    for stat, path in sorted(files, key=lambda each: each[0].st_mtime):
        if total <= MOST_BYTES:
            break
        path.unlink(missing_ok=True)
        total -= stat.st_size
