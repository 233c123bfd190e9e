"""Compatibility tables as they are written, in YAML or in a CSV file, with the place of every cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.bom.configuration.readings import Element
from cpq.bom.products.configurable import Configurable
from cpq.bom.products.rules import Cell, Table, TableFile
from cpq.company.attribute import Attribute
from cpq.money import InvalidAmount, parse_decimal
from cpq.rulebook.place import Place
from cpq.rulebook.sheet import Sheet, SheetCell

ANY_WORD = "*"
NONE_WORD = "none"
_BETWEEN_VALUES = re.compile(r"\s*\|\s*")
_NUMBER = re.compile(r"[-+]?[0-9.]+")
_YES_NO = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """`columns` are names of groups and inputs. The places are those of a column's name, of a row, of a cell."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    place_of_column: Callable[[int], Place]
    place_of_row: Callable[[int], Place]
    place_of_cell: Callable[[int, int], Place]


def inline_table(product: Configurable, name: str, rule: Table) -> WrittenTable:
    """A table whose rows stand in the rule itself."""
    return WrittenTable(
        rule.columns,
        rule.rows,
        lambda column: product.at("rules", name, "columns", column),
        lambda row: product.at("rules", name, "rows", row),
        lambda row, cell: product.at("rules", name, "rows", row, cell),
    )


def sheet_table(product: Configurable, attributes: Mapping[str, Attribute], sheet: Sheet) -> WrittenTable:
    """A table in a CSV file: cells of a column for numbers that are numbers are read as such, others stay words."""
    columns = [cell.text for cell in sheet.head]
    kinds = [_kind(column, product, attributes) for column in columns]
    return WrittenTable(
        columns,
        [[_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in sheet.rows],
        lambda column: sheet.head[column].place,
        lambda row: sheet.rows[row][0].place,
        lambda row, cell: sheet.rows[row][cell].place,
    )


def written_table(
    product: Configurable,
    attributes: Mapping[str, Attribute],
    sheets: Mapping[str, Sheet],
    name: str,
    rule: Table | TableFile,
) -> WrittenTable:
    """The table of a rule, whose file is known to exist."""
    if isinstance(rule, Table):
        return inline_table(product, name, rule)
    return sheet_table(product, attributes, sheets[rule.file])


def written_values(cell: Cell) -> Sequence[Element]:
    """What a cell lists."""
    return (cell,) if isinstance(cell, str | bool) or not isinstance(cell, Sequence) else cell


def _kind(column: str, product: Configurable, attributes: Mapping[str, Attribute]) -> str:
    return attributes[product.inputs[column].attribute].type if column in product.inputs else "choice"


def _cell(cell: SheetCell, kind: str) -> Cell:
    words = _BETWEEN_VALUES.split(cell.text)
    return _value(words[0], kind) if len(words) == 1 else [_value(word, kind) for word in words]


def _value(word: str, kind: str) -> Element:
    if kind == "number" and _NUMBER.fullmatch(word):
        return _number(word)
    if kind == "yes_no":
        return _YES_NO.get(word.lower(), word)
    return word


def _number(word: str) -> Decimal | str:
    try:
        return parse_decimal(word)
    except InvalidAmount:
        return word
