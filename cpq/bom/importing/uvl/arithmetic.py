"""Arithmetic of UVL: sums of what the taken features bring, and whatever is worked out from such sums.

An attribute of a feature that is not taken counts as 0. Of a feature that is taken several times, an attribute counts as
often. An average over nothing and a division by zero have no value; their comparison does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

from cpq.bom.importing.uvl.names import Names, Unsupported
from cpq.bom.importing.uvl.tree import Constant, Node, Operation, Reference
from cpq.bom.solve import Derived, Term
from cpq.bom.solve.soundness import LARGEST_NUMBER
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

Worth = Callable[[Sequence[int]], Fraction]
"""What an expression is worth, from the values of its columns. Raises `ZeroDivisionError`."""


@dataclass(frozen=True, slots=True)
class Sum:
    """`constant` plus, for each feature, a factor times how often it is taken."""

    factors: Mapping[str, Fraction]
    constant: Fraction = Fraction(0)

    def plus(self, other: Sum, factor: Fraction) -> Sum:
        names = dict.fromkeys((*self.factors, *other.factors))
        factors = {
            name: self.factors.get(name, Fraction(0)) + factor * other.factors.get(name, Fraction(0)) for name in names
        }
        return Sum({name: each for name, each in factors.items() if each}, self.constant + factor * other.constant)

    @property
    def scale(self) -> int:
        """What makes every number of it whole."""
        return lcm(self.constant.denominator, *(each.denominator for each in self.factors.values()))


class Arithmetic:
    """Reads the numbers of constraints."""

    def __init__(self, names: Names, domains: Mapping[str, tuple[int, ...]]) -> None:
        self._names = names
        self._domains = domains

    def sum(self, node: Node) -> Sum | None:
        """The node as a sum; None where it is none. Raises `Unsupported` for what is no number."""
        match node:
            case Constant(value=Fraction() as value):
                return Sum({}, value)
            case Constant():
                raise _no_number(node.place)
            case Reference():
                return self._reference(node)
            case Operation(sign="sum", parts=parts):
                return self._aggregate(parts)
            case Operation(sign="len" | "floor" | "ceil", parts=(Reference() as inner,)):
                return self._worked_out(node.sign, inner)
            case Operation(sign="+" | "-" | "*" | "/", parts=(left, right)):
                return _combined(node.sign, self.sum(left), self.sum(right))
            case Operation(sign="avg"):
                return None
            case Operation():
                raise _no_number(node.place)

    def _aggregate(self, parts: tuple[Node, ...]) -> Sum:
        references = tuple(each for each in parts if isinstance(each, Reference))
        return Sum({feature.name: value for feature, value in self._names.summed(references) if value})

    def _reference(self, node: Reference) -> Sum:
        feature = self._names.feature(node)
        if feature is not None:
            text = Text(
                zh=f"特征“{feature.name}”的值没有上下限，不能参与计算；请改用 alternative 组列出可能的值",
                en=f'the value of the feature "{feature.name}" has no bounds and cannot be calculated with; list its values in '
                "an alternative group instead",
            )
            raise Unsupported("uvl-unsupported", node.place, text)
        owner, value = self._names.attribute(node)
        if not isinstance(value, Fraction):
            raise _no_number(node.place)
        return Sum({owner.name: value} if value else {})

    def _worked_out(self, function: str, node: Reference) -> Sum:
        owner, value = self._names.attribute(node)
        if isinstance(value, str) and function == "len":
            return Sum({owner.name: Fraction(len(value))})
        if isinstance(value, Fraction) and function != "len":
            return Sum({owner.name: Fraction(floor(value) if function == "floor" else ceil(value))})
        raise _no_number(node.place)

    def worth(self, node: Node, columns: list[Derived]) -> Worth:
        """What the node is worth; the sums in it are added to the columns. Raises `Unsupported`."""
        sum = self.sum(node)
        if sum is not None:
            return self._column(sum, columns, node.place)
        match node:
            case Operation(sign="avg", parts=parts):
                total = self._aggregate(parts)
                count = Sum(dict.fromkeys(self._counted(parts), Fraction(1)))
                return _quotient(self._column(total, columns, node.place), self._column(count, columns, node.place))
            case Operation(sign=sign, parts=(left, right)):
                return _operation(sign, self.worth(left, columns), self.worth(right, columns))
            case _:
                raise _no_number(node.place)

    def _counted(self, parts: tuple[Node, ...]) -> list[str]:
        references = tuple(each for each in parts if isinstance(each, Reference))
        return [feature.name for feature, _ in self._names.summed(references)]

    def _column(self, sum: Sum, columns: list[Derived], place: Place) -> Worth:
        if not sum.factors:
            constant = sum.constant
            return lambda _: constant
        scale, index = sum.scale, len(columns)
        columns.append(Derived(f"column {index}", self.terms(sum, scale, place), whole(sum.constant * scale, place)))
        return lambda values: Fraction(values[index], scale)

    def terms(self, sum: Sum, scale: int, place: Place) -> tuple[Term, ...]:
        """The sum times `scale` as terms of the solver. Raises `Unsupported` beyond its largest number."""
        return tuple(
            Term(name, tuple((value, whole(factor * scale * value, place)) for value in self._domains[name] if value))
            for name, factor in sum.factors.items()
        )


def whole(number: Fraction, place: Place) -> int:
    """A whole number that the solver takes. Raises `Unsupported`."""
    if abs(number) > LARGEST_NUMBER:
        text = Text(
            zh=f"数字（去掉小数后）超出 ±{LARGEST_NUMBER:,}；请换用更大的计量单位",
            en=f"the numbers, made whole, go beyond ±{LARGEST_NUMBER:,}; use a larger unit",
        )
        raise Unsupported("too-large", place, text)
    return int(number)


def _no_number(place: Place) -> Unsupported:
    return Unsupported("uvl-type", place, Text(zh="这里应为数值", en="a number is wanted here"))


def _combined(sign: str, left: Sum | None, right: Sum | None) -> Sum | None:
    if left is None or right is None:
        return None
    if sign in {"+", "-"}:
        return left.plus(right, Fraction(1 if sign == "+" else -1))
    if sign == "*" and not left.factors:
        left, right = right, left
    if right.factors or (sign == "/" and not right.constant):
        return None
    factor = right.constant if sign == "*" else 1 / right.constant
    return Sum({}).plus(left, factor)


def _quotient(left: Worth, right: Worth) -> Worth:
    return lambda values: left(values) / right(values)


def _operation(sign: str, left: Worth, right: Worth) -> Worth:
    match sign:
        case "+":
            return lambda values: left(values) + right(values)
        case "-":
            return lambda values: left(values) - right(values)
        case "*":
            return lambda values: left(values) * right(values)
        case _:
            return _quotient(left, right)
