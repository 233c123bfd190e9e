"""Searching for what avoids an approval or a refusal. Nothing is told that the engine has not priced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cpq.advice.changes import Family, families
from cpq.advice.needs import Need, Outlook, outlook, outlook_or_none
from cpq.bom.request import QuoteRequest
from cpq.priced_quote import PricedQuote
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

LINES_PRICED = 20_000
"""All searching together prices about so many lines: 1,000 times a quote of twenty, 20 times one of a thousand."""

LEAST_PRICINGS = 20


@dataclass(frozen=True, slots=True)
class Advice:
    """A change that avoids the need. `text` says it; `request` is the request with it, as it was priced.

    `smallest`: the next smaller change of its kind was priced, too, and does not avoid it. `leaves` are approvals of a lower level that
    come in its place.
    """

    text: Text
    smallest: bool
    leaves: tuple[Text, ...]
    request: QuoteRequest


@dataclass(frozen=True, slots=True)
class Advised:
    """A need with what avoids it; none was found where `advice` is empty. `exhausted`: the search ended before all was tried."""

    rule: str
    reason: Text
    approvers: tuple[Text, ...]
    refusal: bool
    lines: tuple[str, ...]
    place: Place
    advice: tuple[Advice, ...]
    exhausted: bool


def advise(rulebook: Rulebook, request: QuoteRequest, budget: int = LINES_PRICED) -> tuple[Advised, ...]:
    """For each approval that a request needs, or each guardrail that refuses it, the changes that avoid it.

    `budget` bounds the lines that are priced, so that the work is the same on every machine. Raises `Refused` where the request
    is refused for anything but a guardrail.
    """
    before = outlook(rulebook, request)
    prices = before.quote or _without_the_reps_hand(rulebook, request)
    search = _Search(rulebook, before, prices, max(budget // len(request.lines), LEAST_PRICINGS))
    return tuple(search.advised(need, request) for need in before.needs.values())


def _without_the_reps_hand(rulebook: Rulebook, request: QuoteRequest) -> PricedQuote | None:
    """The prices of a request that is refused, as they are without what the rep gives away."""
    lines = [line.model_copy(update={"discount": None, "price": None}) for line in request.lines]
    plain = outlook_or_none(rulebook, request.model_copy(update={"lines": tuple(lines), "discount": None}))
    return plain.quote if plain is not None else None


class _Search:
    """The pricings of one request that are left, shared by all its needs."""

    def __init__(self, rulebook: Rulebook, before: Outlook, prices: PricedQuote | None, pricings: int) -> None:
        self._rulebook = rulebook
        self._before = before
        self._prices = prices
        self._left = pricings

    def advised(self, need: Need, request: QuoteRequest) -> Advised:
        found = tuple(self._tried(need, request))
        approvers = tuple(dict.fromkeys(need.approvers))
        exhausted = self._left <= 0
        return Advised(need.subject[0], need.reason, approvers, need.refusal, need.lines, need.place, found, exhausted)

    def _tried(self, need: Need, request: QuoteRequest) -> Iterator[Advice]:
        for family in families(need, request, self._prices, self._rulebook):
            found = self._smallest(need, family)
            if found is not None:
                yield found

    def _smallest(self, need: Need, family: Family) -> Advice | None:
        """The smallest change of a family that helps, by halving; the largest must help, or none is sought."""
        helps, after = family.steps, self._avoided(need, family, family.steps)
        if after is None:
            return None
        fails = 0
        while helps - fails > 1 and self._left > 0:
            middle = (helps + fails) // 2
            found = self._avoided(need, family, middle)
            if found is None:
                fails = middle
            else:
                helps, after = middle, found
        leaves = tuple(dict.fromkeys(each.reason for each in self._new(need, after)))
        return Advice(family.said(helps), helps - fails == 1, leaves, family.changed(helps))

    def _avoided(self, need: Need, family: Family, step: int) -> Outlook | None:
        """What the request comes to with a change: None where the need is still there, or another as high comes in its place."""
        if self._left <= 0:
            return None
        self._left -= 1
        priced = outlook_or_none(self._rulebook, family.changed(step))
        if priced is None:
            return None
        after = priced if family.removed is None else priced.with_line_before(family.removed)
        still = after.needs.get(need.subject)
        if still is not None and still.level >= need.level:
            return None
        return after if all(each.level < need.level for each in self._new(need, after)) else None

    def _new(self, need: Need, after: Outlook) -> list[Need]:
        """The needs that were not there, or are less than they were."""
        before = self._before.needs
        return [
            each
            for subject, each in after.needs.items()
            if subject == need.subject or subject not in before or each.level > before[subject].level
        ]
