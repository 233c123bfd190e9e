"""Tables by support: a Boolean a row, and for every value the rows that allow it.

Unit propagation on these clauses removes every value that no remaining row allows. F. Bacchus, GAC via unit
propagation, CP 2007.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.cnf import DEFINITION, Cnf
from cpq.bom.solve.meaning import accepts
from cpq.bom.solve.normal_form import Cell, Table, Wildcard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpq.bom.solve.domains import Ladder, Ladders


def post_table(cnf: Cnf, ladders: Ladders, rule: int, table: Table, unless: list[int]) -> None:
    """Adds the table's clauses, each weakened by the literals `unless`."""
    columns = [ladders[name] for name in table.variables]
    live = [
        row for row in table.rows if all(_reachable(cell, ladder) for cell, ladder in zip(row, columns, strict=True))
    ]
    rows = [cnf.fresh() for _ in live]
    cnf.add(rule, [*unless, *rows])
    for number, ladder in enumerate(columns):
        cells = [row[number] for row in live]
        for row, cell in zip(rows, cells, strict=True):
            cnf.add(DEFINITION, [-row, _allowed(cnf, ladder, cell)])
        for value, supports in _supports(cnf, ladder, rows, cells).items():
            if len(supports) < len(rows):
                cnf.add(rule, [*unless, -ladder.is_value(cnf, value), *supports])


def _reachable(cell: Cell, ladder: Ladder) -> bool:
    return cell in ladder if isinstance(cell, int) else any(accepts(cell, value) for value in ladder.values)


def _supports(cnf: Cnf, ladder: Ladder, rows: Sequence[int], cells: Sequence[Cell]) -> dict[int, list[int]]:
    """For every value the rows whose cells accept it."""
    supports: dict[int, list[int]] = {value: [] for value in ladder.values}
    for row, cell in zip(rows, cells, strict=True):
        if isinstance(cell, int):
            supports[cell].append(row)
            continue
        cnf.spend(len(ladder.values))
        for value in ladder.values:
            if accepts(cell, value):
                supports[value].append(row)
    return supports


def _allowed(cnf: Cnf, ladder: Ladder, cell: Cell) -> int:
    match cell:
        case Wildcard():
            return Cnf.TRUE
        case frozenset():
            return ladder.among(cnf, cell)
        case _:
            return ladder.is_value(cnf, cell)
