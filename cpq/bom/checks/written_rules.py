"""Exclusions and tables name what there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from cpq.bom.configuration.tables import ANY_WORD, NONE_WORD, written_values
from cpq.bom.configuration.variables import is_single, values_of
from cpq.bom.products import Configurable
from cpq.bom.products.rules import Exclude, Require, Table
from cpq.company.attribute import Attribute
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def rule_findings(rulebook: Rulebook, product: Configurable) -> Iterator[Finding]:
    for name, rule in product.rules.items():
        match rule:
            case Require():
                pass
            case Exclude():
                yield from _exclude(product, name, rule)
            case Table():
                yield from _table(rulebook, product, name, rule)
            case _:
                assert_never(rule)


def _exclude(product: Configurable, name: str, rule: Exclude) -> Iterator[Finding]:
    options = {code for group in product.groups.values() for code in group.options}
    for number, code in enumerate(rule.exclude):
        if code not in options:
            near = did_you_mean(code, options)
            zh, en = f"此产品没有选项“{code}”{near.zh}", f'this product has no option "{code}"{near.en}'
            yield Finding("unknown-option", product.at("rules", name, "exclude", number), Text(zh=zh, en=en))


def _table(rulebook: Rulebook, product: Configurable, name: str, rule: Table) -> Iterator[Finding]:
    wrong = [found for number, column in enumerate(rule.columns) for found in _column(product, name, number, column)]
    yield from wrong
    if len(set(rule.columns)) < len(rule.columns):
        text = Text(zh="同一列写了两次", en="a column is given twice")
        yield Finding("table-column", product.at("rules", name, "columns"), text)
    elif not wrong:
        for number, row in enumerate(rule.rows):
            place = product.at("rules", name, "rows", number)
            if len(row) != len(rule.columns):
                yield _ragged(len(row), len(rule.columns), place)
            else:
                yield from _cells(rulebook, product, rule, row, place)


def _column(product: Configurable, name: str, number: int, column: str) -> Iterator[Finding]:
    place = product.at("rules", name, "columns", number)
    known = [*(group for group, each in product.groups.items() if is_single(each)), *product.inputs]
    if column in product.groups and column not in known:
        text = Text(
            zh=f"“{column}”可选多种，兼容表只用于单选组与填写项，请改用 require",
            en=f'several options of "{column}" can be chosen; tables are for single-choice groups and inputs, use require',
        )
        yield Finding("table-column", place, text)
    elif column not in known:
        near = did_you_mean(column, known)
        listed = ", ".join(known)
        zh = f"没有单选组或填写项“{column}”{near.zh or f'；可用：{listed}'}"
        en = f'there is no single-choice group or input "{column}"{near.en or f"; there are: {listed}"}'
        yield Finding("table-column", place, Text(zh=zh, en=en))


def _ragged(cells: int, columns: int, place: Place) -> Finding:
    text = Text(zh=f"这一行有 {cells} 格，应为 {columns} 格", en=f"this row has {cells} cells; it needs {columns}")
    return Finding("table-row", place, text)


def _cells(
    rulebook: Rulebook, product: Configurable, rule: Table, row: Sequence[object], place: Place
) -> Iterator[Finding]:
    for column, cell in zip(rule.columns, row, strict=True):
        known = _known(rulebook, product, column)
        for value in written_values(cell):  # pyright: ignore[reportArgumentType]
            if value != ANY_WORD and not any(value == each and type(value) is type(each) for each in known):
                near = did_you_mean(str(value), [each for each in known if isinstance(each, str)])
                zh, en = f"“{column}”没有“{value}”{near.zh}", f'"{column}" has no "{value}"{near.en}'
                yield Finding("table-cell", place, Text(zh=zh, en=en))


def _known(rulebook: Rulebook, product: Configurable, column: str) -> Sequence[object]:
    if column in product.inputs:
        each = product.inputs[column]
        return values_of(each, rulebook.all(Attribute)[each.attribute])
    group = product.groups[column]
    return [*group.options, *([] if group.min else [NONE_WORD])]
