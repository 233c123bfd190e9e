"""What the endpoints say of themselves in the OpenAPI document: bodies, answers, parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cpq.platform.kinds_of_problems import ACTING, BODIES, ELSEWHERE, EVERYWHERE, GUARDED, OPEN, VERSIONED
from cpq.platform.problems import MEDIA_TYPE, Kind
from cpq.rulebook.model import Strict
from cpq.rulebook.schema import document_schema
from cpq.rulebook.text import Text

Description = dict[str, Any]
Answers = dict[int | str, dict[str, Any]]


def reference(name: str) -> Description:
    """To a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def answers(
    name: str | None,
    *,
    status: int = 200,
    body: bool = True,
    guarded: bool = True,
    stores: bool = False,
    versioned: bool = False,
) -> Answers:
    """What an endpoint answers: a status with a schema, or with nothing, or a problem of each status that it may come to."""
    kinds = (
        *EVERYWHERE,
        *(BODIES if body else ()),
        *(GUARDED if guarded else OPEN),
        *(ACTING if stores else ()),
        *(VERSIONED if versioned else ()),
    )
    content = {} if name is None else {"content": {"application/json": {"schema": reference(name)}}}
    fine = {"description": _FINE.get(status, "OK"), **content}
    unchanged = {} if body or stores or status != 200 else {304: {"description": "Not modified · 未变化"}}
    return {status: fine, **unchanged, **_problems(kinds)}


def _problems(kinds: Iterable[Kind]) -> Answers:
    titles: dict[int, list[str]] = {}
    for kind in kinds:
        titles.setdefault(kind.status, []).append(f"{kind.title.en} · {kind.title.zh}")
    return {
        status: {"description": "; ".join(said), "content": {MEDIA_TYPE: {"schema": reference("Problem")}}}
        for status, said in titles.items()
    }


_FINE = {200: "OK", 201: "Created · 已创建", 202: "Accepted · 已受理", 204: "Done · 已完成"}


def edits(name: str, examples: Mapping[str, object]) -> Description:
    """The body of an endpoint that changes a record: as a whole by If-Match, or field by field by the `base` in the body."""
    described = asks(name, examples, versioned=True)
    for each in described["parameters"]:
        each["required"] = False
    return described


def asks(name: str, examples: Mapping[str, object], *, stores: bool = False, versioned: bool = False) -> Description:
    """The body that an endpoint takes, with examples; the headers of one that changes something."""
    content = {"schema": reference(name), "examples": dict(examples)}
    body = {"requestBody": {"required": True, "content": {"application/json": content}}}
    return {**body, **changing(versioned=versioned)} if stores or versioned else body


def sends(media: str, query: type[Strict]) -> Description:
    """The body of another type that an endpoint takes and stores."""
    content = {media: {"schema": {"type": "string", "format": "binary"}}}
    return {"requestBody": {"required": True, "content": content}, **changing(query=query)}


def gives(media: str) -> Answers:
    """What an endpoint answers that gives a file."""
    made = answers(None, body=False)
    made[200]["content"] = {media: {"schema": {"type": "string", "format": "binary"}}}
    return made


def redirects() -> Answers:
    """What an endpoint answers that sends a browser elsewhere."""
    location = {"description": "Where to · 前往的地址", "schema": {"type": "string"}}
    fine = {"description": "See other · 前往他处", "headers": {"Location": location}}
    return {303: fine, **_problems((*EVERYWHERE, *ELSEWHERE))}


def changing(*, versioned: bool = False, query: type[Strict] | None = None) -> Description:
    """The headers of an endpoint that changes something, and the query it takes."""
    about = "The same key and request again get the first answer, for 24 hours. · 相同的键与请求在 24 小时内得到首次的答复。"
    key: Description = {"name": "Idempotency-Key", "in": "header", "required": False, "description": about}
    key["schema"] = {"type": "string", "pattern": "^[\\x21-\\x7e]{1,128}$"}
    match: Description = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}
    match["description"] = "The ETag that was read. · 读取时的 ETag。"
    asked: list[Description] = [] if query is None else takes(query)["parameters"]
    return {"parameters": [key, *([match] if versioned else []), *asked]}


def may_prefer_async(described: Description) -> Description:
    """The same of an endpoint that leaves what takes long to a job, where that is preferred."""
    about = "respond-async: do not wait; a job makes it (RFC 7240). · respond-async：不等待，由任务生成。"
    prefer: Description = {"name": "Prefer", "in": "header", "required": False, "description": about}
    prefer["schema"] = {"type": "string", "examples": ["respond-async"]}
    return {**described, "parameters": [*described.get("parameters", []), prefer]}


def takes(model: type[Strict]) -> Description:
    """The query that an endpoint takes."""
    schema = document_schema("query", Text(zh="查询", en="Query"), model)
    properties: Mapping[str, Mapping[str, object]] = schema["properties"]  # pyright: ignore[reportAssignmentType]
    named: Mapping[str, Mapping[str, object]] = schema.get("$defs", {})  # pyright: ignore[reportAssignmentType]
    return {"parameters": [_parameter(name, each, named) for name, each in properties.items()]}


def _parameter(name: str, schema: Mapping[str, object], named: Mapping[str, Mapping[str, object]]) -> Description:
    """A parameter that is not written is left out: it is never null. What it refers to is written where it stands."""
    described: Description = dict(schema)
    about = described.pop("description", "")
    for choice in described.pop("anyOf", []):
        described |= {} if choice == {"type": "null"} else choice
    if "$ref" in described:
        described |= named[described.pop("$ref").rpartition("/")[2]]
    return {"name": name, "in": "query", "required": False, "description": about, "schema": described}
