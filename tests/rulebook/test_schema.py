"""The schemas say what the loader says: what one accepts, the other does."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from cpq.rulebook.reader import read
from cpq.rulebook.schema import document_schema, schemas_of
from cpq.rulebook.text import Text
from tests.rulebook.shop import SECTIONS, Order, load_shop
from tests.rulebook.test_loading import FOLDER, SOUND, write

SCHEMAS: dict[str, Any] = schemas_of(SECTIONS)
WHOLE = Draft202012Validator(SCHEMAS["rulebook"])


def plain(node: object) -> Any:
    match node:
        case dict():
            return {key: plain(value) for key, value in node.items()}
        case list():
            return [plain(each) for each in node]
        case Decimal():
            return float(node)
        case _:
            return node


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_valid(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_there_is_one_for_each_section_and_one_for_all() -> None:
    assert list(SCHEMAS) == ["rulebook", "shop", "categories", "products", "offers"]
    assert set(SCHEMAS["products"]["properties"]) == {"products"}


def test_a_sound_book_fits() -> None:
    assert list(WHOLE.iter_errors(plain(read("a.yaml", SOUND).root))) == []


def structural() -> list[str]:
    """Cases whose fault is one of structure; references, days and expressions are beyond a schema."""
    codes = {
        "unknown-field",
        "missing-field",
        "unknown-kind",
        "missing-kind",
        "unknown-section",
        "wrong-type",
        "wrong-count",
    }
    written = yaml.safe_load((FOLDER / "values.yaml").read_text("utf-8"))
    return [case["files"]["book.yaml"] for case in written if {each["code"] for each in case["findings"]} <= codes]


def test_a_book_of_the_wrong_structure_does_not_fit() -> None:
    assert len(structural()) > 20
    fitting = [text for text in structural() if WHOLE.is_valid(plain(read("a.yaml", text).root))]
    assert fitting == []


def test_the_id_is_the_key_and_no_field(tmp_path: Path) -> None:
    text = "categories: {hw: {id: hw, name: H}}\n"
    assert not WHOLE.is_valid(yaml.safe_load(text))
    assert load_shop(write(tmp_path, {"a.yaml": text})).findings
    assert not WHOLE.is_valid({"categories": {"net work": {"name": "N"}}})


def test_descriptions_are_in_both_languages() -> None:
    assert SCHEMAS["rulebook"]["properties"]["categories"]["description"] == "Categories. / 分类。"
    assert SCHEMAS["rulebook"]["$defs"]["Validity"]["properties"]["to"]["description"] == "The last day. / 最后一天。"


def test_what_can_be_written_only_once_stands_without_ids() -> None:
    assert WHOLE.is_valid({"shop": {"name": "A", "currency": "CNY"}})
    assert not WHOLE.is_valid({"shop": {"main": {"name": "A", "currency": "CNY"}}})


def test_the_output_is_the_same_every_time() -> None:
    assert json.dumps(schemas_of(SECTIONS)) == json.dumps(SCHEMAS)


def keywords(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*(keywords(each) for each in schema))
    if not isinstance(schema, dict):
        return set()
    inner = [
        each
        for key, value in schema.items()
        for each in (value.values() if key in ("properties", "$defs") else [value])
    ]
    return set(schema) | set().union(*(keywords(each) for each in inner))


def test_no_keyword_stands_there_that_editors_do_not_know() -> None:
    inside = {key: value for key, value in SCHEMAS["rulebook"].items() if key != "title"}
    assert {"title", "discriminator"}.isdisjoint(keywords(inside))


def test_a_document_keeps_its_id() -> None:
    schema = document_schema("order", Text(zh="订单", en="An order"), Order)
    Draft202012Validator.check_schema(schema)
    assert Draft202012Validator(schema).is_valid({"id": "Q-1", "quantity": 2})
    assert not Draft202012Validator(schema).is_valid({"quantity": 2})
