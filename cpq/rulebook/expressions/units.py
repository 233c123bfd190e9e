"""The algebra of unit words: `kW` times `h` is `h*kW`, and divided by `h` it is `kW` again."""

from __future__ import annotations

import re
from collections import Counter

_FACTOR = re.compile(r"([*/]?)([^*/^]+)(?:\^([0-9]{1,3}))?")


def multiplied(left: str | None, right: str | None) -> str | None:
    """The unit of a product; None is a plain number."""
    if left is None or right is None:
        return left or right
    return _written(_powers(left), _powers(right), 1)


def divided(left: str | None, right: str | None) -> str | None:
    """The unit of a quotient; `m` by `m` is a plain number, 1 by `s` is `1/s`."""
    if right is None:
        return left
    return _written(_powers(left or "1"), _powers(right), -1)


def raised(unit: str | None, exponent: int) -> str | None:
    """The unit of a power."""
    return None if unit is None else _written({}, _powers(unit), exponent)


def _powers(unit: str) -> dict[str, int]:
    powers: Counter[str] = Counter()
    for operator, word, exponent in _FACTOR.findall(unit):
        powers[word.strip()] += (-1 if operator == "/" else 1) * int(exponent or 1)
    del powers["1"]
    return powers


def _written(left: dict[str, int], right: dict[str, int], times: int) -> str | None:
    powers = {word: left.get(word, 0) + times * right.get(word, 0) for word in sorted(left | right)}
    above = "*".join(_factor(word, power) for word, power in powers.items() if power > 0)
    below = "".join(f"/{_factor(word, -power)}" for word, power in powers.items() if power < 0)
    return f"{above or 1}{below}" if above or below else None


def _factor(word: str, power: int) -> str:
    return word if power == 1 else f"{word}^{power}"
