"""Which rebate programmes are in force for a quote, and which of its lines they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cpq.bom.matching import Matching
from cpq.bom.target import Target
from cpq.pricing.conditions import failing_terms, holds
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.promotions.rebates.programme import RebateProgramme
from cpq.rulebook.text import Text


def programmes_in_force(context: Context) -> Sequence[RebateProgramme]:
    """Those that run, and that are for the buyer, by their ids. Raises `Refused` for a condition that cannot be worked out."""
    every = context.rulebook.all(RebateProgramme)
    return [every[id] for id in sorted(every) if why_not(every[id], context) is None]


def why_not(programme: RebateProgramme, context: Context) -> Text | None:
    """Why a programme is not for this quote; None where it is."""
    if not programme.valid.covers(context.situation.date):
        days = programme.valid.said
        return Text(zh=f"它的期间为 {days.zh}", en=f"it runs {days.en}")
    if not holds(programme.when, context.values, programme, "when"):
        term = failing_terms(programme.when, context.values, programme, "when")[0].text
        return Text(zh=f"条件不成立：{term}", en=f"this does not hold: {term}")
    if context.currency not in programme.tiers[0].from_:
        return Text(zh=f"未给出 {context.currency} 金额", en=f"it names no amount in {context.currency}")
    return None


def meant(target: Target, lines: Iterable[Line], context: Context) -> Sequence[Line]:
    """The goods that a target means, with the options inside them; not what is metered, added, given back or paid for setting up."""
    matching = context.rulebook.derived(Matching)
    counted = (line for line in lines if line.counts and not line.item.setup)
    return [line for line in counted if matching.matches(target, line.item, options_too=True)]
