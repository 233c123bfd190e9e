"""The cases in tests/cases/expressions: how their words for types and values are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from cpq.rulebook.expressions import Bag, Bool, Day, MoneyType, Number, Scalar, Scope, TextSet, TextType, Type
from cpq.rulebook.text import Text

FOLDER = Path(__file__).parents[2] / "cases" / "expressions"


def _scalar(words: list[str]) -> Scalar:
    match words:
        case ["number"]:
            return Number()
        case ["number", unit]:
            return Number(unit)
        case ["fraction"]:
            return Number(fraction=True)
        case ["money", *currency]:
            return MoneyType(*currency)
        case ["text", *values]:
            return TextType(frozenset(values) or None)
        case ["bool"]:
            return Bool()
        case ["day"]:
            return Day()
        case _:
            raise AssertionError(words)


def type_of(words: str) -> Type:
    """`money USD`, `text gold silver`, `list number W`, …"""
    match words.split():
        case ["list", *of]:
            return Bag(_scalar(of))
        case ["single", *of]:
            return Bag(_scalar(of), single=True)
        case ["set", *values]:
            return TextSet(frozenset(values) or None)
        case scalar:
            return _scalar(scalar)


def value_of(kind: Type, written: Any) -> object:
    """What the YAML value stands for, as a value of the type."""
    match kind:
        case Bag(of):
            return tuple(value_of(of, each) for each in written)
        case TextSet():
            return frozenset(written)
        case Number() | MoneyType():
            return Decimal(written)
        case Day():
            return date.fromisoformat(written)
        case Bool():
            return {"true": True, "false": False}[written]
        case TextType():
            return written


def _read(name: str) -> Any:
    # Every scalar stays as it is written: 0.10 is not 0.1.
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _scope() -> tuple[Scope, dict[str, object]]:
    written = _read("scope.yaml")
    types = {name: type_of(entry["type"]) for name, entry in written["names"].items()}
    values = {name: value_of(types[name], entry["value"]) for name, entry in written["names"].items()}
    return Scope(types, Text(**written["what"])), values


SCOPE, VALUES = _scope()


@dataclass(frozen=True)
class Case:
    text: str
    wanted: Any
    fields: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.fields[name]


def cases(name: str) -> list[Any]:
    """The cases of a file as pytest parameters, each under its own sentence."""
    return [
        pytest.param(
            Case(fields["text"], type_of(fields.get("wanted", "bool")), fields), id=f"{name}: {fields['name']}"
        )
        for fields in _read(name)
    ]
