"""A reference section for each class of the YAML language: what it is, its fields, an example."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.text import Text
from docs.generator.example import excerpts
from docs.generator.types import described

CHINESE = re.compile(r"[\u4e00-\u9fff]")
REQUIRED = Text("必填", "required")


def section(model: type[Strict], level: int = 3, *, example: bool = True) -> str:
    """Heading, meaning, table of fields, example."""
    about = about_of(model)
    parts = [
        f"{'#' * level} {model.__name__}{_chosen_by(model)} {{ #{anchor(model)} }}",
        about.en,
        about.zh,
        _table(model),
    ]
    if example:
        if model not in excerpts():
            raise SystemExit(f"{model.__name__} has no example: write one into docs/example/rules")
        file, yaml = excerpts()[model]
        parts.append(f'```yaml title="{file}"\n{yaml}\n```')
    return "\n\n".join(part for part in parts if part)


def _chosen_by(model: type[Strict]) -> str:
    """` · kind: sku` for a kind that a field chooses."""
    for name, field in model.model_fields.items():
        if name in ("kind", "method", "scope") and len(get_args(field.annotation)) == 1:
            return f" · `{name}: {get_args(field.annotation)[0]}`"
    return ""


def anchor(model: type[Strict]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", model.__name__).lower()


def about_of(model: type[Strict]) -> Text:
    """The docstring: English, then a last paragraph in Chinese."""
    paragraphs = [" ".join(part.split()) for part in (model.__doc__ or "").split("\n\n")]
    if len(paragraphs) < 2 or not CHINESE.search(paragraphs[-1]):
        raise TypeError(f"{model.__module__}.{model.__name__}: the docstring needs a last paragraph in Chinese")
    return Text(zh=paragraphs[-1], en=" ".join(paragraphs[:-1]))


def _table(model: type[Strict]) -> str:
    fields = [
        (name, field) for name, field in model.model_fields.items() if name != "id" or not issubclass(model, Entity)
    ]
    if not fields:
        return ""
    rows = [_row(model, name, field) for name, field in fields]
    return "\n".join(["| Field | Value · 值 | Default · 默认 | Meaning · 含义 |", "|---|---|---|---|", *rows])


def _row(model: type[Strict], name: str, field: FieldInfo) -> str:
    kind = described(field.annotation, field.metadata)
    cells = [f"`{field.alias or name}`", _both(kind), _both(_default(field)), _both(meaning_of(model, name, field))]
    return "| " + " | ".join(cells) + " |"


def meaning_of(model: type[Strict], name: str, field: FieldInfo) -> Text:
    """A field's docstring: `English. / 中文。`; a bare word (the constant of a kind) is the same in both."""
    written = " ".join((field.description or "").split())
    english, slash, chinese = written.rpartition(" / ")
    if slash and CHINESE.search(chinese):
        return Text(zh=chinese, en=english)
    if written and written == " ".join(map(str, get_args(field.annotation))):
        return Text("选择此种", "chooses this kind")
    raise TypeError(f"{model.__module__}.{model.__name__}.{name}: the docstring needs English and Chinese")


def _both(text: Text) -> str:
    words = [text.en] if text.en == text.zh else [text.en, text.zh]
    return "<br>".join(words).replace("|", "\\|")


def _default(field: FieldInfo) -> Text:
    value: Any = field.get_default(call_default_factory=True)
    return REQUIRED if value is PydanticUndefined else _shown(value)


def _shown(value: object) -> Text:
    match value:
        case None:
            return Text.same("")
        case Text():
            return value
        case bool():
            return Text.same(f"`{str(value).lower()}`")
        case Enum():
            return Text.same(f"`{value.value}`")
        case Decimal() | int() | str() | date():
            return Text.same(f"`{value}`")
        case Strict():
            given = {name: getattr(value, name) for name in type(value).model_fields if name in value.model_fields_set}
            return Text.same(", ".join(f"`{name}: {each}`" for name, each in given.items()))
        case Mapping() | Sequence() if not value:
            return Text.same("")
        case _:
            raise TypeError(f"no words for the default {value!r}")


def models_in(form: object) -> Iterator[type[Strict]]:
    """The classes that a form reads, outermost first, each once."""
    seen: dict[type[Strict], None] = {}
    _collect(form, seen)
    yield from seen


def _collect(form: object, seen: dict[type[Strict], None]) -> None:
    if isinstance(form, type) and issubclass(form, Strict):
        if form not in seen:
            seen[form] = None
            for field in form.model_fields.values():
                _collect(field.annotation, seen)
                for mark in field.metadata:
                    _collect(mark, seen)
        return
    for inner in get_args(form):
        _collect(inner, seen)
