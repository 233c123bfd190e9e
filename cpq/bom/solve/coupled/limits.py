"""Sums that a circuit leaves out, as limits on a resource that they add up, too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import floor, prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.circuit.leaves import Leaves
    from cpq.bom.solve.circuit.sums import Inequality

MOST_LIMITS = 256
"""Combinations of the hubs' values."""


class NotAlike(Exception):
    """A sum does not add up the resource, but for a few variables."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Where only leaves of the mask are used, the resource adds up to `most` at most."""

    mask: Bytes
    most: int


@dataclass(frozen=True, slots=True)
class _Alike:
    """`ratio` × the resource + `constant` + what the variables in `hubs` add beyond that is at most `bound`."""

    ratio: Fraction
    constant: int
    hubs: frozenset[int]
    inequality: Inequality


def limits_of(leaves: Leaves, weights: Longs, inequalities: Sequence[Inequality]) -> tuple[Limit, ...]:
    """The inequalities as limits, the widest first: together the masks cover everything. Raises `NotAlike`."""
    alike = [_alike(leaves, weights, each) for each in inequalities]
    hubs = sorted(frozenset[int]().union(*(each.hubs for each in alike)))
    if prod(leaves.starts[hub + 1] - leaves.starts[hub] for hub in hubs) > MOST_LIMITS:
        raise NotAlike
    if not hubs:
        return (Limit(np.ones(leaves.count, np.uint8), min(_most(each, weights, leaves, ()) for each in alike)),)
    by_rest: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for chosen in product(*(range(leaves.starts[hub], leaves.starts[hub + 1]) for hub in hubs)):
        *others, last = chosen
        by_rest.setdefault((tuple(others), min(_most(each, weights, leaves, chosen) for each in alike)), []).append(
            last
        )
    limits = [Limit(_mask(leaves, hubs, others, lasts), most) for (others, most), lasts in by_rest.items()]
    return tuple(sorted(limits, key=lambda limit: -limit.most))


def _alike(leaves: Leaves, weights: Longs, inequality: Inequality) -> _Alike:
    """By the ratio that fits the most variables."""
    added = inequality.contributions.by_leaf
    spans = [slice(start, end) for start, end in zip(leaves.starts, leaves.starts[1:], strict=False)]
    ratios = Counter(ratio for span in spans if (ratio := _ratio(weights[span], added[span])) is not None)
    if not ratios or (ratio := ratios.most_common(1)[0][0]) <= 0:
        raise NotAlike
    hubs, constant = set[int](), 0
    for number, span in enumerate(spans):
        rest = added[span] * ratio.denominator - weights[span] * ratio.numerator
        if len(rest) and (rest == rest[0]).all() and rest[0] % ratio.denominator == 0:
            constant += int(rest[0]) // ratio.denominator
        else:
            hubs.add(number)
    return _Alike(ratio, constant, frozenset(hubs), inequality)


def _ratio(weights: Longs, added: Longs) -> Fraction | None:
    """Between the first two different contributions of a variable; None where the resource does not depend on it."""
    different: list[int] = np.flatnonzero(weights != weights[0]).tolist() if len(weights) else []
    if not different:
        return None
    other = different[0]
    return Fraction(int(added[other] - added[0]), int(weights[other] - weights[0]))


def _most(alike: _Alike, weights: Longs, leaves: Leaves, chosen: Sequence[int]) -> int:
    """The most of the resource with these leaves of the hubs of all inequalities."""
    added = alike.inequality.contributions.by_leaf
    own = [leaf for leaf in chosen if int(leaves.variable[leaf]) in alike.hubs]
    beyond = sum((int(added[leaf]) - alike.ratio * int(weights[leaf]) for leaf in own), Fraction(0))
    return floor((alike.inequality.bound - alike.constant - beyond) / alike.ratio)


def _mask(leaves: Leaves, hubs: Sequence[int], others: Sequence[int], lasts: Sequence[int]) -> Bytes:
    mask: Bytes = np.ones(leaves.count, np.uint8)
    for hub in hubs:
        mask[leaves.starts[hub] : leaves.starts[hub + 1]] = 0
    mask[list(_all(others, lasts))] = 1
    return mask


def _all(others: Sequence[int], lasts: Sequence[int]) -> Iterator[int]:
    yield from others
    yield from lasts
