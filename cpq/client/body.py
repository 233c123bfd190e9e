"""JSON without fractions in binary: amounts are decimal strings, and decimals where the document has a number."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, cast


def written(body: object) -> bytes:
    """A body as JSON; a `Decimal` is a string. Raises TypeError for a float, with a JSON pointer to it."""
    for pointer in _floats(body, ""):
        raise TypeError(f"{pointer or 'the body'} is a float, which is not exact: write a Decimal or a string")
    return json.dumps(body, ensure_ascii=False, default=_decimal, allow_nan=False).encode()


def read(content: bytes) -> Any:
    """An answer; its numbers with a fraction are decimals."""
    return json.loads(content, parse_float=Decimal)


def _decimal(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    raise TypeError(f"{value!r} cannot be written as JSON")


def _floats(value: object, pointer: str) -> Iterator[str]:
    if isinstance(value, float):
        yield pointer
    elif isinstance(value, Mapping):
        for key, each in cast("Mapping[object, object]", value).items():
            yield from _floats(each, f"{pointer}/{key}")
    elif isinstance(value, list | tuple):
        for number, each in enumerate(cast("list[object]", value)):
            yield from _floats(each, f"{pointer}/{number}")
