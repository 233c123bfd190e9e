"""Names of people, as they are compared: 張三先生 and 张三 are one name, J. Smith may be John Smith, 张经理 any 张."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from cpq.cleaning.characters import simplified, tidy

Agreement = Literal["same", "slip", "near", "different", "unknown"]
"""A slip is one mistyped letter of a long name; near is what two people's names may also be, or less than a whole name."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_TITLE = re.compile(
    r"(?:先生|女士|小姐|老师|教授|博士|总经理|副总经理|经理|总监|主任|主管|董事长|工程师|总工|老板|同学|副总|总|工)$"
)
_ENGLISH_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "sir", "ing", "dipl", "herr", "frau"})
_DOUBLE = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
    "司徒",
    "轩辕",
    "端木",
)
_SHORT = 4
"""Letters of a name below which one slip makes another name."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """`key` is equal where the names are, in any order of words; `family` is the surname of a Chinese name. Either may be empty."""

    written: str
    key: str
    family: str
    words: tuple[str, ...]
    chinese: bool


@lru_cache(maxsize=200_000)
def person_name(typed: str) -> PersonName:
    """A name taken apart; any text is one."""
    written = tidy(typed)
    return _chinese(written) if _CHINESE.search(written) else _english(written)


def _chinese(written: str) -> PersonName:
    bare = re.sub(r"[\s·.,()]", "", simplified(written.casefold()))
    name = _TITLE.sub("", bare) or bare
    family = name[:2] if name[:2] in _DOUBLE else name[:1]
    return PersonName(written, name, family, (name,), chinese=True)


def _english(written: str) -> PersonName:
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", written.casefold()) if not unicodedata.combining(each)
    )
    words = tuple(sorted(word for word in re.findall(r"[^\W_]+", plain) if word not in _ENGLISH_TITLES))
    return PersonName(written, " ".join(words), "", words, chinese=False)


def persons_agree(one: PersonName, other: PersonName) -> Agreement:
    """Whether they may be one person's; unknown where the scripts differ or one is empty."""
    if not one.key or not other.key or one.chinese != other.chinese:
        return "unknown"
    if one.key == other.key:
        return "near" if one.key == one.family else "same"
    return _chinese_agree(one, other) if one.chinese else _english_agree(one, other)


def _chinese_agree(one: PersonName, other: PersonName) -> Agreement:
    if one.family != other.family:
        return "different"
    if len(one.key) == len(other.key) > 2 and sorted(one.key) == sorted(other.key):
        return "slip"
    return "near" if one.family in (one.key, other.key) or _one_edit(one.key, other.key) else "different"


def _english_agree(one: PersonName, other: PersonName) -> Agreement:
    left = [word for word in one.words if word not in other.words]
    theirs = [word for word in other.words if word not in one.words]
    if len(left) == len(theirs) == 1 and len(left[0]) >= _SHORT and _one_edit(left[0], theirs[0]):
        return "slip"
    if len(one.words) > 1 and _one_edit(one.key.replace(" ", ""), other.key.replace(" ", "")):
        return "slip"
    shorter, longer = sorted((one.words, other.words), key=lambda words: sum(map(len, words)))
    return "near" if _abbreviates(shorter, longer) else "different"


def _one_edit(one: str, other: str) -> bool:
    """A letter wrong, missing or too much, or two exchanged."""
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether each word is one of the longer name or its first letter, and one at least is whole."""
    left, rest = list(long), list[str]()
    for word in short:
        if len(word) > 1 and word in left:
            left.remove(word)
        else:
            rest.append(word)
    for word in rest:
        match = next((each for each in left if len(word) == 1 and each.startswith(word)), None)
        if match is None:
            return False
        left.remove(match)
    return len(rest) < len(short)
