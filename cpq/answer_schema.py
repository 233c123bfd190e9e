"""JSON Schemas of answers, from the very classes that `quote_json` writes: what a program may rely on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from cpq.rulebook.place import Place
from cpq.rulebook.schema import JsonSchema
from cpq.rulebook.text import Text

_SINGLE: Mapping[object, JsonSchema] = {
    NoneType: {"type": "null"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    Decimal: {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    datetime: {"type": "string", "format": "date-time"},
    object: {"description": "any JSON"},
    date: {"type": "string", "format": "date"},
    Place: {"type": "string", "description": "file:line:column"},
    Text: {
        "type": "object",
        "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
        "required": ["zh", "en"],
        "additionalProperties": False,
    },
}


class AnswerSchemas:
    """Schemas by class; each class once in `definitions`, referred to below `at`. Raises `TypeError` for what no answer can hold."""

    def __init__(self, at: str = "#/components/schemas/") -> None:
        self._at = at
        self._kinds: dict[str, type] = {}
        self.definitions: dict[str, JsonSchema] = {}

    def of(self, form: object) -> JsonSchema:
        """The schema of a type."""
        if form in _SINGLE:
            return dict(_SINGLE[form])
        origin, inside = get_origin(form), get_args(form)
        if origin is Annotated:
            return self.of(inside[0])
        if origin is Literal:
            return {"enum": list(inside)}
        if origin in (Union, UnionType):
            return self._either([self.of(each) for each in inside])
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(inside[1])}
        if isinstance(origin, type) and issubclass(origin, Sequence):
            return self._items(inside)
        return self._named(form)

    def _items(self, inside: Sequence[object]) -> JsonSchema:
        if len(inside) > 1 and inside[1] is not Ellipsis:
            size = len(inside)
            return {
                "type": "array",
                "prefixItems": [self.of(each) for each in inside],
                "minItems": size,
                "maxItems": size,
            }
        return {"type": "array", "items": self.of(inside[0])}

    def _either(self, choices: Sequence[JsonSchema]) -> JsonSchema:
        return {"anyOf": [each for number, each in enumerate(choices) if each not in choices[:number]]}

    def _named(self, form: object) -> JsonSchema:
        if not isinstance(form, type):
            raise TypeError(str(form))
        kind = cast("type[object]", form)
        if issubclass(kind, Enum):
            return {"enum": [cast("str", each.value) for each in kind]}
        name = kind.__name__
        if self._kinds.setdefault(name, kind) is not kind:
            raise TypeError(f"two classes of answers are called {name}")
        if name not in self.definitions:
            self.definitions[name] = {}  # it may hold itself
            self.definitions[name] = self._object(kind)
        return {"$ref": f"{self._at}{name}"}

    def _object(self, kind: type) -> JsonSchema:
        hints = get_type_hints(kind, include_extras=True)
        shown = list(_shown(kind))
        made: JsonSchema = {
            "type": "object",
            "properties": {name: self.of(hints[name]) for name, _ in shown},
            "required": [name for name, always in shown if always],
            "additionalProperties": False,
        }
        own = vars(kind).get("__doc__") or ""
        return made if own.startswith(f"{kind.__name__}(") else {"description": cleandoc(own), **made}


def _shown(kind: type) -> Iterator[tuple[str, bool]]:
    """The fields that the JSON has, each with whether everybody sees it."""
    if issubclass(kind, BaseModel):
        yield from ((name, True) for name in kind.model_fields)
    elif is_dataclass(cast("object", kind)):
        seen = (each for each in fields(cast("Any", kind)) if each.metadata.get("json", True))
        yield from ((each.name, not each.metadata.get("internal")) for each in seen)
    else:
        raise TypeError(kind.__name__)
