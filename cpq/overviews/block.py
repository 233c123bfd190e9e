"""A block of an overview: facts and a table, with where they are from and as of when. Every room shows what it knows in this form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from cpq.money import Money
from cpq.rulebook.text import Text

Cell = Text | Money | Decimal | datetime | date | int | str | None
State = Literal["shown", "empty", "hidden", "not_kept"]
"""Shown; nothing is known; the caller has no right to it; the service keeps no such thing."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its label."""

    name: str
    label: Text
    value: Cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table."""

    name: str
    label: Text


@dataclass(frozen=True, slots=True)
class Block:
    """`rows` have a value for each column; `more` says that there are others that are not shown. `source` says where it is from, and
    `as_of` up to when it is told.
    """

    name: str
    title: Text
    source: Text
    as_of: datetime
    state: State = "shown"
    note: Text | None = None
    facts: tuple[Fact, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Mapping[str, Cell], ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """An account from every side, as the caller may see it."""

    account: str
    name: str
    as_of: datetime
    blocks: tuple[Block, ...]


def columns(*named: tuple[str, str, str]) -> tuple[Column, ...]:
    """Columns by name, Chinese and English."""
    return tuple(Column(name, Text(zh=zh, en=en)) for name, zh, en in named)


def fact(name: str, zh: str, en: str, value: Cell) -> Fact:
    """A fact by name, Chinese and English."""
    return Fact(name, Text(zh=zh, en=en), value)
