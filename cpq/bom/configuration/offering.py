"""What a condition of offer demands: what it means, and that nothing stands where nothing is on offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpq.bom.configuration.effort import Effort, Unsolvable
from cpq.bom.configuration.formula import OneOf, some
from cpq.bom.configuration.offers import NOT_OFFERED, OFFERED, Offer
from cpq.bom.configuration.posting import Posting
from cpq.bom.configuration.translation import Translation
from cpq.bom.configuration.values import Values
from cpq.bom.configuration.variables import Entry
from cpq.bom.products.configurable import Nested
from cpq.bom.solve import Clause, Is
from cpq.rulebook.finding import Finding, Refused


def post_offer(offer: Offer, values: Values, quantities: Mapping[str, int], posting: Posting) -> None:
    """The variable of the offer equals its condition; and what is not on offer is not there. Raises `Refused`.

    `quantities` are those of the parts in each nested place.
    """
    define_offer(offer, values, posting)
    posting.constraints += offer_clauses(offer, values, quantities)


def define_offer(offer: Offer, values: Values, posting: Posting) -> None:
    """The variable of the offer equals its condition. Raises `Refused`."""
    try:
        _define(offer, values, posting)
    except Unsolvable as error:
        place = offer.place_of(values.vocabulary.product, error.span.start)
        raise Refused([Finding("rule-too-large", place, error.text)]) from None


def _define(offer: Offer, values: Values, posting: Posting) -> None:
    tree = values.vocabulary.tree(offer.when)
    translation = Translation(offer.when, values, Effort())
    for value in (NOT_OFFERED, OFFERED):
        otherwise = translation.truth(tree, wanted=value == NOT_OFFERED)
        posting.post(some((OneOf(offer.rule, frozenset((value,))), otherwise)))


def nested_rule(name: str) -> str:
    """The rule id that stands for the limits of a nested place."""
    return f"nested:{name}"


def offer_clauses(offer: Offer, values: Values, quantities: Mapping[str, int]) -> Iterator[Clause]:
    """That nothing stands where nothing is on offer."""
    match offer.path:
        case ("inputs", name):
            yield from _no_value(offer, values.vocabulary.decisions.entries[name])
        case ("nested", name):
            yield from _no_parts(offer, values.vocabulary.product.nested[name], quantities.get(name, 0))
        case (_, name, *option):
            for slot in values.vocabulary.decisions.of_group(name):
                picks = slot.values_of(option[-1]) if option else slot.picks
                for value in sorted(picks):
                    yield Clause(offer.rule, (*offer.holding, Is(slot.variable.name, value, positive=False)))
        case _:
            raise AssertionError(offer.path)


def _no_value(offer: Offer, entry: Entry) -> Iterator[Clause]:
    """The input has a value where it is asked for, and only there."""
    (offered,), absent = offer.holding, Is(entry.variable.name, len(entry.values))
    yield Clause(offer.rule, (offered, absent))
    yield Clause(offer.rule, (offered.negated(), absent.negated()))


def _no_parts(offer: Offer, place: Nested, quantity: int) -> Iterator[Clause]:
    """Parts stand there only where they can; and where they can, there are enough."""
    (offered,) = offer.holding
    if quantity:
        yield Clause(offer.rule, (offered,))
    elif place.min:
        yield Clause(nested_rule(offer.key), (offered.negated(),))
