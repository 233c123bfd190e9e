"""Numbers as XCSP writes them: domains of single values and ranges, tuples between bars."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.xcsp.xml import Element
from cpq.bom.solve.soundness import LARGEST_NUMBER, MOST_VALUES
from cpq.rulebook.wording import short

INTEGER = re.compile(r"[+-]?[0-9]{1,16}")
_RANGE = re.compile(r"([+-]?[0-9]{1,16})\.\.([+-]?[0-9]{1,16})")
_WORD = re.compile(r"\S+")
_TUPLE = re.compile(r"[^|]+")


def domain_of(element: Element, trouble: Trouble) -> tuple[int, ...]:
    """The values in the order in which they stand: `0 3..5 9`."""
    values: dict[int, None] = {}
    for word in _WORD.finditer(element.text):
        given = _RANGE.fullmatch(word[0])
        first, last = (int(given[1]), int(given[2])) if given else (_integer(word, element, trouble),) * 2
        if last - first >= MOST_VALUES or len(values) > MOST_VALUES:
            trouble.stop(
                "too-large",
                element.at(word.start()),
                zh=f"取值超过 {MOST_VALUES:,} 个；请缩小范围",
                en=f"there are more than {MOST_VALUES:,} values; narrow the range",
            )
        values |= dict.fromkeys(range(first, last + 1))
    return tuple(values)


def _integer(word: re.Match[str], element: Element, trouble: Trouble) -> int:
    if INTEGER.fullmatch(word[0]) and abs(int(word[0])) <= LARGEST_NUMBER:
        return int(word[0])
    trouble.error(
        "xcsp-number",
        element.at(word.start()),
        zh=f"“{short(word[0])}”不是绝对值至多 {LARGEST_NUMBER:,} 的整数，也不是“2..5”这样的范围",
        en=f'"{short(word[0])}" is neither an integer up to ±{LARGEST_NUMBER:,} nor a range such as `2..5`',
    )
    return 0


def tuples_of(element: Element, arity: int, trouble: Trouble) -> Iterator[tuple[int, ...]]:
    """The tuples between bars, each of `arity` integers; a bar after the last one is allowed."""
    for piece in _TUPLE.finditer(element.text):
        words = piece[0].split()
        if len(words) == arity and all(map(INTEGER.fullmatch, words)):
            yield tuple(map(int, words))
        elif words:
            start = piece.start() + len(piece[0]) - len(piece[0].lstrip())
            _wrong_tuple(words, arity, element, start, trouble)


def _wrong_tuple(words: list[str], arity: int, element: Element, start: int, trouble: Trouble) -> None:
    place = element.at(start)
    if len(words) != arity:
        trouble.error(
            "relation-arity",
            place,
            zh=f"这个元组有 {len(words)} 个值，关系的元数（arity）是 {arity}",
            en=f"this tuple has {len(words)} {'value' if len(words) == 1 else 'values'}, and the arity of the relation is {arity}",
        )
        return
    wrong = next(word for word in words if not INTEGER.fullmatch(word))
    trouble.error(
        "xcsp-number",
        place,
        zh=f"元组里的“{short(wrong)}”不是整数（至多 16 位）",
        en=f'"{short(wrong)}" in this tuple is no integer of at most 16 digits',
    )
