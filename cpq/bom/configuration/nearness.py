"""In which order ways out are told: the fewest choices given up first, then the nearest numbers, then as the product is ordered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from decimal import Decimal
from fractions import Fraction

from cpq.bom.configuration.state import Choice, Repair

Rank = tuple[int, Fraction]


def rank(way: Repair) -> Rank:
    """How many choices are given up, and how far they go: each number by the share that it changes of the larger of both, all else by 1.

    So 4 that becomes 3 goes a quarter of the way, in whatever unit it is; an option that another replaces goes all of it.
    """
    return len(way.given_up), sum((_change(each, way.instead) for each in way.given_up), Fraction())


def unchanged(way: Sized) -> Rank:
    """The rank of a way that gives up no numbers."""
    return len(way), Fraction(len(way))


def in_order(ways: Iterable[Repair], most: int) -> tuple[Repair, ...]:
    """The first `most`."""
    return tuple(sorted(ways, key=rank)[:most])


def irreducible(ways: Iterable[Repair]) -> Sequence[Repair]:
    """Those ways in order of which no other gives up the same, or less."""
    kept: list[tuple[frozenset[Choice], Repair]] = []
    for way in sorted(ways, key=rank):
        given_up = frozenset(way.given_up)
        if not any(fewer <= given_up for fewer, _ in kept):
            kept.append((given_up, way))
    return [way for _, way in kept]


def _change(given_up: Choice, instead: Iterable[Choice]) -> Fraction:
    now = _number(given_up)
    if now is None:
        return Fraction(1)
    same = (each for each in instead if _subject(each) == _subject(given_up))
    return min((_share(now, then) for each in same if (then := _number(each)) is not None), default=Fraction(1))


def _share(now: Decimal, then: Decimal) -> Fraction:
    larger = max(abs(now), abs(then))
    return min(Fraction(abs(now - then)) / Fraction(larger), Fraction(1)) if larger else Fraction(0)


def _subject(choice: Choice) -> tuple[object, ...]:
    return choice.within, choice.name, choice.option


def _number(choice: Choice) -> Decimal | None:
    """The quantity of an option, the number entered, or how many parts there are."""
    if isinstance(choice.value, Decimal):
        return choice.value
    return Decimal(choice.quantity) if choice.quantity is not None else None
