"""What can be had, from leaves to values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.rulebook.latest import Latest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpq.bom.solve.circuit.kernels import Bytes
    from cpq.bom.solve.coupled.components import Place

MOST_KEPT = 256

Pairs = tuple[tuple[str, tuple[int, ...]], ...]


class Reader:
    """Reads for one place; what was read lately is kept."""

    def __init__(self, place: Place) -> None:
        domains = place.component.leaves.model.domains.values()
        starts = place.component.leaves.starts
        self._spans = tuple(zip(place.names, domains, starts, starts[1:], strict=False))
        self._span = {name: (domain, start, end) for name, domain, start, end in self._spans}
        self._kept: Latest[bytes, Pairs] = Latest(MOST_KEPT)

    def values(self, name: str, possible: Bytes) -> tuple[int, ...]:
        """Of one variable of the whole."""
        domain, start, end = self._span[name]
        return tuple(value for value, flag in zip(domain, possible[start:end].tolist(), strict=True) if flag)

    def of(self, possible: Bytes) -> Iterable[tuple[str, tuple[int, ...]]]:
        """The variables of the whole with the values that can be had, in the order of their domains."""
        flags = possible.tobytes()
        known = self._kept.get(flags)
        if known is not None:
            return known
        made = tuple(
            (name, tuple(value for value, flag in zip(domain, flags[start:end], strict=True) if flag))
            for name, domain, start, end in self._spans
        )
        self._kept.keep(flags, made)
        return made
