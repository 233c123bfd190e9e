"""The smallest thing to say about a contradiction."""

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
