"""Compatibility tables, in YAML or in CSV files: columns and cells name what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.variables import is_single, values_of
from cpq.bom.configuration.written_tables import ANY_WORD, NONE_WORD, WrittenTable, written_values
from cpq.bom.products import Configurable
from cpq.bom.products.product import AttributeValue
from cpq.company.attribute import Attribute
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.meant import number_meant, or_this
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.rulebook.wording import short


def table_findings(rulebook: Rulebook, product: Configurable, table: WrittenTable, whole: Place) -> Iterator[Finding]:
    """What is wrong with a table; `whole` is the place of its columns together."""
    wrong = [found for number, column in enumerate(table.columns) for found in _column(product, table, number, column)]
    yield from wrong
    twice = next((column for column, times in Counter(table.columns).items() if times > 1), None)
    if twice is not None:
        text = Text(
            zh=f"列“{twice}”写了不止一次，请只留一列", en=f'the column "{twice}" is given more than once; keep one'
        )
        yield Finding("table-column", whole, text)
    elif not wrong:
        known = [_known(rulebook, product, column) for column in table.columns]
        for number in range(len(table.rows)):
            yield from _row(product, table, number, known)


def _column(product: Configurable, table: WrittenTable, number: int, column: str) -> Iterator[Finding]:
    place = table.place_of_column(number)
    known = [*(group for group, each in product.groups.items() if is_single(each)), *product.inputs]
    if column in product.groups and column not in known:
        text = Text(
            zh=f"“{column}”可选多种，兼容表的列只能是单选组或填写项，请改写成 require 规则",
            en=f'several options of "{column}" can be chosen; columns are single-choice groups and inputs; write '
            "a rule with require instead",
        )
        yield Finding("table-column", place, text)
    elif column not in known:
        near = did_you_mean(column, known)
        listed, shown = ", ".join(known), short(column)
        zh = f"没有单选组或填写项“{shown}”{near.zh or f'；可用：{listed}'}"
        en = f'there is no single-choice group or input "{shown}"{near.en or f"; there are: {listed}"}'
        yield Finding("table-column", place, Text(zh=zh, en=en))


Known = Sequence[AttributeValue]


def _row(product: Configurable, table: WrittenTable, number: int, known: Sequence[Known]) -> Iterator[Finding]:
    row, columns = table.rows[number], len(table.columns)
    if len(row) != columns:
        listed = ", ".join(table.columns)
        text = Text(
            zh=f"这一行有 {len(row)} 格，应为 {columns} 格：{listed}",
            en=f"this row has {len(row)} {'cell' if len(row) == 1 else 'cells'}; it needs {columns}: {listed}",
        )
        yield Finding("table-row", table.place_of_row(number), text)
        return
    for position, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
        for value in written_values(cell) if known[position] else ():
            if value != ANY_WORD and not any(_same(value, each) for each in known[position]):
                text = _no_such_cell(product, column, value, known[position])
                yield Finding("table-cell", table.place_of_cell(number, position), text)


def _same(one: AttributeValue, other: AttributeValue) -> bool:
    return one == other and type(one) is type(other)


def _shown(value: AttributeValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _no_such_cell(product: Configurable, column: str, value: AttributeValue, known: Known) -> Text:
    if value == "":
        return Text(
            zh=f"“{column}”这一格是空的；任意写 {ANY_WORD}，什么都不选写 {NONE_WORD}",
            en=f'the cell of "{column}" is empty; write {ANY_WORD} for anything, {NONE_WORD} for nothing chosen',
        )
    if value == NONE_WORD and column in product.groups:
        return Text(
            zh=f"“{column}”总要选一项（min 为 1），{NONE_WORD} 永远不成立；请删去它，或写 min: 0",
            en=f'in "{column}" an option is always chosen (min is 1), and {NONE_WORD} never fits; remove it, or write min: 0',
        )
    near = did_you_mean(str(value), [each for each in known if isinstance(each, str)])
    number = number_meant(value) if isinstance(value, str) else None
    near = or_this(number) if number and not near.en and any(str(each) == number for each in known) else near
    listed = ", ".join(_shown(each) for each in known[:8]) + (", …" if len(known) > 8 else "")
    zh = f"“{column}”没有“{short(str(value))}”{near.zh or f'；可用：{listed}'}"
    en = f'"{column}" has no "{short(str(value))}"{near.en or f"; it has: {listed}"}'
    return Text(zh=zh, en=en)


def _known(rulebook: Rulebook, product: Configurable, column: str) -> Known:
    """What a cell may say; nothing where an option does not exist, which is reported by itself."""
    if column in product.inputs:
        each = product.inputs[column]
        values = values_of(each, rulebook.all(Attribute)[each.attribute])
        return values if each.when is None else [*values, NONE_WORD]
    group = product.groups[column]
    if not group.options.keys() <= rulebook.derived(Catalogue).articles.keys():
        return []
    return [*group.options, *([] if group.min and group.when is None else [NONE_WORD])]
