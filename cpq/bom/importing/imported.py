"""A model that was written elsewhere: the normal form of it, and where each part stands in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cpq.bom.solve import Model
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place

Format = Literal["dimacs", "xcsp", "uvl"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Features that are chosen together: where `parent` is (None: always), `least` to `most` of `features`; else none.

    `rule` is the id of the model's rule that says the same.
    """

    rule: str
    parent: str | None
    features: tuple[str, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A model as it was read.

    `name` is the file's own name for it, or the file's name without its ending. `places` maps each rule id of the model to
    where it is written. `groupings` is the hierarchy of the file, from the top down, where it has one: each variable then
    stands in one grouping. `findings` are warnings: what could be read in more than one way.
    """

    format: Format
    name: str
    model: Model
    places: Mapping[str, Place]
    groupings: tuple[Grouping, ...] = ()
    findings: tuple[Finding, ...] = ()
