"""What the feature tree means: groupings, and the constraints that they stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cpq.bom.importing.imported import Grouping
from cpq.bom.importing.uvl.tree import Feature, Group
from cpq.bom.solve import Clause, Constraint, Is, Linear, Term, Variable
from cpq.rulebook.place import Place


@dataclass(frozen=True, slots=True)
class Placed:
    """A grouping and where it is written."""

    grouping: Grouping
    place: Place


def variable_of(feature: Feature) -> Variable:
    """0 where the feature is not taken, else how many times it is."""
    return Variable(feature.name, (0, *range(feature.least, feature.most + 1)))


def taken(name: str) -> Is:
    """That the feature is there, once or several times."""
    return Is(name, 0, positive=False)


def groupings_of(root: Feature) -> Iterator[Placed]:
    """The root by itself, then every group; rule ids are such as `alternative of Bread`, with a number from the second on."""
    yield Placed(Grouping(f"root {root.name}", None, (root.name,), 1, 1), root.place)
    for feature in root.everything():
        seen = Counter[str]()
        for group in feature.groups:
            seen[group.kind] += 1
            number = f" ({seen[group.kind]})" if seen[group.kind] > 1 else ""
            rule = f"{group.kind} of {feature.name}{number}"
            yield Placed(_grouping(rule, feature.name, group), group.place)


def _grouping(rule: str, parent: str, group: Group) -> Grouping:
    count = len(group.features)
    most = count if group.most is None else min(group.most, count)
    return Grouping(rule, parent, tuple(each.name for each in group.features), group.least, most)


def constraints_of(grouping: Grouping, variables: Mapping[str, Variable]) -> Iterator[Constraint]:
    """What a grouping demands, all under its rule."""
    rule, parent = grouping.rule, grouping.parent
    if parent is not None:
        for feature in grouping.features:
            yield Clause(rule, (taken(feature).negated(), taken(parent)))
    when = () if parent is None else (taken(parent),)
    unless = tuple(each.negated() for each in when)
    count = tuple(_once(variables[name]) for name in grouping.features)
    if grouping.least == len(count):
        yield from (Clause(rule, (*unless, taken(feature))) for feature in grouping.features)
    elif grouping.least == 1:
        yield Clause(rule, (*unless, *map(taken, grouping.features)))
    elif grouping.least > 1:
        yield Linear(rule, count, ">=", grouping.least, when)
    if grouping.most < len(count):
        yield Linear(rule, count, "<=", grouping.most)


def _once(variable: Variable) -> Term:
    """1 where the feature is taken, however often."""
    return Term(variable.name, tuple((value, 1) for value in variable.domain if value))
