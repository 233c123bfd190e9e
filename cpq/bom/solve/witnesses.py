"""Complete solutions as bit sets: one bit for each value of each variable, in the model's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from cpq.bom.solve.domains import Ladders
    from cpq.bom.solve.model import Model

MOST_WITNESSES = 4_096

Flags = NDArray[np.uint8]
"""A 0 or 1 for each bit."""


class Layout:
    """Where the bit of each value is, and how a solver's answer becomes bits. `literals` are the values' literals."""

    def __init__(self, model: Model, ladders: Ladders) -> None:
        self.domains = model.domains
        self._start: dict[str, int] = {}
        self._places: dict[str, dict[int, int]] = {}
        self._seen: dict[str, dict[bytes, tuple[int, ...]]] = {name: {} for name in model.domains}
        literals: list[int] = []
        for name, domain in model.domains.items():
            self._start[name] = len(literals)
            self._places[name] = {value: place for place, value in enumerate(domain, len(literals))}
            literals += ladders[name].exactly(domain)
        self.size = len(literals)
        self.literals = np.array(literals, dtype=np.int64)
        self.owners = [(name, value) for name, domain in model.domains.items() for value in domain]
        self._variable = np.repeat(np.arange(len(model.domains)), [len(domain) for domain in model.domains.values()])
        self._all = (1 << self.size) - 1

    def bit(self, name: str, value: int) -> int:
        """The bit of a value; 0 for a value outside the domain."""
        place = self._places[name].get(value)
        return 0 if place is None else 1 << place

    def bits(self, name: str, values: Iterable[int]) -> int:
        return sum(self.bit(name, value) for value in values)

    def all_bits(self, names: Iterable[str]) -> int:
        if names is self.domains:
            return self._all
        return sum(((1 << len(self.domains[name])) - 1) << self._start[name] for name in set(names))

    def forbidden(self, allowed: Mapping[str, tuple[int, ...]]) -> int:
        """The bits that the entries of a selection rule out."""
        return sum(self.all_bits((name,)) & ~self.bits(name, values) for name, values in allowed.items())

    def read(self, answer: Sequence[int]) -> int:
        """The bits of a solver's answer (the literals of all Booleans, in order)."""
        true = np.array(answer, dtype=np.int64) > 0
        return self.pack(true[np.abs(self.literals) - 1] == (self.literals > 0))

    @staticmethod
    def pack(flags: Flags | NDArray[np.bool_]) -> int:
        return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")

    def unpack(self, bits: int) -> Flags:
        octets = np.frombuffer(bits.to_bytes(self.size // 8 + 1, "little"), dtype=np.uint8)
        return np.unpackbits(octets, bitorder="little", count=self.size)

    def reader(self, bits: int) -> Callable[[str], tuple[int, ...]]:
        """Gives the values of a variable whose bits are set, in domain order."""
        flags = self.unpack(bits).tobytes()

        def values(name: str) -> tuple[int, ...]:
            domain, start = self.domains[name], self._start[name]
            own = flags[start : start + len(domain)]
            seen = self._seen[name]
            if own not in seen:
                seen[own] = tuple(value for value, set in zip(domain, own, strict=True) if set)
            return seen[own]

        return values

    def solution(self, found: int) -> dict[str, int]:
        """A solution's bits as values."""
        values = self.reader(found)
        return {name: values(name)[0] for name in self.domains}

    def by_variable(self, bits: int) -> dict[str, list[int]]:
        """The values of the bits set, by variable."""
        values: dict[str, list[int]] = {}
        for place in np.flatnonzero(self.unpack(bits)).tolist():
            name, value = self.owners[place]
            values.setdefault(name, []).append(value)
        return values

    def alternatives(self, bit: int) -> int:
        """All values of the variable that a bit is of."""
        return self.all_bits((self.owners[bit.bit_length() - 1][0],))

    def literal(self, bits: int) -> int:
        """The literal of the lowest bit set."""
        return int(self.literals[(bits & -bits).bit_length() - 1])

    def some_literals(self, bits: int, most: int) -> list[int]:
        """The literals of the lowest bits set, at most one a variable."""
        places = np.flatnonzero(self.unpack(bits))
        _, firsts = np.unique(self._variable[places], return_index=True)
        return self.literals[places[firsts[:most]]].tolist()


class Pool:
    """The solutions met so far and, of each, the values that a single variable could take instead (None: not looked at).

    What they prove, they prove for every selection they agree with.
    """

    def __init__(self) -> None:
        self._found: dict[int, int | None] = {}

    def add(self, found: int, near: int | None = None) -> None:
        self._found.pop(found, None)
        if len(self._found) >= MOST_WITNESSES:
            del self._found[next(iter(self._found))]
        self._found[found] = near

    def latest(self, forbidden: int) -> int | None:
        """The newest solution that uses no forbidden value."""
        return next((found for found in reversed(self._found) if not found & forbidden), None)

    def agreeing(self, forbidden: int) -> Iterator[tuple[int, int | None]]:
        """The solutions that use no forbidden value, newest first."""
        return ((found, near) for found, near in reversed(self._found.items()) if not found & forbidden)

    def one_off(self, forbidden: int) -> Iterator[tuple[int, int, int]]:
        """The solutions that use one forbidden value, newest first: the solution, that value, its neighbours."""
        for found, near in reversed(self._found.items()):
            wrong = found & forbidden
            if near and wrong and not wrong & (wrong - 1):
                yield found, wrong, near
