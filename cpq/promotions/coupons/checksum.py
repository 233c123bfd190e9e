"""The characters of the codes of a series, and the two at the end that tell a mistyped code.

The characters are the elements of the field of 37 elements, GF(37), and a code is c₁…cₙ, n ≤ 36. Its last two characters are such that

    Σ cᵢ·2ⁿ⁻ⁱ ≡ 0   and   Σ cᵢ·4ⁿ⁻ⁱ ≡ 0   (mod 37)

which makes it a word of a Reed–Solomon code of distance 3 (I. S. Reed and G. Solomon, Polynomial Codes over Certain Finite Fields, 1960):
two words differ in at least three places. For 2 is a primitive root of 37, so that a = 2ⁿ⁻ⁱ and b = 2ⁿ⁻ʲ differ for i ≠ j, and so the
determinant a·b² − a²·b = ab(b − a) of any two columns is not zero: no error in one or in two places is passed over. A swap of two
characters, neighbours or not, is an error in two places.
"""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
"""What a code may hold; the place in this text is the value."""

CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What follows the prefix: no 0 and O, no 1, I and L, which people take for each other."""

CHECKS = 2
LONGEST = 36

_FIELD = len(SIGNS)
_VALUES = {sign: value for value, sign in enumerate(SIGNS)}
_HALF = pow(2, -1, _FIELD)


def is_sound(code: str) -> bool:
    """Whether the check characters fit the others. False for what is no code."""
    if len(code) > LONGEST or not set(code) <= _VALUES.keys():
        return False
    return _sums(code) == (0, 0)


def with_checks(start: str) -> str | None:
    """A text with its check characters; None where one of them could be taken for another character."""
    first, second = _sums(start + "00")
    tens = (first - second) * _HALF % _FIELD  # v₂ + 2v₁ = −first, v₂ + 4v₁ = −second
    ones = (-first - 2 * tens) % _FIELD
    checks = SIGNS[tens] + SIGNS[ones]
    return start + checks if set(checks) <= set(CLEAR) else None


def _sums(code: str) -> tuple[int, int]:
    first = second = 0
    for sign in code:
        value = _VALUES[sign]
        first = (first * 2 + value) % _FIELD
        second = (second * 4 + value) % _FIELD
    return first, second
