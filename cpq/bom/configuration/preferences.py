"""Which defaults to ask an engine for, where some only count if what they belong to is on offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from cpq.bom.configuration.asking import asked_in
from cpq.bom.configuration.offers import OFFERED, Offer
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.bom.configuration.wishes import Demands, Wish
from cpq.bom.solve import Engine, Is, Solution


def preferences(engine: Engine, vocabulary: Vocabulary, demands: Demands, wishes: Sequence[Wish]) -> tuple[Is, ...]:
    """The literals to prefer, in order: first the defaults that always count.

    No default brings about that it is on offer itself. So each of the others counts if it is on offer as things stand
    with the defaults before it, and that it is, or is not, is kept from then on.
    """
    preferred = [wish.literal for wish in wishes if not wish.offers]
    hanging = sorted((wish for wish in wishes if wish.offers), key=_Order(vocabulary))
    for offers, belonging in groupby(hanging, key=lambda wish: wish.offers):
        solution = engine.solve(demands, preferred)
        if solution is None:
            return ()
        preferred += [Is(offer.rule, solution[offer.rule]) for offer in offers]
        if _on_offer(solution, offers):
            preferred += [wish.literal for wish in belonging]
    return tuple(preferred)


def counting(solution: Solution, wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """The defaults that count in a solution: those of what is on offer."""
    return tuple(wish for wish in wishes if _on_offer(solution, wish.offers))


def _on_offer(solution: Mapping[str, int], offers: Sequence[Offer]) -> bool:
    return all(solution[offer.rule] == OFFERED for offer in offers)


class _Order:
    """Sorts what hangs on a condition behind what the condition reads; conditions that read each other stay as they are."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._offers = vocabulary.decisions.offers

    def __call__(self, wish: Wish) -> int:
        return max(self._depth(offer, ()) for offer in wish.offers)

    def _depth(self, offer: Offer, above: tuple[str, ...]) -> int:
        if offer.key in above:
            return 0
        asked = asked_in(self._vocabulary, offer.when)
        groups = {key.partition("/")[0] for key in asked}
        read = (self._offers[key] for key in sorted(asked | groups) if key in self._offers)
        return 1 + max((self._depth(each, (*above, offer.key)) for each in read), default=0)
