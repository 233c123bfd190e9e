"""Company names taken apart: where, what they are called, what they do, which legal form.

上海云杉信息技术有限公司 and 云杉信息技术（上海）有限公司 are likely one company, and so are Spruce Information Technology (Shanghai) Co., Ltd. and
SPRUCE INFORMATION TECHNOLOGY SHANGHAI CO LTD; 云杉 in another trade is not. The parts say what to compare, and what only weighs a little.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from cpq.cleaning.characters import simplified, tidy
from cpq.cleaning.ranges import chinese_places


@dataclass(frozen=True, slots=True)
class _Words:
    """What company names are made of; `company_words.yaml` says what is what."""

    chinese_forms: tuple[str, ...]
    first: tuple[str, ...]
    branches: tuple[str, ...]
    chinese_trades: tuple[str, ...]
    institutions: tuple[str, ...]
    english_forms: frozenset[str]
    spaced: Mapping[str, str]
    english_trades: frozenset[str]
    english_places: frozenset[str]
    names_first: frozenset[str]
    spelt: Mapping[str, str]


@cache
def _words() -> _Words:
    file = yaml.safe_load(Path(__file__).with_name("company_words.yaml").read_text("utf-8"))
    forms, trades = file["legal_forms"], file["trades"]
    return _Words(
        tuple(forms["chinese"]),
        tuple(forms["first"]),
        tuple(forms["branches"]),
        tuple(trades["chinese"]),
        tuple(file["institutions"]),
        frozenset(forms["english"]),
        forms["spaced"],
        frozenset(trades["english"]),
        frozenset(file["places"]),
        frozenset(file["names_first"]),
        file["spelt"],
    )


_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BRACKETS = re.compile(r"[()\[\]{}<>【】《》〈〉「」]")
_DISTRICT = re.compile(r"^(?:[\u4e00-\u9fff]{1,3}新区|[\u4e00-\u9fff]{2}(?<![社园校厂小开景地])[区县])(?=[^\s]{2})")
"""Behind a city: 南山区, 浦东新区."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name in parts. `core` is what it is called, which is never empty where the name has a letter; `key` is equal where core and trade are."""

    written: str
    core: str
    trade: str
    places: frozenset[str]
    form: str

    @property
    def key(self) -> str:
        return f"{self.core} {self.trade}".strip()


def company_name(typed: str) -> CompanyName:
    """A name taken apart; any text is one."""
    written = tidy(typed)
    return _chinese(written) if _CHINESE.search(written) else _english(written)


def _chinese(written: str) -> CompanyName:
    rest = re.sub(r"[\s·.,、。&\-_'\"]", "", simplified(written.casefold()))
    places: set[str] = set()
    for inside in re.findall(r"\(([^()]*)\)", rest):
        if (place := _place(inside)) is not None:
            places.add(place)
            rest = rest.replace(f"({inside})", "", 1)
    rest, form = _without_form(_BRACKETS.sub("", rest), places)
    bare = _without_places(rest.replace("集团", "") if len(rest) > len("集团") + 1 else rest, places)
    core, trade = bare, ""
    while (cut := _ending(core, _words().chinese_trades, 2))[1]:
        core, trade = cut[0], cut[1] + trade
    if core in _words().chinese_trades or core.endswith(
        _words().institutions
    ):  # 南京银行, 吉林大学: the place is the name
        core, trade = rest, ""
    return CompanyName(written, core or rest or written.casefold(), trade if core else "", frozenset(places), form)


def _without_form(text: str, places: set[str]) -> tuple[str, str]:
    """The text without its legal form, and the form; of a branch without the place of the branch, too, which is added to those known."""
    if text in _words().chinese_forms:
        return text, ""
    rest, branch = _ending(text, _words().branches, 2)
    if branch:
        end = next((rest[-size:] for size in range(_longest() + 1, 1, -1) if _place(rest[-size:]) is not None), "")
        places.update(place for place in [_place(end)] if place)
        rest = rest.removesuffix(end) if len(rest) > len(end) + 1 else rest
    rest, form = _ending(rest, _words().chinese_forms, 1)
    first = next((each for each in _words().first if rest.startswith(each) and len(rest) > len(each)), "")
    return rest.removeprefix(first), first + form + branch


def _without_places(text: str, places: set[str]) -> str:
    """The text without the places that it begins or ends with, which are added to those known."""
    while (start := _beginning(text)) is not None:
        places.add(start[0])
        text = _DISTRICT.sub("", start[1])
    end = next((text[-length:] for length in (3, 2) if len(text) > length + 1 and text[-length:] in _places()), None)
    if end is None:
        return text
    places.add(end)
    return text[: -len(end)]


def _ending(text: str, endings: tuple[str, ...], left: int) -> tuple[str, str]:
    """The text without the first ending that it has, of which at least `left` characters stay; and the ending."""
    for each in endings:
        if text.endswith(each) and len(text) - len(each) >= left:
            return text[: -len(each)], each
    return text, ""


def _beginning(text: str) -> tuple[str, str] | None:
    """A place that the text begins with, and the rest, of which at least two characters stay."""
    for length in range(min(_longest(), len(text) - 2), 1, -1):
        if text[:length] in _places():
            rest = text[length:]
            cut = rest[1:] if rest[0] in "省市区县" and len(rest) > 2 else rest
            return text[:length], cut
    return None


def _place(text: str) -> str | None:
    bare = text[:-1] if text[-1:] in "省市区县" else text
    return bare if bare in _places() else None


@cache
def _places() -> frozenset[str]:
    """Provinces and cities without 省 and 市."""
    return chinese_places() - _words().names_first | {"中国", "香港", "澳门", "台湾"}


@cache
def _longest() -> int:
    return max(map(len, _places()))


def _english(written: str) -> CompanyName:
    known = _words()
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", written.casefold()) if not unicodedata.combining(each)
    )
    for spaced, form in known.spaced.items():
        plain = re.sub(rf"(?<!\w){re.escape(spaced)}(?!\w)", form, plain)
    plain = re.sub(r"\b(?:[a-z]\.){2,}", lambda dotted: dotted[0].replace(".", ""), plain).replace(
        "'", ""
    )  # S.p.A., B.V., L.L.C.
    plain = plain.replace("hong kong", "hongkong").replace("hong-kong", "hongkong")
    words = [known.spelt.get(word, word) for word in _WORD.findall(plain)]
    forms = [word for word in words if word in known.english_forms]
    named = [word for word in words if word not in known.english_forms]
    called = [word for word in named if word not in known.english_places]
    trade = [word for word in called if word in known.english_trades]
    core = [word for word in called if word not in known.english_trades] or called or named or words
    places = frozenset(word for word in words if word in known.english_places)
    shown = "" if core == trade else " ".join(trade)
    return CompanyName(written, " ".join(core) or written, shown, places, " ".join(forms))
