"""What the endpoints say of themselves in the OpenAPI document: bodies, answers, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cpq.platform.kinds_of_problems import BODIES, EVERYWHERE
from cpq.platform.problems import MEDIA_TYPE
from cpq.rulebook.model import Strict
from cpq.rulebook.schema import document_schema
from cpq.rulebook.text import Text

Description = dict[str, Any]
Answers = dict[int | str, dict[str, Any]]


def reference(name: str) -> Description:
    """To a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def answers(name: str, *, body: bool = True) -> Answers:
    """What an endpoint answers: 200 with a schema, or a problem of each status; those about a body only where there is one."""
    kinds = (*EVERYWHERE, *BODIES) if body else EVERYWHERE
    titles: dict[int, list[str]] = {}
    for kind in kinds:
        titles.setdefault(kind.status, []).append(f"{kind.title.en} · {kind.title.zh}")
    problems = {
        status: {"description": "; ".join(said), "content": {MEDIA_TYPE: {"schema": reference("Problem")}}}
        for status, said in titles.items()
    }
    fine = {"description": "OK", "content": {"application/json": {"schema": reference(name)}}}
    return {200: fine, **({} if body else {304: {"description": "Not modified · 未变化"}}), **problems}


def asks(name: str, examples: Mapping[str, object]) -> Description:
    """The body that an endpoint takes, with examples."""
    content = {"schema": reference(name), "examples": dict(examples)}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def takes(model: type[Strict]) -> Description:
    """The query that an endpoint takes."""
    schema = document_schema("query", Text(zh="查询", en="Query"), model)
    properties: Mapping[str, Mapping[str, object]] = schema["properties"]  # pyright: ignore[reportAssignmentType]
    return {"parameters": [_parameter(name, each) for name, each in properties.items()]}


def _parameter(name: str, schema: Mapping[str, object]) -> Description:
    """A parameter that is not written is left out: it is never null."""
    described: Description = dict(schema)
    about = described.pop("description", "")
    for choice in described.pop("anyOf", []):
        described |= {} if choice == {"type": "null"} else choice
    return {"name": name, "in": "query", "required": False, "description": about, "schema": described}
