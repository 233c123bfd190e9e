"""Complete solutions as bit sets: one bit for each value of each variable, and the lowest bit, which all have."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cpq.bom.solve.domains import Ladders
    from cpq.bom.solve.model import Model

MOST_WITNESSES = 4_096


class Layout:
    """Where the bit of each value is, and how a solver's answer becomes bits."""

    def __init__(self, model: Model, ladders: Ladders) -> None:
        self.domains = model.domains
        self._start: dict[str, int] = {}
        self._spans: list[tuple[int, int, list[int]]] = []
        self._bits: dict[str, dict[int, int]] = {}
        start = 1
        for name, domain in model.domains.items():
            self._start[name] = start
            self._bits[name] = {value: 1 << (start + place) for place, value in enumerate(domain)}
            steps = ladders[name].steps
            first = steps[0] - 1 if steps else 0
            self._spans.append((first, first + len(steps), [self._bits[name][each] for each in ladders[name].values]))
            start += len(domain)
        self._owners = [("", 0), *((name, value) for name, domain in model.domains.items() for value in domain)]

    def bit(self, name: str, value: int) -> int:
        """The bit of a value; 0 for a value outside the domain."""
        return self._bits[name].get(value, 0)

    def bits(self, name: str, values: Iterable[int]) -> int:
        return sum(self.bit(name, value) for value in values)

    def all_bits(self, names: Iterable[str]) -> int:
        return sum(((1 << len(self.domains[name])) - 1) << self._start[name] for name in names)

    def forbidden(self, allowed: Mapping[str, tuple[int, ...]]) -> int:
        """The bits that the entries of a selection rule out."""
        return sum(self.all_bits([name]) & ~self.bits(name, values) for name, values in allowed.items())

    def read(self, answer: Sequence[int]) -> int:
        """The bits of a solver's answer (the literals of all Booleans, in order); never 0."""
        found = 1
        for first, last, bits in self._spans:
            found |= bits[bisect_left(answer, True, first, last, key=_is_false) - first]
        return found

    def values(self, name: str, bits: int) -> tuple[int, ...]:
        """The values of one variable whose bits are set, in domain order."""
        own = bits >> self._start[name]
        return tuple(value for place, value in enumerate(self.domains[name]) if own >> place & 1)

    def pairs(self, bits: int) -> Iterator[tuple[str, int]]:
        """The variable and value of every bit set, lowest first."""
        while bits:
            yield self.lowest(bits)
            bits &= bits - 1

    def by_variable(self, bits: int) -> dict[str, list[int]]:
        """The values of the bits set, by variable."""
        values: dict[str, list[int]] = {}
        for name, value in self.pairs(bits):
            values.setdefault(name, []).append(value)
        return values

    def solution(self, found: int) -> dict[str, int]:
        """A solution's bits as values."""
        return {name: self.values(name, found)[0] for name in self.domains}

    def firsts(self, bits: int) -> Iterator[tuple[str, int]]:
        """Every variable with a bit set, and the first such value."""
        while bits:
            name, value = self.lowest(bits)
            yield name, value
            bits &= -(1 << (self._start[name] + len(self.domains[name])))

    def lowest(self, bits: int) -> tuple[str, int]:
        """The variable and value of the lowest bit set."""
        return self._owners[(bits & -bits).bit_length() - 1]


class Pool:
    """The solutions met so far, newest last; what they prove, they prove for every selection they agree with."""

    def __init__(self) -> None:
        self._found: deque[int] = deque(maxlen=MOST_WITNESSES)

    def add(self, found: int) -> None:
        self._found.append(found)

    def latest(self, forbidden: int) -> int:
        """The newest solution that uses no forbidden value, or 0."""
        return next((found for found in reversed(self._found) if not found & forbidden), 0)

    def proven(self, forbidden: int) -> int:
        """The bits of all solutions that use no forbidden value."""
        proven = 0
        for found in self._found:
            if not found & forbidden:
                proven |= found
        return proven


def _is_false(literal: int) -> bool:
    return literal < 0
