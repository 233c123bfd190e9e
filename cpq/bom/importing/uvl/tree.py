"""What a UVL file says, as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from cpq.rulebook.place import Place

Value = bool | Fraction | str
"""Of an attribute. A list is none: nothing can be asked of it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name as written, its parts between dots: a feature, an attribute of one, an attribute of every feature."""

    parts: tuple[str, ...]
    place: Place

    @property
    def name(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Constant:
    value: Value
    place: Place


@dataclass(frozen=True, slots=True)
class Operation:
    """`!`, `&`, `|`, `=>`, `<=>`, a comparison, `+`, `-`, `*`, `/`, or a function by its name."""

    sign: str
    parts: tuple[Node, ...]
    place: Place


Node = Reference | Constant | Operation

FeatureType = Literal["Boolean", "Integer", "Real", "String"]
GroupKind = Literal["mandatory", "optional", "or", "alternative", "range"]


@dataclass(frozen=True, slots=True)
class Group:
    """Features below another. `least` and `most` (None: all of them) say how many are taken where the parent is."""

    kind: GroupKind
    least: int
    most: int | None
    features: tuple[Feature, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature. `most` is more than 1 for one that can be taken several times, at least `least` times."""

    name: str
    type: FeatureType
    place: Place
    attributes: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """Names of nested ones are joined by dots."""
    groups: tuple[Group, ...] = ()
    least: int = 1
    most: int = 1

    def everything(self) -> Iterator[Feature]:
        """The feature and all below it, in the order of the file."""
        waiting: list[Feature] = [self]
        while waiting:
            each = waiting.pop()
            yield each
            waiting += reversed([below for group in each.groups for below in group.features])


@dataclass(frozen=True, slots=True)
class Written:
    """A whole file. `name` is its namespace, if it has one."""

    name: str | None
    root: Feature
    constraints: tuple[Node, ...]
