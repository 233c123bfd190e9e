"""Which column is which field: guessed from the heads, edited by people, checked before anything is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from cpq.cleaning.characters import tidy
from cpq.platform.imports.files import Row
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text

NEAR = 85.0
EXTERNAL = "external_id"
"""The field by which a row is known in the system that it is from: a row with the same one changes what was imported before."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a column may be: its name, as people read it, and what else its head may be called."""

    name: str
    text: Text
    words: tuple[str, ...] = ()

    @property
    def spellings(self) -> frozenset[str]:
        return frozenset(map(_plain, (self.name, self.text.zh, self.text.en, *self.words)))


EXTERNAL_FIELD = Field(
    EXTERNAL,
    Text(zh="外部编号", en="External id"),
    ("编号", "id", "客户编号", "线索编号", "record id", "lead id", "序号"),
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong of a mapping: of a field, or of the whole."""

    field: str | None
    text: Text


def guessed(heads: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    """Field → head; a head that is spelt like a field first, then one that is nearly."""
    found: dict[str, str] = {}
    for exact in (True, False):
        for head in heads:
            if head in found.values():
                continue
            free = [each for each in fields if each.name not in found]
            best = max(free, key=lambda each: _likeness(head, each), default=None)
            if best is not None and _likeness(head, best) >= (100.0 if exact else NEAR):
                found[best.name] = head
    return {each.name: found[each.name] for each in fields if each.name in found}


def checked(mapping: Mapping[str, str], heads: Sequence[str], fields: Sequence[Field]) -> list[Wrong]:
    """What is wrong of a mapping: a field that there is not, a column that the file does not have, one column for two fields."""
    known = {each.name for each in fields}
    wrong: list[Wrong] = []
    for field, head in mapping.items():
        if field not in known:
            near = did_you_mean(field, known)
            wrong.append(
                Wrong(field, Text(zh=f"没有字段“{field}”{near.zh}", en=f"there is no field “{field}”{near.en}"))
            )
        elif head not in heads:
            near = did_you_mean(head, heads)
            wrong.append(
                Wrong(field, Text(zh=f"文件里没有列“{head}”{near.zh}", en=f"the file has no column “{head}”{near.en}"))
            )
    if not set(mapping) & known - {EXTERNAL}:
        wrong.append(
            Wrong(
                None,
                Text(zh="没有任何列对应到字段；请写明映射", en="no column is mapped to a field; say which is which"),
            )
        )
    return wrong


def cells_of(row: Row, heads: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Field → what its column says; nothing where the row is short."""
    at = {head: position for position, head in enumerate(heads)}
    cells = row.cells
    return {field: cells[at[head]].strip() if at[head] < len(cells) else "" for field, head in mapping.items()}


def _likeness(head: str, field: Field) -> float:
    plain = _plain(head)
    if not plain:
        return 0
    return max(100.0 if plain == each else min(ratio(plain, each), 99.0) for each in field.spellings)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", tidy(text).casefold())
