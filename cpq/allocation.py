"""Allocation: an amount shared out in proportion to weights, exact to the minor unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import lcm
from typing import Literal

from cpq.money import UNITS, WIDE, InvalidAmount, minor_units

Remainder = Literal["largest", "first", "last"]
ZeroWeights = Literal["equal", "none"]


def allocate(
    amount: Decimal,
    weights: Sequence[Decimal],
    digits: int,
    remainder: Remainder = "largest",
    zero: ZeroWeights = "equal",
) -> tuple[Decimal, ...]:
    """Shares of `amount` in proportion to `weights`, each at `digits` after the point; their sum is exactly `amount`.

    The units left over by rounding down go one by one to the largest remainders (ties: the earlier share), or all to
    the first or last share that has weight. A negative amount gives the mirrored shares of the positive one. If no
    share has weight, all count alike (`equal`) or every share is zero (`none`, the one case where the sum is not kept).
    Raises `InvalidAmount` for an amount that has finer digits, and for a negative weight.
    """
    units = minor_units(amount, digits)
    if remainder == "largest" and _all_alike(weights):
        return _evenly(units, len(weights), digits)
    parts = _integer_weights(weights)
    if not any(parts):
        if zero == "none" or not parts:
            return (UNITS[digits] * 0,) * len(parts)
        parts = [1] * len(parts)
    shares = _REMAINDERS[remainder](abs(units), parts)
    sign = -1 if units < 0 else 1
    return tuple(Decimal(sign * share).scaleb(-digits, WIDE) for share in shares)


def _all_alike(weights: Sequence[Decimal]) -> bool:
    """Whether all weights are the same, as those of the whole periods of a subscription are."""
    return len(weights) > 0 and weights[0].is_finite() and weights[0] > 0 and weights.count(weights[0]) == len(weights)


def _evenly(units: int, count: int, digits: int) -> tuple[Decimal, ...]:
    """Equal shares, the first ones by a unit larger where it does not come out even."""
    sign = -1 if units < 0 else 1
    share, more = divmod(abs(units), count)
    small, large = (Decimal(sign * each).scaleb(-digits, WIDE) for each in (share, share + 1))
    return (large,) * more + (small,) * (count - more)


def _integer_weights(weights: Sequence[Decimal]) -> list[int]:
    """The weights as integers in the same proportion."""
    if not all(weight.is_finite() and weight >= 0 and abs(weight.adjusted()) < WIDE.Emax for weight in weights):
        raise InvalidAmount("分摊权重须是不小于零的数", "an allocation weight is a number that is not negative")
    ratios = [weight.as_integer_ratio() for weight in weights]
    common = lcm(*(denominator for _, denominator in ratios))
    return [numerator * (common // denominator) for numerator, denominator in ratios]


def _largest_remainder(units: int, weights: list[int]) -> list[int]:
    total = sum(weights)
    shares, rests = zip(*(divmod(units * weight, total) for weight in weights), strict=True)
    order = sorted(range(len(weights)), key=lambda index: -rests[index])
    extra = set(order[: units - sum(shares)])
    return [share + (index in extra) for index, share in enumerate(shares)]


def _to_one(units: int, weights: list[int], index: int) -> list[int]:
    total = sum(weights)
    shares = [units * weight // total for weight in weights]
    shares[index] += units - sum(shares)
    return shares


def _to_first(units: int, weights: list[int]) -> list[int]:
    return _to_one(units, weights, next(index for index, weight in enumerate(weights) if weight))


def _to_last(units: int, weights: list[int]) -> list[int]:
    return _to_one(units, weights, max(index for index, weight in enumerate(weights) if weight))


_REMAINDERS: Mapping[Remainder, Callable[[int, list[int]], list[int]]] = {
    "largest": _largest_remainder,
    "first": _to_first,
    "last": _to_last,
}
