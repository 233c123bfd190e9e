"""JSON Schemas of the rulebook's files (draft 2020-12), for editors that complete and check YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, cast

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from cpq.rulebook.entries import LONGEST_ID
from cpq.rulebook.fields import ID_PATTERN
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.section import Section
from cpq.rulebook.text import Text

JsonSchema: TypeAlias = dict[str, object]

_DRAFT = GenerateJsonSchema.schema_dialect
_WHOLE = Text(zh="规则文件：任意分节", en="A file of the rulebook: any sections")


class _Generator(GenerateJsonSchema):
    """What our validators let people leave out is left out here too: they are asked what they make of nothing.

    An option with nothing behind its colon has all its defaults, and a request within a test has a number of its own.
    """

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        inner = super().function_before_schema(schema)
        if schema["function"]["type"] != "no-info":
            return inner
        validate = schema["function"]["function"]
        supplied = _answer(validate, {})
        if isinstance(supplied, dict) and supplied:
            inner = _without_required(self.resolve_ref_schema(inner), cast("Mapping[str, object]", supplied))
        return {"anyOf": [inner, {"type": "null"}]} if _answer(validate, None) is not None else inner


def _answer(validate: Callable[[object], object], given: object) -> object:
    """What a validator makes of a value; None where it refuses it."""
    try:
        return validate(given)
    except (PydanticCustomError, ValueError):
        return None


def _without_required(schema: JsonSchemaValue, supplied: Mapping[str, object]) -> JsonSchemaValue:
    required = [name for name in schema.get("required", []) if name not in supplied]
    return {**schema, "required": required}


def schemas_of(sections: Sequence[Section[Entity]]) -> dict[str, JsonSchema]:
    """`rulebook` for a file with any sections, and one for each section's own file. The same input gives the same output."""
    return {
        "rulebook": _file_schema("rulebook", _WHOLE, sections),
        **{section.name: _file_schema(section.name, section.about, (section,)) for section in sections},
    }


def document_schema(name: str, about: Text, model: type[Strict]) -> JsonSchema:
    """The schema of a document of its own, such as a quote request."""
    made = cast("JsonSchema", TypeAdapter(model).json_schema(schema_generator=_Generator))
    return {**_head(name, about), **cast("JsonSchema", _tidied(made))}


def _file_schema(name: str, about: Text, sections: Sequence[Section[Entity]]) -> JsonSchema:
    adapters = [
        (section.name, "validation", TypeAdapter(cast("type[Entity]", section.form or section.kind)))
        for section in sections
    ]
    made, shared = TypeAdapter.json_schemas(adapters, schema_generator=_Generator)  # pyright: ignore[reportArgumentType]
    forms = cast("Mapping[tuple[str, str], JsonSchema]", made)
    definitions = cast("Mapping[str, JsonSchema]", shared.get("$defs") or {})
    used = _used(definitions, list(forms.values()))
    return {
        **_head(name, about),
        "type": "object",
        "properties": {
            section.name: _section_schema(section, forms[section.name, "validation"]) for section in sections
        },
        "additionalProperties": False,
        "$defs": {key: _tidied(_undescribed_enum(definitions[key])) for key in sorted(used)},
    }


def _undescribed_enum(schema: JsonSchema) -> JsonSchema:
    """An enumeration without the programmer's words; the field that uses it says what it is, in both languages."""
    return {key: value for key, value in schema.items() if key != "description"} if "enum" in schema else schema


def _used(definitions: Mapping[str, JsonSchema], forms: Sequence[JsonSchema]) -> set[str]:
    """The definitions that something refers to, over others too: some were replaced by a schema of our own."""
    used: set[str] = set()
    waiting = list(forms)
    while waiting:
        found = set(_REFERENCE.findall(json.dumps(waiting.pop()))) - used
        used |= found
        waiting += [definitions[name] for name in found]
    return used


_REFERENCE = re.compile(r'"#/\$defs/([^"]+)"')


def _head(name: str, about: Text) -> JsonSchema:
    return {"$schema": _DRAFT, "$id": f"{name}.schema.json", "title": name, "description": _both(about)}


def _both(text: Text) -> str:
    return f"{text.en}. / {text.zh}。"


def _section_schema(section: Section[Entity], form: JsonSchema) -> JsonSchema:
    content = cast("JsonSchema", _tidied(form))
    if section.single:
        return content
    return {
        "description": _both(section.about),
        "type": ["object", "null"],
        "propertyNames": {"pattern": ID_PATTERN, "maxLength": LONGEST_ID},
        "additionalProperties": content,
    }


def _tidied(schema: object) -> object:
    """Without what editors only stumble over: generated titles, a keyword of OpenAPI, and the id, which is the key."""
    if isinstance(schema, list):
        return [_tidied(each) for each in cast("list[object]", schema)]
    if not isinstance(schema, dict):
        return schema
    given = cast("JsonSchema", schema)
    kept = {key: _inner(key, value) for key, value in given.items() if not _is_noise(key, value, given)}
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return _without_id(kept) if "properties" in kept else kept


def _inner(key: str, value: object) -> object:
    """`properties` and `$defs` hold names, not keywords: a field may be called `title`."""
    if key in ("properties", "$defs"):
        return {name: _tidied(each) for name, each in cast("JsonSchema", value).items()}
    return value if key in ("const", "default", "enum", "examples") else _tidied(value)


def _is_noise(key: str, value: object, around: JsonSchema) -> bool:
    if key == "default":
        # Of a percentage it would be the fraction, of a group its every field: neither is what one would write.
        return value is None or isinstance(value, dict | list) or "%" in str(around.get("pattern", ""))
    return (key == "title" and isinstance(value, str)) or key == "discriminator"


def _without_id(schema: JsonSchema) -> JsonSchema:
    properties = cast("JsonSchema", schema["properties"])
    required = cast("list[str]", schema.get("required", []))
    if properties.get("id") != {"type": "string"}:
        return schema
    kept: JsonSchema = {
        **schema,
        "properties": {name: each for name, each in properties.items() if name != "id"},
        "required": [name for name in required if name != "id"],
    }
    return kept if kept["required"] else {key: value for key, value in kept.items() if key != "required"}
