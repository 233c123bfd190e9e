"""The lines of the waterfall by the line of the request that they belong to."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.pricing.basket import Basket
from cpq.pricing.line import Line


def paid_by_line(basket: Basket) -> Mapping[int, tuple[Line, ...]]:
    """Position in the request → what that line is made of and paid by itself."""
    lines: dict[int, list[Line]] = {}
    for line in basket.lines:
        if not line.included and not line.added:
            lines.setdefault(line.item.index, []).append(line)
    return {index: tuple(each) for index, each in lines.items()}
