"""Exclusions and tables name what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import assert_never

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.tables import ANY_WORD, NONE_WORD, written_values
from cpq.bom.configuration.variables import is_single, values_of
from cpq.bom.products import Configurable
from cpq.bom.products.configurable import Group
from cpq.bom.products.product import AttributeValue
from cpq.bom.products.rules import Exclude, Require, Table
from cpq.company.attribute import Attribute
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def rule_findings(rulebook: Rulebook, product: Configurable) -> Iterator[Finding]:
    """A group with an option that does not exist is passed over: what it was meant to be called is not known."""
    for name, rule in product.rules.items():
        match rule:
            case Require():
                pass
            case Exclude():
                yield from _exclude(rulebook, product, name, rule)
            case Table():
                yield from _table(rulebook, product, name, rule)
            case _:
                assert_never(rule)


def _exclude(rulebook: Rulebook, product: Configurable, name: str, rule: Exclude) -> Iterator[Finding]:
    if any(not _all_exist(rulebook, group) for group in product.groups.values()):
        return
    options = {code for group in product.groups.values() for code in group.options}
    for number, code in enumerate(rule.exclude):
        if code not in options:
            near = did_you_mean(code, options)
            zh, en = f"此产品没有选项“{code}”{near.zh}", f'this product has no option "{code}"{near.en}'
            yield Finding("unknown-option", product.at("rules", name, "exclude", number), Text(zh=zh, en=en))


def _table(rulebook: Rulebook, product: Configurable, name: str, rule: Table) -> Iterator[Finding]:
    wrong = [found for number, column in enumerate(rule.columns) for found in _column(product, name, number, column)]
    yield from wrong
    twice = next((column for column, times in Counter(rule.columns).items() if times > 1), None)
    if twice is not None:
        text = Text(
            zh=f"列“{twice}”写了不止一次，请只留一列", en=f'the column "{twice}" is given more than once; keep one'
        )
        yield Finding("table-column", product.at("rules", name, "columns"), text)
    elif not wrong:
        for number in range(len(rule.rows)):
            yield from _row(rulebook, product, rule, name, number)


def _column(product: Configurable, name: str, number: int, column: str) -> Iterator[Finding]:
    place = product.at("rules", name, "columns", number)
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
        listed = ", ".join(known)
        zh = f"没有单选组或填写项“{column}”{near.zh or f'；可用：{listed}'}"
        en = f'there is no single-choice group or input "{column}"{near.en or f"; there are: {listed}"}'
        yield Finding("table-column", place, Text(zh=zh, en=en))


def _row(rulebook: Rulebook, product: Configurable, rule: Table, name: str, number: int) -> Iterator[Finding]:
    cells, columns = len(rule.rows[number]), len(rule.columns)
    if cells != columns:
        listed = ", ".join(rule.columns)
        text = Text(
            zh=f"这一行有 {cells} 格，应为 {columns} 格：{listed}",
            en=f"this row has {cells} {'cell' if cells == 1 else 'cells'}; it needs {columns}: {listed}",
        )
        yield Finding("table-row", product.at("rules", name, "rows", number), text)
        return
    for position, (column, cell) in enumerate(zip(rule.columns, rule.rows[number], strict=True)):
        if column in product.groups and not _all_exist(rulebook, product.groups[column]):
            continue
        known = _known(rulebook, product, column)
        for value in written_values(cell):
            if value != ANY_WORD and not any(value == each and type(value) is type(each) for each in known):
                place = product.at("rules", name, "rows", number, position)
                yield Finding("table-cell", place, _no_such_cell(product, column, value, known))


def _all_exist(rulebook: Rulebook, group: Group) -> bool:
    return group.options.keys() <= rulebook.derived(Catalogue).articles.keys()


def _no_such_cell(product: Configurable, column: str, value: AttributeValue, known: Sequence[AttributeValue]) -> Text:
    if value == NONE_WORD and column in product.groups:
        return Text(
            zh=f"“{column}”总要选一项（min 为 1），{NONE_WORD} 永远不成立；请删去它，或写 min: 0",
            en=f'in "{column}" an option is always chosen (min is 1), and {NONE_WORD} never fits; remove it, or write min: 0',
        )
    near = did_you_mean(str(value), [each for each in known if isinstance(each, str)])
    listed = ", ".join(str(each) for each in known[:8]) + (", …" if len(known) > 8 else "")
    zh = f"“{column}”没有“{value}”{near.zh or f'；可用：{listed}'}"
    en = f'"{column}" has no "{value}"{near.en or f"; it has: {listed}"}'
    return Text(zh=zh, en=en)


def _known(rulebook: Rulebook, product: Configurable, column: str) -> Sequence[AttributeValue]:
    if column in product.inputs:
        each = product.inputs[column]
        return values_of(each, rulebook.all(Attribute)[each.attribute])
    group = product.groups[column]
    return [*group.options, *([] if group.min else [NONE_WORD])]
