"""The client is the OpenAPI document's: every operation has a method with its types, and no method has another."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, get_args, get_type_hints
from urllib.parse import unquote

import httpx
import pytest

from cpq.client import Client, Patience, schemas
from cpq.client.resource import Resource
from docs.generator.client_schemas import MODULE, client_schemas, openapi_document
from tests.test_house import HOME

DOCUMENT = openapi_document()
PURE = re.compile(r"/v1/(prices|explanations|configurations|rulebooks/\{version\}/preview)")
"""What is sent to be answered, and changes nothing."""


class Called(NamedTuple):
    """A method, and the request that it made of names for values."""

    name: str
    method: Any
    request: httpx.Request

    @property
    def operation(self) -> tuple[str, str]:
        return self.request.method.lower(), unquote(self.request.url.path)


HURRIED = Patience(sleep=lambda _: None)


def methods() -> Iterator[tuple[str, str]]:
    client = Client("http://service")
    for part, resource in vars(client).items():
        if isinstance(resource, Resource):
            yield from ((part, name) for name in vars(type(resource)) if not name.startswith("_"))


def called(part: str, name: str, broken: bool = False) -> list[httpx.Request]:
    """The requests of a method whose every argument is given; the first is lost where it is `broken`."""
    got: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        got.append(request)
        if broken and len(got) == 1:
            raise httpx.ReadError("lost")
        page = {"items": [], "products": [], "next": None, "more": False}
        return httpx.Response(200, json=page, headers={"location": "/"})

    client = Client("http://service", transport=httpx.MockTransport(answer), patience=HURRIED)
    method = getattr(getattr(client, part), name)
    positional, named = arguments(method)
    try:
        answered = method(*positional, **named)
        if inspect.isgenerator(answered):
            list(answered)
    except httpx.ReadError:
        pass
    return got


def arguments(method: Any) -> tuple[list[Any], dict[str, Any]]:
    """`{id}` for `id`, so that the address of the request is the path of the document."""
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for each in inspect.signature(method).parameters.values():
        if each.kind is each.VAR_KEYWORD:
            (asked,) = get_args(get_type_hints(method)[each.name])
            named |= dict.fromkeys(asked.__annotations__, "x")
        elif each.kind is each.KEYWORD_ONLY:
            named[each.name] = "x"
        else:
            special = {"given": {}, "content": b"x", "archive": b"x", "media": "application/pdf"}
            positional.append(special.get(each.name, f"{{{each.name}}}"))
    return positional, named


@pytest.fixture(scope="module")
def calls() -> list[Called]:
    client = Client("http://service")
    return [
        Called(f"{part}.{name}", getattr(getattr(client, part), name), called(part, name)[0])
        for part, name in methods()
    ]


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    return {(verb, path): each for path, verbs in DOCUMENT["paths"].items() for verb, each in verbs.items()}


def asked(operation: dict[str, Any], where: str) -> set[str]:
    return {each["name"].lower() for each in operation.get("parameters", []) if each["in"] == where}


def test_the_schemas_are_those_of_the_document() -> None:
    assert MODULE.read_text("utf-8") == client_schemas(), "run `python -m docs.generator`"
    assert [name for name in DOCUMENT["components"]["schemas"] if not hasattr(schemas, name)] == []


def test_every_operation_has_one_method_and_every_method_an_operation(calls: list[Called]) -> None:
    assert sorted(each.operation for each in calls) == sorted(operations())


def test_a_method_asks_all_that_the_query_may_have(calls: list[Called]) -> None:
    known = operations()
    for each in calls:
        assert {*each.request.url.params} == asked(known[each.operation], "query"), each.name


def test_what_changes_something_has_a_key_and_what_is_versioned_its_tag(calls: list[Called]) -> None:
    known = operations()
    for each in calls:
        assert ("idempotency-key" in each.request.headers) == (each.request.method != "GET"), each.name
        assert ("if-match" in each.request.headers) == ("if-match" in asked(known[each.operation], "header")), each.name


def test_a_method_takes_and_answers_the_types_of_its_operation(calls: list[Called]) -> None:
    known = operations()
    for each in calls:
        operation, types = known[each.operation], each.method.__annotations__
        content = operation.get("requestBody", {}).get("content", {})
        assert types.get("given") == _name(content.get("application/json")), each.name
        assert bool(content) == bool(each.request.content), each.name
        if content:
            assert each.request.headers["content-type"] in content, each.name
        waited_for = {"202"} if "prefer" in each.request.headers else set[str]()  # a job, whose result is answered
        fine = {
            status: one
            for status, one in operation["responses"].items()
            if status[0] in "23" and status not in {"304", *waited_for}
        }
        alone = [
            re.fullmatch(r"(?:Tagged\[|Iterator\[)?(?:ListOf)?(\w+)\]?", one) for one in types["return"].split(" | ")
        ]
        answered = {one[1] for one in alone if one}
        assert answered == {_answer(one, types["return"], status) for status, one in fine.items()}, each.name


def _answer(fine: dict[str, Any], annotation: str, status: str) -> str | None:
    """The name of what is answered, or of what a page of it has."""
    if status == "303":
        return "str"
    content = fine.get("content", {})
    if {*content} - {"application/json"}:
        return "bytes"
    name = _name(content.get("application/json"))
    if annotation.startswith("Iterator"):
        page = DOCUMENT["components"]["schemas"][name]["properties"]
        return _name({"schema": page.get("items", page.get("products"))["items"]})
    return name or "None"


def _name(content: Any) -> str | None:
    return content and content["schema"]["$ref"].rpartition("/")[2]


def test_only_what_is_not_done_twice_is_sent_again_after_it_was_lost() -> None:
    known = operations()
    for part, name in methods():
        got = called(part, name, broken=True)
        verb, path = got[0].method.lower(), unquote(got[0].url.path)
        kept = "idempotency-key" in asked(known[verb, path], "header") or PURE.match(path)
        assert (len(got) == 2) == bool(kept or (verb == "get" and "callback" not in path)), f"{part}.{name}"


def test_nothing_of_the_program_knows_the_client() -> None:
    inside = {path for path in HOME.glob("cpq/**/*.py") if path.parent.name != "client"}
    assert [path for path in inside if "cpq.client" in path.read_text("utf-8")] == []
