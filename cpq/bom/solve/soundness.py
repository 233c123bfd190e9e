"""Checks that a model is one: names, shapes and sizes, before any arithmetic is done on it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, assert_never

from cpq.bom.solve.errors import MalformedModel, TooLarge
from cpq.bom.solve.meaning import scope
from cpq.bom.solve.normal_form import (
    Clause,
    Constraint,
    Derived,
    Largest,
    Linear,
    Number,
    Predicate,
    Table,
    Term,
    Variable,
)
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

MOST_VALUES = 500_000
"""Values of all domains together."""
LARGEST_NUMBER = 10**15
"""The largest magnitude of a value, a weight or a bound: a price in cents fits, a runaway exponent does not."""


def check_variables(variables: Sequence[Variable]) -> None:
    """Raises `MalformedModel` for a name or value given twice, `TooLarge` for domains beyond `MOST_VALUES`."""
    values = sum(len(each.domain) for each in variables)
    if values > MOST_VALUES:
        raise TooLarge(
            Text(
                zh=f"配置模型共有 {values:,} 个取值，上限为 {MOST_VALUES:,}；请缩小数量范围，或拆分产品",
                en=f"the configuration model has {values:,} values, {MOST_VALUES:,} at most; narrow the quantity ranges, or "
                "split the product",
            )
        )
    _once("变量", "variable", [each.name for each in variables])
    for each in variables:
        _once(f"变量“{each.name}”的取值", f'value of "{each.name}"', each.domain)
        _within(each.domain, each.name)


def check_constraint(constraint: Constraint, variables: Collection[str]) -> None:
    """Raises `MalformedModel` for an unknown variable, a ragged table or a number out of bounds."""
    _known(constraint, variables)
    match constraint:
        case Table(variables=columns, rows=rows):
            _rectangular(constraint.rule, len(columns), rows)
            _once(f"规则“{constraint.rule}”的列", f'column of rule "{constraint.rule}"', columns)
        case Linear(terms=terms, bound=bound):
            _within([bound, *_weights(terms)], constraint.rule)
        case Predicate(over=over):
            for number in over:
                _within(_written(number), constraint.rule)
        case Clause():
            pass
        case _:
            assert_never(constraint)


def _written(number: Number) -> list[int]:
    match number:
        case str():
            return []
        case Derived(terms=terms, offset=offset):
            return [offset, *_weights(terms)]
        case Largest(terms=terms, least=least):
            return [least, *_weights(terms)]
        case _:
            assert_never(number)


def _weights(terms: Iterable[Term]) -> list[int]:
    return [weight for term in terms for _, weight in term.weights]


def _once(what_zh: str, what_en: str, names: Iterable[object]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise MalformedModel(
            Text(
                zh=f"{what_zh}“{twice[0]}”出现了不止一次，请只写一次",
                en=f'the {what_en} "{twice[0]}" is given more than once; keep one',
            )
        )


def _within(numbers: Iterable[int], where: str) -> None:
    beyond = next((number for number in numbers if abs(number) > LARGEST_NUMBER), None)
    if beyond is not None:
        raise MalformedModel(
            Text(
                zh=f"“{where}”里的数字超出 ±{LARGEST_NUMBER:,}；请换用更大的计量单位",
                en=f'"{where}" holds a number beyond ±{LARGEST_NUMBER:,}; use a larger unit',
            )
        )


def _rectangular(rule: str, columns: int, rows: Iterable[Sequence[object]]) -> None:
    for number, row in enumerate(rows, start=1):
        if len(row) != columns:
            raise MalformedModel(
                Text(
                    zh=f"规则“{rule}”的表格第 {number} 行有 {len(row)} 格，应为 {columns} 格",
                    en=f'row {number} of the table of rule "{rule}" has {len(row)} cells; it needs {columns}',
                )
            )


def _known(constraint: Constraint, names: Collection[str]) -> None:
    unknown = next((name for name in scope(constraint) if name not in names), None)
    if unknown is not None:
        near = did_you_mean(unknown, names)
        raise MalformedModel(
            Text(
                zh=f"规则“{constraint.rule}”提到了模型里没有的变量“{unknown}”{near.zh}；请改用已有的变量，或补充该变量",
                en=f'rule "{constraint.rule}" mentions the variable "{unknown}", which the model does not have'
                f"{near.en}; use a variable that the model has, or add this one",
            )
        )
