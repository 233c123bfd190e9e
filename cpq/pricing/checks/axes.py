"""The axes of a price matrix: each attribute in pieces, such that a row holds for all of a piece or for nothing of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from cpq.bom.products.product import AttributeValue
from cpq.pricing.methods.matrix import Cell, MatrixRow, Span, values_of

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Axis:
    """`samples` has one value of each piece, numbers in ascending order. A row that does not ask for the attribute holds for every piece."""

    attribute: str
    samples: Sequence[AttributeValue]
    _numbers: Sequence[Decimal]
    _positions: dict[AttributeValue, int] = field(default_factory=dict[AttributeValue, int])

    def held_by(self, cell: Cell | None) -> Sequence[int]:
        """The positions of the pieces that a cell holds for."""
        if cell is None:
            return range(len(self.samples))
        if isinstance(cell, Span):
            begin = 0 if cell.from_ is None else bisect_left(self._numbers, cell.from_)
            end = len(self._numbers) if cell.below is None else bisect_left(self._numbers, cell.below)
            return range(begin, end)
        return sorted({self._positions[value] for value in values_of(cell)})

    def said(self, position: int) -> str:
        """A value of a piece, as a rulebook writes it."""
        value = self.samples[position]
        match value:
            case bool():
                return "true" if value else "false"
            case Decimal():
                return f"{value:f}"
            case str():
                return value


def axes_of(rows: Sequence[MatrixRow]) -> tuple[Axis, ...]:
    """One for each attribute that a row asks for."""
    cells: dict[str, list[Cell]] = {}
    for row in rows:
        for attribute, cell in row.when.items():
            cells.setdefault(attribute, []).append(cell)
    return tuple(_axis(attribute, each) for attribute, each in cells.items())


def _axis(attribute: str, cells: Sequence[Cell]) -> Axis:
    spans = [cell for cell in cells if isinstance(cell, Span)]
    values = dict.fromkeys(value for cell in cells if not isinstance(cell, Span) for value in values_of(cell))
    numbers = sorted(set(_numbers(spans, {value for value in values if isinstance(value, Decimal)})))
    samples = (*numbers, *(value for value in values if not isinstance(value, Decimal)))
    return Axis(attribute, samples, numbers, {value: position for position, value in enumerate(samples)})


def _numbers(spans: Sequence[Span], points: set[Decimal]) -> Iterator[Decimal]:
    """The single values, and one number of every piece that the spans and values cut out of all that the spans stretch over."""
    yield from points
    if not spans:
        return
    starts = [span.from_ for span in spans if span.from_ is not None]
    ends = [span.below for span in spans if span.below is not None]
    cuts = sorted({*starts, *ends, *points}) or [ZERO]
    lowest = min(starts) if len(starts) == len(spans) else cuts[0] - 1
    highest = max(ends) if len(ends) == len(spans) else cuts[-1] + 1
    middles = ((cut + after) / 2 for cut, after in pairwise([*cuts, highest]) if cut in points)
    yield from (number for number in (cuts[0] - 1, *cuts, *middles) if lowest <= number < highest)
