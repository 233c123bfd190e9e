"""What a quote lacks for a promotion, in words that a rep can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cpq.pricing.outcome import Missing
from cpq.promotions.amounts import shown
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a need is not met, how much more would do, and the way to where that is written below the promotion.

    `gap` is the share of what is asked for that is missing: 0 is nearly there, 1 nothing, 2 what more of anything does not mend.
    """

    reason: Text
    path: tuple[str | int, ...]
    gap: Decimal = Decimal(2)
    missing: Missing | None = None


def nearest(lacks: Iterable[Lack]) -> Lack | None:
    """The one of which least is missing, the first among equals."""
    return min(lacks, key=lambda lack: lack.gap, default=None)


def too_few(wanted: Decimal, have: Decimal, path: tuple[str | int, ...]) -> Lack:
    more = wanted - have
    missing = Missing("quantity", more, wanted)
    text = Text(
        zh=f"还差 {more:f} 件（须 {wanted:f} 件，现有 {have:f} 件）",
        en=f"{more:f} more {'unit reaches' if more == 1 else 'units reach'} the {wanted:f} that it takes (there are {have:f})",
    )
    return Lack(text, path, missing.share, missing)


def too_little(wanted: Decimal, have: Decimal, currency: str, path: tuple[str | int, ...]) -> Lack:
    more = wanted - have
    missing = Missing("amount", more, wanted)
    text = Text(
        zh=f"还差 {shown(more, currency)} {currency}（须满 {shown(wanted, currency)}，现为 {shown(have, currency)}）",
        en=f"{shown(more, currency)} {currency} more reaches the {shown(wanted, currency)} that it takes "
        f"(now {shown(have, currency)})",
    )
    return Lack(text, path, missing.share, missing)


def too_much(most: Decimal, have: Decimal, currency: str | None, path: tuple[str | int, ...]) -> Lack:
    unit = f" {currency}" if currency else ""
    limit, now = (shown(each, currency) for each in (most, have))
    text = Text(zh=f"超出上限 {limit}{unit}（现为 {now}）", en=f"it is for up to {limit}{unit} only (now {now})")
    return Lack(text, path)


def unwanted(path: tuple[str | int, ...]) -> Lack:
    return Lack(Text(zh="报价中有它不允许的产品", en="the quote has something that it does not go with"), path)
