"""What rows are imported to: leads, opportunities; each room says how a row is read and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cpq.platform.act import Act
from cpq.platform.imports.mapping import Field
from cpq.platform.records.origin import Source
from cpq.quote_json import Json
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in a row: of a field, or of the whole row."""

    field: str | None
    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it would be kept; `shown` is what people look at beforehand. A row with errors is not kept."""

    values: Mapping[str, Any]
    shown: Mapping[str, Json]
    errors: tuple[RowError, ...] = ()


class Target(Protocol):
    """A kind of record that rows become."""

    @property
    def kind(self) -> str: ...

    @property
    def fields(self) -> Sequence[Field]: ...

    def read(self, cells: Mapping[str, str], country: str) -> ReadRow:
        """What the cells say, by field; knows no database."""
        ...

    def create(self, act: Act, values: Mapping[str, Any], source: Source) -> str:
        """The id of the new record of a row."""
        ...

    def change(self, act: Act, record: str, values: Mapping[str, Any], source: Source) -> bool:
        """Whether the record that a row became before is another one now."""
        ...


Targets = Mapping[str, Target]
"""By kind."""
