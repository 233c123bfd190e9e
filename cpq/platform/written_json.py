"""JSON that is written already: kept, read back and sent on as the text that it is; read only where somebody looks into it."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cached_property
from secrets import token_hex
from typing import Any

from pydantic_core import to_json


class WrittenJson:
    """A document by its `text`; inside another one, `encoded` puts the text in its place. No dataclass: those are written by their fields."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def value(self) -> Any:
        """What it says; numbers that are not whole are exact."""
        return json.loads(self.text, parse_float=Decimal)

    @classmethod
    def of(cls, content: object) -> WrittenJson:
        """Writes a document down."""
        return cls(encoded(content).decode())


def encoded(content: object) -> bytes:
    """A document as its shortest text: what `json.dumps` writes without spaces, in a quarter of the time.

    What is written already gets a mark that nobody can know beforehand, and is put in place of it.
    """
    inside, mark = list[bytes](), token_hex(16)

    def marked(value: object) -> str:
        if not isinstance(value, WrittenJson):
            raise TypeError(type(value).__name__)
        inside.append(value.text.encode())
        return mark

    first, *others = to_json(content, fallback=marked).split(f'"{mark}"'.encode())
    return b"".join((first, *(part for pair in zip(inside, others, strict=True) for part in pair)))
