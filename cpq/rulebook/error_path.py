"""From pydantic's location of an error to the path in the tree.

pydantic puts into a location also what is not written: the tag of a union's member, the name of a validator. Which
steps these are depends on the schema alone, so the schema is walked along with the location.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from pydantic import TypeAdapter

from cpq.rulebook.source import Step

Schema = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Label:
    """A step that names the member of a union that was tried; it stands nowhere in the text."""

    name: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A step that names the member of a union that the text itself chose."""

    name: str


@dataclass(frozen=True, slots=True)
class ErrorPath:
    """`steps` of a location, told apart; `schema` is what the last step was looked for in, and `at` what was found."""

    steps: tuple[Step | Label | Tag, ...]
    schema: Schema
    at: Schema
    kin: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """The fields of every kind that the mapping around the last step could be, where it says itself which."""

    @property
    def written(self) -> tuple[Step, ...]:
        """The steps that are keys and positions in the text."""
        return tuple(step for step in self.steps if isinstance(step, str | int))

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the mapping around the last step can have, by the names that are written."""
        return tuple(name for name, _ in _fields(self.schema))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that the value can be, where a field of it says which; without those for what is no mapping."""
        if self.at.get("type") != "tagged-union":
            return ()
        choices = cast("Mapping[object, Schema]", self.at["choices"])
        return tuple(str(tag) for tag, choice in choices.items() if _is_model(choice))

    @property
    def inside(self) -> tuple[str, ...]:
        """The fields that the value itself can have, those it must have first."""
        if isinstance(self.at.get("discriminator"), str):
            return (str(self.at["discriminator"]),)
        fields = list(_fields(self.at))
        return tuple(name for needed in (True, False) for name, must in fields if must is needed)


def _is_model(schema: Schema) -> bool:
    """Whether a schema is a model's, with checks of the finished model around it or not."""
    while schema.get("type") == "function-after":
        schema = cast("Schema", schema.get("schema", {}))
    return schema.get("type") in ("model", "definition-ref")


class Shape:
    """The schema of a form."""

    def __init__(self, adapter: TypeAdapter[object]) -> None:
        self._root = cast("Schema", adapter.core_schema)
        self._definitions: dict[str, Schema] = {}
        self._define(self._root)

    def path(self, location: Sequence[Step]) -> ErrorPath:
        """Tell the steps of a location apart. A step that the schema does not explain is taken as written."""
        found = next(self._walk(self._root, location, ()), None)
        return found or ErrorPath(tuple(location), {}, {})

    def _define(self, schema: Schema) -> None:
        if schema.get("type") == "definitions":
            for definition in cast("list[Schema]", schema["definitions"]):
                self._definitions[str(definition["ref"])] = definition
            self._define(cast("Schema", schema["schema"]))

    def _plain(self, schema: Schema) -> Schema:
        """The schema without what adds no step: defaults, validators around it, references."""
        while True:
            match schema.get("type"):
                case "definition-ref":
                    schema = self._definitions.get(str(schema["schema_ref"]), {})
                case "json-or-python":
                    schema = cast("Schema", schema["python_schema"])
                case "chain":
                    schema = cast("list[Schema]", schema["steps"])[-1]
                case "model" | "dataclass":
                    schema = cast("Schema", schema["schema"])
                case "lax-or-strict":
                    schema = cast("Schema", schema["strict_schema"])
                case _ if "schema" in schema:
                    schema = cast("Schema", schema["schema"])
                case _:
                    return schema

    def _walk(
        self,
        schema: Schema,
        location: Sequence[Step],
        done: tuple[Step | Label | Tag, ...],
        around: Schema | None = None,
    ) -> Iterator[ErrorPath]:
        schema = self._plain(schema)
        if not location:
            yield ErrorPath(done, around or schema, schema)
            return
        step, rest = location[0], location[1:]
        match schema.get("type"):
            case "union":
                for choice in self._choices(schema, str(step)):
                    yield from self._walk(choice, rest, (*done, Label(str(step))), schema)
            case "tagged-union":
                choice = cast("Mapping[object, Schema]", schema["choices"]).get(step)
                if choice is not None:
                    yield from self._walk(choice, rest, (*done, Tag(str(step))), schema)
            case _:
                inner = _inner(schema, step)
                if inner is not None:
                    yield from self._walk(inner, rest, (*done, step), schema)
                elif not rest:
                    yield ErrorPath((*done, step), schema, {}, self._kin(around, done))

    def _kin(self, around: Schema | None, done: tuple[Step | Label | Tag, ...]) -> Mapping[str, Sequence[str]]:
        if around is None or not done or not isinstance(done[-1], Tag):
            return {}
        choices = cast("Mapping[object, Schema]", around["choices"])
        models = {str(tag): self._plain(choice) for tag, choice in choices.items()}
        return {tag: [name for name, _ in _fields(model)] for tag, model in models.items() if self._says(model, tag)}

    def _says(self, model: Schema, tag: str) -> bool:
        """Whether a field says of which kind the mapping is; some unions tell by which fields there are."""
        fields = cast("Mapping[str, Schema]", model.get("fields", {})).values()
        literals = (self._plain(cast("Schema", each["schema"])) for each in fields)
        return any(tag in cast("list[object]", each.get("expected", ())) for each in literals)

    def _choices(self, schema: Schema, label: str) -> Iterator[Schema]:
        """The members that a label may mean: those it names first, then any."""
        choices = [
            cast("Schema", each[0] if isinstance(each, tuple) else each)
            for each in cast("list[object]", schema["choices"])
        ]
        named = [choice for choice in choices if self._is_named(choice, label)]
        yield from named
        yield from (choice for choice in choices if choice not in named)

    def _is_named(self, schema: Schema, label: str) -> bool:
        if schema.get("type") == "definition-ref":
            schema = self._definitions.get(str(schema["schema_ref"]), schema)
        if schema.get("type") == "model":
            return getattr(schema.get("cls"), "__name__", "") == label
        kind = str(schema.get("type"))
        return label == kind or label.startswith(f"{kind}[") or label == f"constrained-{kind}"


def _inner(schema: Schema, step: Step) -> Schema | None:
    """The schema of what stands at a key or position."""
    match schema.get("type"):
        case "model-fields" | "typed-dict" | "dataclass-args":
            return _field(schema, step)
        case "dict":
            return cast("Schema | None", schema.get("values_schema"))
        case "list" | "set" | "frozenset" | "generator":
            return cast("Schema | None", schema.get("items_schema")) if isinstance(step, int) else None
        case "tuple":
            items = cast("list[Schema]", schema.get("items_schema") or [])
            return items[min(step, len(items) - 1)] if isinstance(step, int) and items else None
        case _:
            return None


def _field(schema: Schema, step: Step) -> Schema | None:
    fields = cast("Mapping[str, Schema]", schema["fields"])
    for name, each in fields.items():
        if step in (name, each.get("validation_alias")):
            return cast("Schema", each["schema"])
    return None


def _fields(schema: Schema) -> Iterator[tuple[str, bool]]:
    """The fields of a model by the names that are written, and whether each must be."""
    if schema.get("type") == "model-fields":
        for name, each in cast("Mapping[str, Schema]", schema["fields"]).items():
            alias = each.get("validation_alias")
            must = cast("Schema", each["schema"]).get("type") != "default"
            yield (alias if isinstance(alias, str) else name), must
