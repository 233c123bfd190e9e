"""Price matrices: no two rows fit the same item, and no combination within them is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cpq.bom.checks.values import wrong_value
from cpq.company.attribute import Attribute
from cpq.pricing.checks.axes import Axis, axes_of
from cpq.pricing.methods import Matrix
from cpq.pricing.methods.matrix import Cell, MatrixRow, Span, values_of
from cpq.pricing.written import Written, written_prices
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

MOST_STEPS = 2_000_000
"""Rows times pieces of axes that are looked at in one matrix."""


def rows_of_a_matrix(rulebook: Rulebook) -> Iterator[Finding]:
    """Two rows that fit the same item are an error: which price holds would be chance. A combination without a row is a warning."""
    for written in written_prices(rulebook):
        if isinstance(written.method, Matrix):
            looked_at = _Matrix(written.method.rows, axes_of(written.method.rows))
            looked_at.below(0, tuple(range(len(written.method.rows))))
            if looked_at.overlap is not None:
                yield _overlap(written, *looked_at.overlap)
            if looked_at.gap is not None:
                yield _gap(written, looked_at.gap)
            if looked_at.overlap is None and looked_at.steps >= MOST_STEPS:
                yield _too_large(written)


@dataclass(slots=True)
class _Matrix:
    """Goes through a matrix attribute by attribute; pieces of an axis that the same rows hold for are looked at once.

    Stops at the first `overlap`, the numbers of two rows; `gap` is the first combination that no row fits.
    """

    rows: Sequence[MatrixRow]
    axes: Sequence[Axis]
    overlap: tuple[int, int] | None = None
    gap: Mapping[str, str] | None = None
    steps: int = 0
    _at: dict[str, str] = field(default_factory=dict[str, str])

    def below(self, depth: int, rows: tuple[int, ...]) -> None:
        """Looks at some of the rows, which hold on the axes before `depth` for the same."""
        if depth == len(self.axes):
            self.overlap = (rows[0], rows[1]) if len(rows) > 1 else None
            return
        axis = self.axes[depth]
        for fitting, position in self._pieces(axis, rows).items():
            self._at[axis.attribute] = axis.said(position)
            if not fitting:
                self.gap = self.gap or dict(self._at)
            elif self.steps < MOST_STEPS:
                self.below(depth + 1, fitting)
            if self.overlap is not None:
                return
        del self._at[axis.attribute]

    def _pieces(self, axis: Axis, rows: tuple[int, ...]) -> Mapping[tuple[int, ...], int]:
        """The rows that hold at a piece of the axis, and the first such piece."""
        at: list[list[int]] = [[] for _ in axis.samples]
        for number in rows:
            held = axis.held_by(self.rows[number].when.get(axis.attribute))
            self.steps += len(held)
            for position in held:
                at[position].append(number)
        found: dict[tuple[int, ...], int] = {}
        for position, fitting in enumerate(at):
            found.setdefault(tuple(fitting), position)
        return found


def _overlap(written: Written, first: int, second: int) -> Finding:
    text = Text(
        zh=f"矩阵价的第 {first + 1} 行与第 {second + 1} 行可同时适用，价格无法确定；请改得互不重叠",
        en=f"rows {first + 1} and {second + 1} of the price matrix can fit the same item, and its price would be chance; keep them "
        "apart",
    )
    return Finding("matrix-overlap", written.at("rows", second), text, related=(written.at("rows", first),))


def _gap(written: Written, at: Mapping[str, str]) -> Finding:
    said = ", ".join(f"{attribute} = {value}" for attribute, value in at.items())
    text = Text(
        zh=f"矩阵价有空缺，例如 {said} 没有适用的行，届时无法报价；请补一行，或确认这种组合不卖",
        en=f"the price matrix has a gap: no row fits {said}, and such an item has no price; add a row, unless it is not sold",
    )
    return Finding("matrix-gap", written.at("rows"), text, Severity.WARNING)


def _too_large(written: Written) -> Finding:
    text = Text(
        zh="矩阵价过大，未能查完是否有重叠；请减少各行跨越的区间，或拆成几个产品的价格",
        en="the price matrix is too large to be searched for rows that overlap; let rows span less, or split it",
    )
    return Finding("matrix-too-large", written.at("rows"), text, Severity.WARNING)


def matrix_values(rulebook: Rulebook) -> Iterator[Finding]:
    """Cells have values of their attribute's type, and spans are of numbers."""
    attributes = rulebook.all(Attribute)
    for written in written_prices(rulebook):
        for number, row in enumerate(written.method.rows if isinstance(written.method, Matrix) else ()):
            for name, cell in row.when.items():
                yield from _wrong_cell(attributes[name], cell, written.at("rows", number, "when", name))


def _wrong_cell(attribute: Attribute, cell: Cell, place: Place) -> Iterator[Finding]:
    if not isinstance(cell, Span):
        for value in values_of(cell):
            yield from wrong_value(attribute, value, place)
    elif attribute.type != "number":
        yield _no_span(attribute, place)


def _no_span(attribute: Attribute, place: Place) -> Finding:
    text = Text(
        zh=f"“{attribute.name.zh}”不是数值，没有区间；请写一个值或一组值",
        en=f'"{attribute.name.en}" is no number and has no spans; write a value, or a list of values',
    )
    return Finding("span", place, text)
