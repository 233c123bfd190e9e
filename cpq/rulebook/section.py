"""A section: one top-level key of the YAML files, and the kind of thing that stands under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from cpq.rulebook.model import Entity
from cpq.rulebook.text import Text

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class Section(Generic[E]):
    """`products:` in any file of the rulebook is a mapping from id to product.

    `kind` is the class by which the rulebook is asked for them; `form` is what a value is read as, where that is a union of several kinds.
    `single`: the mapping is the thing itself and stands exactly once (`company:`).
    """

    name: str
    kind: type[E]
    about: Text
    form: object = None
    single: bool = False
