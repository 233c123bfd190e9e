"""Constraints of XCSP by a predicate: linear where they are, else a function of the variables' values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.xcsp.functional import (
    Call,
    Node,
    NoValue,
    Unreadable,
    bound,
    linear,
    parameters_of,
    parse,
    value_of,
)
from cpq.bom.importing.xcsp.xml import Element
from cpq.bom.solve import Constraint, Linear, Predicate, Term, Variable
from cpq.bom.solve.normal_form import Relation
from cpq.bom.solve.predicates import MOST_COMBINATIONS
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.wording import short

_RELATIONS: Mapping[str, tuple[Relation, int]] = {
    "eq": ("==", 0),
    "ne": ("!=", 0),
    "le": ("<=", 0),
    "lt": ("<=", -1),
    "ge": (">=", 0),
    "gt": (">=", 1),
}
"""Comparison → relation, and what is added to the bound, for all is whole."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A predicate: its parameters in order, and its expression."""

    parameters: tuple[str, ...]
    node: Node


def formula_of(element: Element, trouble: Trouble) -> Formula | None:
    """A predicate; None after an error."""
    written, expression = element.first("parameters"), element.first("expression")
    functional = expression.first("functional") if expression else None
    if written is None or functional is None:
        trouble.error(
            "xcsp-unsupported",
            element.place,
            zh="谓词须有 parameters 以及 expression/functional；其他写法（如 MathML、中缀式）不支持",
            en="a predicate needs parameters and expression/functional; other notations (MathML, infix) are not supported",
        )
        return None
    parameters = tuple(word for word in written.text.split() if word != "int")
    try:
        node = parse(functional.text)
    except Unreadable as error:
        _unreadable(error, functional, trouble)
        return None
    unknown = next((each for each in parameters_of(node) if each not in parameters), None)
    if unknown is not None:
        near = did_you_mean(unknown, parameters)
        trouble.error(
            "xcsp-expression",
            functional.place,
            zh=f"表达式里的“{short(unknown)}”不在参数中{near.zh}",
            en=f'"{short(unknown)}" in the expression is none of the parameters{near.en}',
        )
        return None
    return Formula(parameters, node)


def _unreadable(error: Unreadable, functional: Element, trouble: Trouble) -> None:
    place = functional.at(error.offset)
    if error.unknown is not None:
        name = short(error.unknown)
        trouble.error(
            "xcsp-unsupported",
            place,
            zh=f"不认识函数“{name}”；可用的有算术、比较与逻辑函数，例如 add、eq、and",
            en=f'the function "{name}" is not known; there are those of arithmetic, comparison and logic: add, eq, and, …',
        )
        return
    trouble.error(
        "xcsp-expression",
        place,
        zh="表达式在这里读不下去；请检查括号、逗号与函数的参数个数，例如 eq(add(X0,X1),3)",
        en="the expression cannot be read on from here; check brackets, commas and the number of arguments, as in "
        "eq(add(X0,X1),3)",
    )


def intensional(
    rule: str, formula: Formula, given: Sequence[Variable | int], element: Element, trouble: Trouble
) -> Constraint | None:
    """The formula of these variables and numbers; None after an error: it is not linear and has too many combinations."""
    words = [each.name if isinstance(each, Variable) else each for each in given]
    node = bound(formula.node, dict(zip(formula.parameters, words, strict=True)))
    scope = {each.name: each for each in given if isinstance(each, Variable)}
    as_sum = _linear(rule, node, scope)
    if as_sum is not None:
        return as_sum
    names = tuple(dict.fromkeys(parameters_of(node)))
    combinations = prod(len(scope[name].domain) for name in names)
    if combinations > MOST_COMBINATIONS:
        trouble.error(
            "too-large",
            element.place,
            zh=f"约束不是线性的，且有 {combinations:,} 种取值组合，上限为 {MOST_COMBINATIONS:,}；请减少变量或取值",
            en=f"the constraint is not linear and has {combinations:,} combinations of values, {MOST_COMBINATIONS:,} at "
            "most; involve fewer variables or values",
        )
        return None
    return Predicate(rule, names, _asked(node, names))


def _asked(node: Node, names: tuple[str, ...]) -> Callable[[tuple[int, ...]], bool]:
    def holds(values: tuple[int, ...]) -> bool:
        try:
            return bool(value_of(node, dict(zip(names, values, strict=True))))
        except NoValue:
            return False

    return holds


def _linear(rule: str, node: Node, scope: Mapping[str, Variable]) -> Linear | None:
    if not isinstance(node, Call) or node.name not in _RELATIONS:
        return None
    difference = linear(Call("sub", node.arguments))
    if difference is None:
        return None
    factors, constant = difference
    relation, more = _RELATIONS[node.name]
    terms = tuple(Term.times(scope[name], factor) for name, factor in factors.items() if factor)
    return Linear(rule, terms, relation, more - constant)
