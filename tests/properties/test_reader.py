"""Laws of reading: no text raises, none takes long, every value is where its place says, to the character."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from time import process_time

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cpq.rulebook.characters import UNSEEN
from cpq.rulebook.limits import REQUEST, RULE_FILE, Limits
from cpq.rulebook.place import Place
from cpq.rulebook.reader import read
from cpq.rulebook.source import Map, Seq, Source
from cpq.rulebook.tree import Tree

MUCH_LONGER = 20
"""Than `ordinary_seconds`, for 2 MB at worst; an unbounded text would take minutes or all memory."""

SEEN = st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp"), blacklist_characters="\ufeff")
WORDS = st.text(
    st.one_of(st.sampled_from(list("abc=<>&|+-*/()'\"\\:#,[]{}!%@`、，：“”😀")), SEEN), min_size=1, max_size=12
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
LINES = st.lists(st.one_of(SENTENCES, st.just("")), min_size=1, max_size=6).map("\n".join)
YAML_PIECES = st.lists(
    st.sampled_from(
        ["a", "b: ", ": ", "- ", "? ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ",", "'", '"', "|", ">", "|2-\n", "\\", "&x ", "*x",
         "!t ", "<<", "#", "%", "@", "\t", "---\n", "...\n", "1e9", "0.1", "true", "~", "\r\n", "\x00", "\u2028", "\ud800", "，", "："]
    ),
    max_size=60,
).map("".join)  # fmt: skip


def places_of(tree: Tree) -> Iterator[Place]:
    for finding in tree.findings:
        yield finding.place
        yield from finding.related


def check_bounds(tree: Tree) -> None:
    lines = tree.file.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for place in places_of(tree):
        assert 0 <= place.line <= len(lines)
        assert place.line == 0 or 1 <= place.column <= len(lines[place.line - 1]) + 1


def check_outcome(tree: Tree) -> None:
    assert tree.whole or tree.findings
    if tree.file.text:
        check_bounds(tree)
    for finding in tree.findings:
        assert finding.line("zh")
        finding.line("en").encode()


@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00")
@example(b"a: \xf0\x9f\x98")
def test_no_bytes_raise(content: bytes) -> None:
    check_outcome(read("a.yaml", content))
    check_outcome(read("a.json", content))


@given(st.one_of(YAML_PIECES, st.text(max_size=200)))
@example("a: \ud800")
@example("{")
@example("\ufeff\ufeffa: 1")
@example("a: &x [*x, *y]")
@example("{a\n：")
@example("%YAML 9.9\n---\na: 1")
def test_no_text_raises(text: str) -> None:
    check_outcome(read("a.yaml", text))
    check_outcome(read("a.json", text))


@given(st.integers(), st.integers(0, 14), st.integers(-30, 30))
def test_a_number_is_exact_or_refused(whole: int, places: int, exponent: int) -> None:
    written = f"{Decimal(whole).scaleb(-places):f}e{exponent}"
    for name in ("a.yaml", "a.json"):
        tree = read(name, f'{{"n": {written}}}')
        assert isinstance(tree.root, Map)
        if tree.findings:
            assert [finding.code for finding in tree.findings] == ["number-bounds"]
        else:
            assert tree.root["n"] == Decimal(written)


JSON_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**17), 10**17),
        st.text(SEEN, max_size=10),
        st.sampled_from(["on", "1", ""]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(SEEN, min_size=1, max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON_VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_json_reads_as_the_standard_library_reads_it(value: object, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    tree = read("a.json", text)
    assert (tree.findings, tree.root) == ((), json.loads(text))


@given(JSON_VALUES)
def test_json_reads_alike_as_yaml(value: object) -> None:
    assume(isinstance(value, list))  # a mapping would be read as JSON by its looks
    text = json.dumps(value, ensure_ascii=False, indent=1)
    assume(not UNSEEN.search(text))
    tree = read("a.yaml", text)
    assert (tree.findings, tree.root) == ((), value)


@given(JSON_VALUES)
def test_every_place_points_at_the_value(value: object) -> None:
    tree = read("a.json", json.dumps({"top": value}, indent=2))
    for path, found in walk(tree.root, ()):
        place = tree.source.value(*path)
        written = tree.file.text[tree.file.index(place.line, place.column) :]
        assert json.JSONDecoder().raw_decode(written)[0] == found


def walk(node: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    if isinstance(node, Map):
        for key, inner in node.items():
            yield (*path, key), inner
            yield from walk(inner, (*path, key))
    elif isinstance(node, Seq):
        for index, inner in enumerate(node):
            yield (*path, index), inner
            yield from walk(inner, (*path, index))


def check_characters(text: str, value: str) -> None:
    """Every character of the value at `a: b:` stands where `inside` says."""
    tree = read("a.yaml", text)
    assert tree.findings == ()
    source = tree.source
    assert source.found("a", "b") == value
    place = source.value("a", "b")
    escapes = text[source.file.index(place.line, place.column)] == '"'
    indexes = [index_of(source, offset) for offset in range(len(value) + 1)]
    assert indexes == sorted(set(indexes))
    for index, character in zip(indexes, value, strict=False):
        check_character(text, index, character, escapes=escapes)
    assert indexes[-1] == indexes[-2] + 1


def index_of(source: Source, offset: int) -> int:
    place = source.inside(("a", "b"), offset)
    return source.file.index(place.line, place.column)


def check_character(text: str, index: int, character: str, *, escapes: bool) -> None:
    written = text[index]
    if escapes and written == "\\":
        assert yaml.safe_load(f'"{escape_at(text, index)}"') == character
    elif character in " \n":
        assert written in " \n\r"
    else:
        assert written == character


def escape_at(text: str, index: int) -> str:
    length = {"x": 4, "u": 6, "U": 10}.get(text[index + 1], 2)
    return text[index : index + length]


@given(
    LINES, st.sampled_from(["'", '"', "|", ">"]), st.integers(10, 60), st.booleans(), st.sampled_from(["\n", "\r\n"])
)
@example("  indented first\nthen not", "|", 40, True, "\n")
@example("a\n\n\n  more\n\nb ", ">", 20, True, "\n")
@example("trailing  \n", '"', 10, False, "\n")
def test_a_character_inside_a_scalar_is_found_in_every_style(
    value: str, style: str, width: int, unicode: bool, line_end: str
) -> None:
    assume(value.strip() and not UNSEEN.search(value))
    written = yaml.dump({"b": value}, default_style=style, width=width, allow_unicode=unicode)
    text = "a:\n  " + written.replace('"b": ', "b: ").replace("'b': ", "b: ").replace("\n", "\n  ")
    text = text.replace("? |-\n    b\n  : ", "b: ").replace("? >-\n    b\n  : ", "b: ").replace("\n", line_end)
    tree = read("a.yaml", text)
    assume(not tree.findings)
    found = tree.source.found("a", "b")
    assume(found == value)
    check_characters(text, value)


PLAIN_WORD = st.text(st.sampled_from("abcxyz=<>+*/()、中文'\"9"), min_size=1, max_size=8).map(lambda word: f"k{word}")


@given(
    st.lists(st.lists(PLAIN_WORD, min_size=1, max_size=4), min_size=1, max_size=4),
    st.lists(st.integers(1, 3), min_size=4, max_size=4),
)
def test_a_character_inside_a_plain_scalar_over_several_lines_is_found(
    lines: list[list[str]], breaks: list[int]
) -> None:
    joined = "".join(" ".join(words) + ("\n" * count + "    ") for words, count in zip(lines, breaks, strict=False))
    text = f"a:\n  b:  {joined.rstrip()}  # remark\n  c: d\n"
    value = read("a.yaml", text).source.found("a", "b")
    assert isinstance(value, str)
    check_characters(text, value)


@given(
    st.lists(st.sampled_from(["x", "  x y", "", " ", "\tz", "x  "]), min_size=1, max_size=7),
    st.sampled_from("|>"),
    st.sampled_from(["", "-", "+"]),
    st.integers(1, 5),
)
def test_a_character_inside_a_block_with_an_indentation_indicator_is_found(
    lines: list[str], style: str, chomping: str, indent: int
) -> None:
    body = "\n".join(" " * (2 + indent) + line for line in lines)
    text = f"a:\n  b: {style}{indent}{chomping} # remark\n{body}\n  c: d\n"
    tree = read("a.yaml", text)
    value = tree.source.found("a", "b")
    assume(isinstance(value, str) and value.strip() and not tree.findings)
    check_characters(text, str(value))


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ('a: {b: "x\\\n   \\  y"}', 1, 2, 4),
        ('a: {b: "\\u4e2d\\x41\\U0001F600z"}', 3, 1, 29),
        ("a: {b: 'it''s'}", 3, 1, 13),
        ("a: {b: &name 'x'}", 0, 1, 15),
        ("a: {b: ''}", 0, 1, 9),
        ("a:\n  b: |\n\n    x\n     y\n", 4, 5, 6),
        ("a:\n  b: >+\n    x\n    y\n\n    z\n\n", 4, 6, 5),
        ("a: {b: xyz}", 3, 1, 11),
        ("a: {b: xyz}", 99, 1, 11),
    ],
)
def test_examples_of_places_inside_scalars(text: str, offset: int, line: int, column: int) -> None:
    source = read("a.yaml", text).source
    assert source.inside(("a", "b"), offset) == Place("a.yaml", line, column)


def test_a_surrogate_pair_in_json_is_one_character() -> None:
    source = read("a.json", '{"a": {"b": "\\ud83d\\ude00z"}}').source
    assert source.inside(("a", "b"), 1) == Place("a.json", 1, 26)


def alias_bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines)


def deep_alias_chain() -> str:
    return "\n".join(["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60))])


def merge_bomb() -> str:
    return "\n".join(["a0: &a0 {k: v}", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 30))])


BOMBS = {
    "aliases that multiply": (alias_bomb(), "too-many-values"),
    "aliases that deepen": (deep_alias_chain(), "too-deep"),
    "merge keys that multiply": (merge_bomb(), "merge-key"),
    "many aliases": ("a: &a 1\nb: [" + "*a, " * 1_500 + "]", "too-many-aliases"),
    "brackets": ("[" * 1_000_000, "too-deep"),
    "braces": ("{" * 1_000_000, "too-deep"),
    "keys that never end": ("? " * 500_000, "too-deep"),
    "dashes": ("- " * 500_000, "too-deep"),
    "a number with a huge exponent": ("a: 1e999999999", "number-bounds"),
    "a number with a million digits": ("a: " + "9" * 1_000_000, "number-bounds"),
    "a million bad characters": ("a: " + "\x07" * 1_000_000, "unseen-character"),
    "ten thousand duplicate keys": ("a: 1\n" * 10_000, "duplicate-key"),
    "too large": ("#" * 2_000_001, "too-large"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once(name: str) -> None:
    text, code = BOMBS[name]
    begin = process_time()
    tree = read("a.yaml", text)
    assert process_time() - begin < MUCH_LONGER * ordinary_seconds()
    assert code in {finding.code for finding in tree.findings}
    assert len(tree.findings) <= RULE_FILE.findings + 1
    check_bounds(tree)


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "x" * 1_990_000,
        "a: " + "x y\n  " * 330_000,
        "a: '" + "x''y\n " * 280_000 + "'",
        'a: "' + "\\u4e2d" * 330_000 + '"',
        "a: |\n" + "  x\n" * 490_000,
        "a: >\n" + "  x\n" * 490_000,
        "a: [" + "x, " * 600_000 + "]",
        "a:\n" + "".join(f"  k{n}: {n}\n" for n in range(100_000)),
        "#" + "\n#" * 990_000,
    ],
)  # fmt: skip
def test_two_megabytes_are_read_in_bounded_time(text: str) -> None:
    begin = process_time()
    tree = read("a.yaml", text)
    assert process_time() - begin < MUCH_LONGER * ordinary_seconds()
    assert tree.findings == ()
    if isinstance(tree.root, Map) and isinstance(value := tree.root["a"], str):
        assert tree.source.inside(("a",), len(value)).line >= 1


@cache
def ordinary_seconds() -> float:
    """How long a common file of 200 kB takes here: what a bomb is held against."""
    begin = process_time()
    assert (
        read("a.yaml", "a:\n" + "".join(f"  key{number}: {{x: {number}}}\n" for number in range(10_000))).findings == ()
    )
    return process_time() - begin


def test_json_is_bounded_like_yaml() -> None:
    assert [finding.code for finding in read("a.json", "[" * 100_000).findings] == ["too-deep"]
    small = Limits(values=10)
    assert [finding.code for finding in read("a.json", "[" + "1," * 20 + "1]", small).findings] == ["too-many-values"]


def test_a_request_may_be_larger_than_a_rule_file_and_has_no_aliases() -> None:
    large = "a: " + "x" * 3_000_000
    assert [finding.code for finding in read("a.yaml", large).findings] == ["too-large"]
    assert read("a.yaml", large, REQUEST).findings == ()
    assert [finding.code for finding in read("a.yaml", "a: &a 1\nb: *a", REQUEST).findings] == ["too-many-aliases"]
