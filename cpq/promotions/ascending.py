"""Tiers that ascend, in the same currencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


def ascend(starts: Sequence[Mapping[str, Decimal]]) -> None:
    """Raises the problem of the first tier that is not above the one before; where the tiers begin is said by currency."""
    for number, (before, after) in enumerate(pairwise(starts), 2):
        if before.keys() != after.keys():
            raise problem(
                "tiers",
                Text(
                    zh=f"各档的门槛要同为数量，或写相同的币种：第 {number} 档与前一档不同",
                    en=f"all tiers start at a quantity, or in the same currencies; tier {number} differs from the one before",
                ),
                below=(number - 1, "from"),
            )
        if any(after[currency] <= before[currency] for currency in before):
            raise problem(
                "tiers",
                Text(
                    zh=f"各档须递增：第 {number} 档不高于前一档",
                    en=f"tiers ascend: tier {number} is not above the one before",
                ),
                below=(number - 1, "from"),
            )
