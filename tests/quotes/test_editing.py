"""Edits of many lines: by line id, in their order, all or none, with a result or an error for each."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.platform.problems import Problem, ProblemError
from cpq.quotes.editing import AddLine, AnyEdit, Edited, EditRequest, PatchLine, RemoveLine, SetLine, by_edit, edited
from cpq.quotes.given import given_of, lines_of, text_of, with_line_ids
from cpq.rulebook.text import Text

REQUEST = {
    "id": "Q",
    "lines": [{"id": "L1", "product": "A", "quantity": 1}, {"id": "L2", "product": "B", "quantity": 2}],
}


def edit(*edits: AnyEdit) -> Edited:
    return edited(REQUEST, edits, 2)


def patch(id: str, /, **fields: object) -> PatchLine:
    return PatchLine(op="patch", id=id, fields=fields)


def add(before: str | None = None, /, **line: object) -> AddLine:
    return AddLine(op="add", line=line, before=before)


def test_each_kind_of_edit() -> None:
    done = edit(
        patch("L1", quantity=5, note="x", configuration={"cpu": {"C": 2}}),
        patch("L1", note=None, configuration={"ram": 8}),
        add("L1", product="C"),
        RemoveLine(op="remove", id="L2"),
        add(product="D"),
        SetLine(op="set", id="L4", line={"product": "E"}),
    )
    assert done.given["lines"] == [
        {"id": "L3", "product": "C"},
        {"id": "L1", "product": "A", "quantity": 5, "configuration": {"cpu": {"C": 2}, "ram": 8}},
        {"id": "L4", "product": "E"},
    ]
    assert [(each.op, each.id, each.number) for each in done.results] == [
        ("patch", "L1", 2), ("patch", "L1", 2), ("add", "L3", 1), ("remove", "L2", None), ("add", "L4", 3),
        ("set", "L4", 3),
    ]  # fmt: skip
    assert REQUEST["lines"][0] == {"id": "L1", "product": "A", "quantity": 1}


def test_every_mistake_is_told_and_nothing_is_done() -> None:
    with pytest.raises(Problem) as problem:
        edit(
            patch("L9", quantity=1),
            add(id="L1", product="C"),
            patch("L1", id="L7"),
            add("L8", product="C"),
            RemoveLine(op="remove", id="L2"),
            patch("L2", quantity=3),
        )
    assert problem.value.kind.status == 422
    assert [(each.pointer, each.code) for each in problem.value.errors] == [
        ("/edits/0/id", "unknown-line"),
        ("/edits/1/line/id", "line-id"),
        ("/edits/2/fields/id", "line-id"),
        ("/edits/3/before", "unknown-line"),
        ("/edits/5/id", "unknown-line"),
    ]


def test_the_last_line_stays() -> None:
    with pytest.raises(Problem) as problem:
        edit(RemoveLine(op="remove", id="L1"), RemoveLine(op="remove", id="L2"))
    assert "at least one line" in problem.value.detail.en


def test_an_id_is_never_given_twice() -> None:
    done = edited(REQUEST, [add(product="C"), RemoveLine(op="remove", id="L3"), add(product="D")], 2)
    assert [each["id"] for each in lines_of(done.given)] == ["L1", "L2", "L4"]
    assert done.made_ids == 4


def test_errors_of_lines_are_told_of_the_edits_that_made_them() -> None:
    done = edit(add("L1", product="C"), patch("L2", quantity=0))
    said = Text.same("x")
    errors = [
        ProblemError("a", said, pointer) for pointer in ("/lines/0/product", "/lines/1", "/lines/2/quantity", "/date")
    ]
    assert [each.pointer for each in by_edit(errors, done)] == ["/edits/0", "/lines/1", "/edits/1", "/date"]


@pytest.mark.parametrize("count", [0, 501])
def test_there_are_one_to_five_hundred(count: int) -> None:
    with pytest.raises(ValueError, match="edits"):
        EditRequest(edits=tuple(RemoveLine(op="remove", id=f"L{number}") for number in range(count)))


values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.integers() | st.decimals(-9999, 9999, places=3),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=4), values, max_size=4))
def test_what_is_stored_is_what_was_given(request: dict) -> None:
    text = text_of(request)
    assert text_of(given_of(text)) == text
    assert json.loads(text, parse_float=Decimal) == given_of(text) == request


ids = st.sampled_from(["L1", "L2", "L3", "L4", "mine"])
edits = st.lists(
    st.builds(lambda line, q: patch(line, quantity=q), ids, st.integers(1, 9))
    | st.builds(lambda line: RemoveLine(op="remove", id=line), ids)
    | st.builds(lambda before, q: add(before, product="N", quantity=q), st.none() | ids, st.integers(1, 9)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150)
@given(edits)
def test_ids_stay_unique_and_results_name_the_lines(made: list) -> None:
    try:
        done = edit(*made)
    except Problem:
        return
    known = [each["id"] for each in lines_of(done.given)]
    assert len(set(known)) == len(known)
    assert with_line_ids(done.given, done.made_ids) == (done.given, done.made_ids)
    assert len(done.results) == len(made)
    for each in done.results:
        assert (each.number is None) == (each.id not in known)
        assert each.number is None or known[each.number - 1] == each.id
