"""What values are checked against while they are read: the ids of the book, and the names of expressions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

from cpq.rulebook.expressions import Scope
from cpq.rulebook.rulebook import Rulebook

ScopeBuilder: TypeAlias = Callable[[Rulebook], Scope]


class BookContext:
    """The ids of each section, and scopes built from a rulebook when first asked for."""

    def __init__(
        self, ids: Callable[[str], Collection[str]], rulebook: Rulebook, scopes: Mapping[str, ScopeBuilder]
    ) -> None:
        self._ids = ids
        self._rulebook = rulebook
        self._builders = scopes
        self._scopes: dict[str, Scope] = {}

    def ids(self, section: str) -> Collection[str]:
        return self._ids(section)

    def scope(self, name: str) -> Scope:
        if name not in self._scopes:
            self._scopes[name] = self._builders[name](self._rulebook)
        return self._scopes[name]
