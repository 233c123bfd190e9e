"""Which defaults to ask an engine for, where some only count if what they belong to is on offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cpq.bom.configuration.asking import asked_in
from cpq.bom.configuration.offers import OFFERED, Offer
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.bom.configuration.wishes import Demands, Wish
from cpq.bom.solve import Engine, Is, Solution


def preferences(
    engine: Engine, demands: Demands, wishes: Iterable[tuple[Vocabulary, Sequence[Wish]]]
) -> tuple[Is, ...]:
    """The literals to prefer, in order, for each product of a whole and its defaults: first the defaults that always count.

    No default brings about that it is on offer itself. So each of the others counts if it is on offer as things stand
    with the defaults before it, and that it is, or is not, is kept from then on.
    """
    wishes = tuple(wishes)
    preferred = [wish.literal for _, own in wishes for wish in own if not wish.offers]
    for together in hanging(wishes):
        solution = engine.solve(demands, preferred)
        if solution is None:
            return ()
        preferred += [Is(name, solution[name]) for name in offer_names(together[0])]
        if on_offer(solution, together[0]):
            preferred += [wish.literal for wish in together]
    return tuple(preferred)


def hanging(wishes: Iterable[tuple[Vocabulary, Sequence[Wish]]]) -> Iterator[tuple[Wish, ...]]:
    """The defaults that count under a condition, those together that count under the same; one product after the other."""
    for vocabulary, own in wishes:
        ordered = sorted((wish for wish in own if wish.offers), key=_Order(vocabulary))
        for _, belonging in groupby(ordered, key=lambda wish: wish.offers):
            yield tuple(belonging)


def counting(solution: Solution, wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """The defaults that count in a solution: those of what is on offer."""
    return tuple(wish for wish in wishes if on_offer(solution, wish))


def on_offer(solution: Solution, wish: Wish) -> bool:
    """Whether what the default belongs to is."""
    return all(solution[name] == OFFERED for name in offer_names(wish))


def offer_names(wish: Wish) -> Iterator[str]:
    """The variables that say whether what the default belongs to is on offer."""
    return (wish.prefix + offer.rule for offer in wish.offers)


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
