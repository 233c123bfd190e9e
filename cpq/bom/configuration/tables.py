"""Compatibility tables and exclusions → formulas, without expressions."""

from __future__ import annotations

from itertools import combinations

from cpq.bom.configuration.formula import FALSE, Fits, Formula, OneOf, every, some
from cpq.bom.configuration.readings import Element
from cpq.bom.configuration.variables import NONE, Decisions, Slot
from cpq.bom.configuration.written_tables import ANY_WORD, NONE_WORD, WrittenTable, written_values
from cpq.bom.products.rules import Cell as WrittenCell
from cpq.bom.products.rules import Exclude
from cpq.bom.solve import ANY
from cpq.bom.solve import Cell as PlainCell


def at_most_one(rule: Exclude, decisions: Decisions) -> Formula:
    """Of the options, no two are chosen together."""
    absent = {code: _absent(code, decisions) for code in rule.exclude}
    return every(some((absent[one], absent[other])) for one, other in combinations(absent, 2))


def _absent(code: str, decisions: Decisions) -> Formula:
    return every(_without(slot, code) for slot in decisions.of_option(code))


def _without(slot: Slot, code: str) -> Formula:
    left = frozenset(slot.variable.domain) - slot.values_of(code)
    return OneOf(slot.variable.name, left) if left else FALSE


def some_row(rule: WrittenTable, decisions: Decisions) -> Formula:
    """That some row of the table fits the variables of its columns."""
    rows = tuple(
        tuple(cell_of(cell, column, decisions) for cell, column in zip(row, rule.columns, strict=True))
        for row in rule.rows
    )
    return Fits(tuple(rule.columns), rows)


def cell_of(cell: WrittenCell, column: str, decisions: Decisions) -> PlainCell:
    """The values of the column's variable that a cell accepts."""
    if cell == ANY_WORD:
        return ANY
    found = [_values(each, column, decisions) for each in written_values(cell)]
    return frozenset[int]().union(*found)


def _values(written: Element, column: str, decisions: Decisions) -> frozenset[int]:
    if column in decisions.entries:
        entry = decisions.entries[column]
        known = enumerate(entry.values)
        fitting = frozenset(n for n, value in known if value == written and type(value) is type(written))
        return fitting or (frozenset((entry.absent,)) if written == NONE_WORD and entry.absent is not None else fitting)
    (slot,) = decisions.of_group(column)
    chosen = slot.values_of(str(written))
    return chosen or (frozenset((NONE,)) if written == NONE_WORD else frozenset())
