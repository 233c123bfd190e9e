"""Whether two names are of one company: what it is called, in which trade, and where."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from cpq.cleaning.company_names import CompanyName, company_name
from cpq.cleaning.ranges import province_of
from cpq.leads.likeness.person_names import Agreement
from cpq.rulebook.text import Text

_NEARLY = 88
"""Of 100, by the edits between two English names; 88 is one letter of nine."""
_SHORT = 2
"""Characters of a Chinese name, of which one slip makes another company's: it is near only in the same trade and place."""
_EVERYWHERE = frozenset({"中国", "china"})
Found = tuple[Agreement, Text]
_UNKNOWN = Text("", "")

named = lru_cache(maxsize=200_000)(company_name)
"""A name taken apart, which many records have."""


@lru_cache(maxsize=500_000)
def companies_agree(one: CompanyName, other: CompanyName) -> Found:
    """How the names agree, and that in words. Unknown where one is empty or they are of two scripts."""
    if not one.core or not other.core or one.core.isascii() != other.core.isascii():
        return "unknown", _UNKNOWN
    apart = _apart(one, other)
    if one.core == other.core:
        return _of_one_name(one, other, apart)
    if not apart and _near(one, other):
        both = f"{one.written} / {other.written}"
        short = max(len(one.core), len(other.core)) <= _SHORT
        return "near" if short else "slip", Text(
            zh=f"公司名称相近：{both}", en=f"the companies' names are near: {both}"
        )
    return "different", Text(zh="公司名称不同", en="the companies' names differ")


def _of_one_name(one: CompanyName, other: CompanyName, apart: str) -> Found:
    core = one.core
    if apart:
        return "different", Text(
            zh=f"同名公司在不同地区：{apart}", en=f"companies of one name in different places: {apart}"
        )
    if one.trade and other.trade and one.trade != other.trade:
        trades = f"{one.trade} / {other.trade}"
        if fuzz.ratio(one.trade, other.trade) < _trade_limit(one):
            return "different", Text(
                zh=f"同名公司在不同行业：{trades}", en=f"companies of one name in different trades: {trades}"
            )
        return "near", Text(zh=f"公司名称相近：{core}，{trades}", en=f"the companies' names are near: {core}, {trades}")
    return "same", Text(zh=f"公司名称相同：{core}", en=f"the company's name is the same: {core}")


def _trade_limit(name: CompanyName) -> int:
    return 70 if name.core.isascii() else 50


def _apart(one: CompanyName, other: CompanyName) -> str:
    """The places, where each has some and they have none in common; a city lies in its province."""
    mine, theirs = _places(one), _places(other)
    if not mine or not theirs or _within(mine) & theirs or _within(theirs) & mine:
        return ""
    return f"{'、'.join(sorted(mine))} / {'、'.join(sorted(theirs))}"


def _places(name: CompanyName) -> frozenset[str]:
    return name.places - _EVERYWHERE


@lru_cache(maxsize=10_000)
def _within(places: frozenset[str]) -> frozenset[str]:
    return places | {province for place in places if (province := province_of(place)) is not None}


def _near(one: CompanyName, other: CompanyName) -> bool:
    return _english_near(one, other) if one.core.isascii() else _chinese_near(one, other)


def _chinese_near(one: CompanyName, other: CompanyName) -> bool:
    shorter, longer = sorted((one.core, other.core), key=len)
    if one.trade and other.trade and fuzz.ratio(one.trade, other.trade) < _trade_limit(one):
        return False
    if len(shorter) > _SHORT or len(longer) > _SHORT + 1:
        return OSA.distance(shorter, longer, score_cutoff=1) <= 1 or (
            len(shorter) >= _SHORT and longer.startswith(shorter)
        )
    alike = OSA.distance(shorter, longer, score_cutoff=1) <= 1
    return (
        alike
        and one.trade == other.trade
        and bool(one.trade)
        and (one.places == other.places or sorted(one.core) == sorted(other.core))
    )


def _english_near(one: CompanyName, other: CompanyName) -> bool:
    whole, theirs = one.key.replace(" ", ""), other.key.replace(" ", "")
    if one.trade and other.trade and fuzz.ratio(one.trade, other.trade) < _trade_limit(one):
        return False
    words, others = sorted(one.core.split()), sorted(other.core.split())
    return (
        whole == theirs
        or words == others
        or fuzz.ratio(one.core, other.core) >= _NEARLY
        or _initials(one, other)
        or _initials(other, one)
    )


def _initials(short: CompanyName, long: CompanyName) -> bool:
    """IBM of International Business Machines."""
    words = [word for word in long.written.casefold().split() if word[:1].isalpha()]
    size = len(short.core)
    return size >= 3 and " " not in short.core and "".join(word[0] for word in words[:size]) == short.core
