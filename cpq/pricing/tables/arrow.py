"""What is used of Arrow, which carries no types; imported when the first table is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast


class Array(Protocol):
    """A column."""

    null_count: int
    type: object

    def __len__(self) -> int: ...
    def __getitem__(self, place: Any) -> Any: ...
    def to_pylist(self) -> list[Any]: ...
    def combine_chunks(self) -> Array: ...
    def filter(self, flags: Any) -> Array: ...


class Columns(Protocol):
    """A table."""

    num_rows: int
    column_names: list[str]

    def column(self, name: str) -> Array: ...
    def take(self, places: Array) -> Columns: ...
    def append_column(self, name: str, column: Array) -> Columns: ...


class Arrow:
    """Its modules."""

    def __init__(self) -> None:
        self.core: Any = import_module("pyarrow")
        self.compute: Any = import_module("pyarrow.compute")
        self.csv: Any = import_module("pyarrow.csv")
        self.parquet: Any = import_module("pyarrow.parquet")

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What it raises for content that it cannot read."""
        return (cast("type[Exception]", self.core.ArrowException), OSError, ValueError)

    def table(self, columns: Mapping[str, Any]) -> Columns:
        return cast("Columns", self.core.table(dict(columns)))

    def places(self, flags: Any, most: int) -> Sequence[int]:
        """The first places at which a column of flags is true."""
        found = self.compute.indices_nonzero(flags)
        return cast("list[int]", found[:most].to_pylist())


@cache
def arrow() -> Arrow:
    return Arrow()
