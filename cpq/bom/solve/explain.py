"""The smallest thing to say about a contradiction: two ways to the same answer, with and without cores."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")


def preferred_conflict(
    items: Sequence[Item], contradictory: Callable[[Sequence[Item]], bool]
) -> tuple[Item, ...] | None:
    """An irreducible contradictory subset of `items`, or None when all of them can hold together.

    Earlier items are preferred: a later one is named only when the earlier ones are not enough. The result depends on
    nothing but the answers of `contradictory`, which must be monotone (adding items never mends a contradiction).
    Asks about 2·k·log2(n/k) questions for k items out of n. U. Junker, QuickXPlain, AAAI 2004.
    """
    if not contradictory(items):
        return None

    def explain(background: list[Item], grown: bool, rest: Sequence[Item]) -> list[Item]:
        if grown and contradictory(background):
            return []
        if len(rest) == 1:
            return list(rest)
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        from_second = explain([*background, *first], bool(first), second)
        from_first = explain([*background, *from_second], bool(from_second), first)
        return [*from_first, *from_second]

    return tuple(explain([], True, items)) if items else ()


def preferred_core(count: int, core: Callable[[int, Sequence[int]], set[int] | None]) -> list[int] | None:
    """The places of the conflict that `preferred_conflict` finds among `count` items, last first.

    `core(before, kept)` answers for the items before that place together with the kept ones: a contradictory subset of
    them, or None when all of them can hold together. The last item that is not kept yet is left out, and whatever the
    core of the rest does not need with it; if the rest can hold together, the item is needed.
    """
    found = core(count, ())
    if found is None:
        return None
    kept: list[int] = []
    while rest := found.difference(kept):
        last = max(rest)
        smaller = core(last, kept)
        if smaller is None:
            kept.append(last)
        else:
            found = smaller
    return kept
