"""Unified Social Credit Codes (统一社会信用代码) of Chinese organisations, by GB 32100-2015."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cpq.cleaning.characters import plain_dashes, tidy
from cpq.cleaning.unclean import Unclean

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters: no I, O, S, V, Z. A character's value is its index."""
LENGTH = 18
WEIGHTS = tuple(pow(3, index, 31) for index in range(LENGTH - 1))
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_MISREAD = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
_ALIKE = {
    each: "".join(
        pair.replace(each, "")
        for pair in ("0D", "0Q", "17", "1L", "27", "38", "56", "6G", "8B", "3B", "UY")
        if each in pair
    )
    for each in ALPHABET
}
"""What is taken for what, where it is read from a photograph or heard."""
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SHAPE = re.compile(r"[1-9ANY][0-9A-Z]\d{6}")
"""Who registered it, what it is, and the place in digits; used for what is proposed alone."""
_LABEL = re.compile(r"^[^0-9A-Za-z]*(?:代码|编号|税号|CODE|USCC|USCI)\s*:\s*", re.IGNORECASE)
_NOTE = re.compile(r"\s*\([^()]*\)$")
_EARLIER = {
    15: ("工商注册号（15 位）", "a registration number of before 2015"),
    9: ("组织机构代码（9 位）", "an organisation code of before 2015"),
}
_MOST_PROPOSED = 3


def credit_code(typed: str) -> str:
    """The code in capitals without spaces or dashes, without a label before it or a note in brackets after it.

    Raises `Unclean` where it has another length, a character that codes do not have, or a check character that does not fit; it says
    what would fit, where one slip explains it.
    """
    code = _NOTE.sub("", _LABEL.sub("", plain_dashes(tidy(typed)))).replace(" ", "").replace("-", "").upper()
    if len(code) != LENGTH:
        raise _wrong_length(len(code))
    strange = "".join(dict.fromkeys(each for each in code if each not in _VALUE))
    if strange:
        raise Unclean(
            "credit-code-character",
            f"统一社会信用代码中没有字符“{strange}”{_proposed(code, '；是否为 ', '？')}",
            f"a credit code has no “{strange}”{_proposed(code, '; is it ')}",
        )
    if check_character(code[:-1]) != code[-1]:
        raise _wrong_check(code)
    if not code.strip("0"):
        raise Unclean("credit-code-placeholder", "这是占位的代码，请留空", "this stands for no code: leave it empty")
    return code


def check_character(body: str) -> str:
    """The last character for the first 17: (31 − Σ value × 3^index) mod 31."""
    total = sum(_VALUE[character] * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_fits(code: str) -> bool:
    """Whether characters 9 to 17, the organisation code, have their own check digit (GB 11714: 11 − Σ value × weight mod 11, 10 is X)."""
    total = sum(int(each, 36) * weight for each, weight in zip(code[8:16], _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11] == code[16]


def _wrong_length(length: int) -> Unclean:
    zh, en = _EARLIER.get(length, ("", ""))
    return Unclean(
        "credit-code-length",
        f"统一社会信用代码须有 {LENGTH} 位，这里有 {length} 位{f'；这像是旧的{zh}' if zh else ''}",
        f"a credit code has {LENGTH} characters, this one has {length}{f'; this looks like {en}' if en else ''}",
    )


def _wrong_check(code: str) -> Unclean:
    right = check_character(code[:-1])
    near = list(dict.fromkeys(_near(code)))[:_MOST_PROPOSED]
    zh = f"；是否为 {' 或 '.join(near)}？" if near else "；请核对整个代码"
    en = f"; is it {' or '.join(near)}?" if near else "; compare the whole code"
    return Unclean(
        "credit-code-check",
        f"校验位不符：前 17 位的校验位应为 {right}，这里是 {code[-1]}{zh}",
        f"the check character does not fit: of the first 17 it is {right}, here it is {code[-1]}{en}",
    )


def _near(code: str) -> Iterator[str]:
    """The codes that one slip makes of this one, and that fit with both check characters: two exchanged, one read as another, the last one wrong."""
    exchanged = (code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(LENGTH - 1))
    misread = (code[:at] + other + code[at + 1 :] for at, each in enumerate(code) for other in _ALIKE.get(each, ""))
    last = code[:-1] + check_character(code[:-1])
    for each in (*exchanged, *misread, last):
        if _SHAPE.match(each) and check_character(each[:-1]) == each[-1] and organisation_fits(each):
            yield each


def _proposed(code: str, before: str, after: str = "?") -> str:
    """The code with digits for the letters that look like them, where it then is right."""
    plain = "".join(_MISREAD.get(each, each) for each in code)
    right = set(plain) <= set(ALPHABET) and check_character(plain[:-1]) == plain[-1]
    return f"{before}{plain}{after}" if right else ""
