"""Unified Social Credit Codes (统一社会信用代码) of Chinese organisations, by GB 32100-2015."""

from __future__ import annotations

from cpq.cleaning.characters import plain_dashes, tidy
from cpq.cleaning.unclean import Unclean

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters: no I, O, S, V, Z. A character's value is its index."""
LENGTH = 18
WEIGHTS = tuple(pow(3, index, 31) for index in range(LENGTH - 1))
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_MISREAD = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}


def credit_code(typed: str) -> str:
    """The code in capitals without spaces or dashes.

    Raises `Unclean` where it has another length, a character that codes do not have, or a check character that does not fit.
    """
    code = plain_dashes(tidy(typed)).replace(" ", "").replace("-", "").upper()
    if len(code) != LENGTH:
        zh = f"统一社会信用代码须有 {LENGTH} 位，这里有 {len(code)} 位"
        raise Unclean("credit-code-length", zh, f"a credit code has {LENGTH} characters, this one has {len(code)}")
    strange = "".join(dict.fromkeys(each for each in code if each not in _VALUE))
    if strange:
        raise Unclean(
            "credit-code-character",
            f"统一社会信用代码中没有字符“{strange}”{_proposed(code, '；是否为 ', '？')}",
            f"a credit code has no “{strange}”{_proposed(code, '; is it ')}",
        )
    if check_character(code[:-1]) != code[-1]:
        raise Unclean(
            "credit-code-check",
            "校验位不符，代码有误，请核对",
            "the check character does not fit: something is mistyped",
        )
    return code


def check_character(body: str) -> str:
    """The last character for the first 17: (31 − Σ value × 3^index) mod 31."""
    total = sum(_VALUE[character] * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def _proposed(code: str, before: str, after: str = "?") -> str:
    """The code with digits for the letters that look like them, where it then is right."""
    plain = "".join(_MISREAD.get(each, each) for each in code)
    right = set(plain) <= set(ALPHABET) and check_character(plain[:-1]) == plain[-1]
    return f"{before}{plain}{after}" if right else ""
