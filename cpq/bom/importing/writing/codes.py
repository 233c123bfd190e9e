"""Codes and names that a rulebook takes, made of names that were free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LONGEST_CODE = 48
LONGEST_NAME = 32

_WORDS = frozenset(("and", "or", "not", "in", "if", "else", "is", "true", "false", "for", "lambda", "chosen", "has"))
"""Words of the rule language, which no group and no input can be named by."""


def code_of(name: str, otherwise: str) -> str:
    """A code like the name; `otherwise` where nothing of the name can stand in one."""
    code = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._")
    return code[:LONGEST_CODE] or otherwise


def name_of(name: str, otherwise: str) -> str:
    """A name for expressions like the name; `otherwise` where nothing of the name can stand in one."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:LONGEST_NAME].rstrip("_")
    if not plain:
        return otherwise
    return plain if plain[0].isalpha() and plain not in _WORDS else f"x_{plain}"


class Taken:
    """Codes or names that are in use, whatever their case."""

    def __init__(self, used: Iterable[str] = ()) -> None:
        self._used = {each.lower() for each in used}

    def free(self, wanted: str, joint: str = "-") -> str:
        """The wanted one, with a number where it is taken; from then on it is taken."""
        free, number = wanted, 2
        while free.lower() in self._used:
            free, number = f"{wanted}{joint}{number}", number + 1
        self._used.add(free.lower())
        return free


def codes_of(names: Iterable[str], used: Iterable[str]) -> Mapping[str, str]:
    """A code for each name; those without a letter or digit of their own become `F12`."""
    taken = Taken(used)
    return {name: taken.free(code_of(name, f"F{number}")) for number, name in enumerate(names, start=1)}


def names_of(names: Iterable[str]) -> Mapping[str, str]:
    """A name for expressions for each name; those without a letter or digit of their own become `v12`."""
    taken = Taken()
    return {name: taken.free(name_of(name, f"v{number}"), "_") for number, name in enumerate(names, start=1)}
