"""Answers are written as JSON always was, only faster, and what is written already is put in as it is."""

import json

from hypothesis import given, settings
from hypothesis import strategies as some

from cpq.platform.written_json import WrittenJson, encoded

TEXT = some.text(some.sampled_from('a"\\/\b\n\x00\x1f\x7fé中\u2028😀'), max_size=5)
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | TEXT,
    lambda inner: some.lists(inner) | some.dictionaries(TEXT, inner),
    max_leaves=6,
)


@settings(max_examples=20)
@given(JSON)
def test_an_answer_is_the_shortest_json_of_its_content(content: object) -> None:
    assert encoded(content) == json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


@settings(max_examples=20)
@given(some.lists(JSON, min_size=1, max_size=4))
def test_what_is_written_already_stands_where_it_belongs(contents: list[object]) -> None:
    written = [WrittenJson.of(each) for each in contents]
    assert encoded({"all": written, "last": written[-1]}) == encoded({"all": contents, "last": contents[-1]})
    assert [each.value for each in written] == contents
