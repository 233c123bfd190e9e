"""What a rep reads of a product's options. From click to click most of it stays as it was, so it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.configuration.state import OptionState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cpq.bom.configuration.variables import Slot

    Said = Mapping[str, int | None]
    """By option the rep's own quantity of it, None for any."""

MOST_KEPT = 1_024
"""Answers about one group each, for all groups of a product together."""


class OptionStates:
    """Those of one product, group by group. Equal answers are one object."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], tuple[OptionState, ...]] = {}

    def of(self, slots: Sequence[Slot], left: Mapping[str, tuple[int, ...]], said: Said) -> tuple[OptionState, ...]:
        """The options of a group in its order; `left` are by variable the values that can still be had."""
        if not slots:
            return ()
        values = tuple([left[slot.variable.name] for slot in slots])
        key = (slots[0].group, values, tuple(said.items()))
        known = self._kept.get(key)
        if known is None:
            known = tuple(
                OptionState(code, quantities, chosen=said.get(code, 0) != 0, selected=said.get(code))
                for slot, own in zip(slots, values, strict=True)
                for code, quantities in slot.quantities(own).items()
            )
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = known
        return known
