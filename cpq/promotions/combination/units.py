"""The free units of a quote's lines, with equal ones taken together: what deals are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.pricing.line import Line
from cpq.promotions.benefits.deal import Allotment, DealForm
from cpq.promotions.benefits.units import unit_net

FINER = 3
"""How much finer than the currency's minor unit prices of units are counted where they are not whole; what is finer still is left out."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Units that no deal tells apart: `number` of them at `price` each, from `lines` in their order, for these parts of deals."""

    price: int
    number: int
    lines: tuple[tuple[str, int], ...]
    parts: frozenset[tuple[int, int]]


def scale_of(forms: Sequence[DealForm], start: Mapping[str, Line], digits: int) -> int:
    """After how many digits of an amount whole numbers begin, so that prices of units and what deals take off them are whole."""
    rates = {form.rate for form in forms if form.rate is not None} | {Decimal(1)}
    prices = {unit_net(start[line]) for form in forms for part in form.parts for line in part.lines}
    whole = all(_is_whole((price * rate).scaleb(digits)) for price in prices for rate in rates)
    return digits if whole else digits + FINER


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def kinds_of(
    forms: Sequence[DealForm], lines: Mapping[str, Line], free: Mapping[str, int], digits: int
) -> tuple[Kind, ...]:
    """The kinds of units that the parts of deals mean: (number of the deal, number of its part). The dearest first; the order of
    the lines does not matter. Prices are in units of the last of `digits` after the point.

    `lines` are as they were before the phase: what other deals took off other units makes none of these cheaper.
    """
    parts_of: dict[str, set[tuple[int, int]]] = {}
    for number, form in enumerate(forms):
        for at, part in enumerate(form.parts):
            for line in part.lines:
                parts_of.setdefault(line, set()).add((number, at))
    together: dict[tuple[int, frozenset[tuple[int, int]]], list[str]] = {}
    for id, parts in parts_of.items():
        if free[id]:
            price = int(unit_net(lines[id]).scaleb(digits))
            together.setdefault((price, frozenset(parts)), []).append(id)
    ordered = sorted(together.items(), key=lambda pair: (-pair[0][0], sorted(pair[0][1])))
    return tuple(_kind(price, parts, ids, lines, free) for (price, parts), ids in ordered)


def _kind(
    price: int,
    parts: frozenset[tuple[int, int]],
    ids: Sequence[str],
    lines: Mapping[str, Line],
    free: Mapping[str, int],
) -> Kind:
    ordered = sorted(ids, key=lambda line: (lines[line].item.code, lines[line].item.quantity, line))
    return Kind(price, sum(free[id] for id in ids), tuple((id, free[id]) for id in ordered), parts)


class Handing:
    """Hands the units of each kind out to deals, line by line in order."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._left = [list(kind.lines) for kind in kinds]

    def allotment(self, times: int, taken: Sequence[Mapping[int, int]]) -> Allotment:
        """What a deal takes, where it is made so many times with so many units of each kind, for each of its parts."""
        return Allotment(times, tuple(self._part(kinds) for kinds in taken))

    def _part(self, kinds: Mapping[int, int]) -> Mapping[str, int]:
        given: dict[str, int] = {}
        for kind, number in sorted(kinds.items()):
            for line, units in self._hand_out(kind, number):
                given[line] = given.get(line, 0) + units
        return given

    def _hand_out(self, kind: int, number: int) -> list[tuple[str, int]]:
        given: list[tuple[str, int]] = []
        left = self._left[kind]
        while number:
            line, has = left[0]
            units = min(has, number)
            given.append((line, units))
            number -= units
            if units == has:
                left.pop(0)
            else:
                left[0] = line, has - units
        return given
