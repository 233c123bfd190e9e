"""Models of a product some of whose nested places are open: how many parts stand there is a variable, the parts are left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from cpq.bom.configuration.compiled import (
    Compiled,
    Parts,
    Written,
    inner_constraints,
    inner_rules,
    inner_variables,
    inside,
    model_of,
    numbers_of,
    offered_or_not,
    posted,
    texts_of,
    written_rule,
)
from cpq.bom.configuration.gathering import Readings
from cpq.bom.configuration.offering import define_offer, offer_clauses
from cpq.bom.configuration.offers import Offer
from cpq.bom.configuration.posting import Posting
from cpq.bom.configuration.readings import Reading
from cpq.bom.configuration.values import Values
from cpq.bom.configuration.vocabulary import Vocabulary, vocabulary_of
from cpq.bom.products import Configurable
from cpq.bom.products.configurable import Nested
from cpq.bom.products.rules import Rule
from cpq.bom.solve import Clause, Constraint, Is, Variable
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook

Standing = tuple[Variable, Reading]
"""A variable for something that rules read of parts, under the name by which they read it."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is known of the open places: the `rules` that can be read then, with the `offers`, what the rules read as variables of
    their own, and other `readings` by name. Of `any_parts`, a rule that has too many cases is left out like one that cannot be read.
    """

    rules: Mapping[str, Rule]
    offers: Collection[str]
    standing: tuple[Standing, ...]
    readings: Mapping[str, Reading] = field(default_factory=dict[str, Reading])
    any_parts: bool = False


def number_of(place: str) -> str:
    """The variable for the number of parts in an open place, which is what rules call it, too."""
    return f"{place}.quantity"


def numbers_in(nested: Nested) -> tuple[int, ...]:
    """In which numbers parts can stand in a place."""
    none = (0,) if nested.when is not None and nested.min else ()
    return (*none, *range(nested.min, nested.max + 1))


def standing_numbers(product: Configurable, given: Parts) -> Iterator[Standing]:
    """How many parts there are in each open place."""
    for place, nested in product.nested.items():
        if place not in given:
            numbers = numbers_in(nested)
            worth = {number: ((Decimal(1), number),) for number in numbers}
            yield Variable(number_of(place), numbers), Reading("total", {number_of(place): worth})


def compile_open(rulebook: Rulebook, product: Configurable, given: Parts, assumed: Assumed) -> Compiled:
    """The product, all of whose expressions can be read; in the answer it has the places that are `given`, and the rules that count.

    Raises `Refused` where it is too large.
    """
    vocabulary = vocabulary_of(rulebook, product)
    values = _values(rulebook, vocabulary, given, assumed)
    decisions, rules = vocabulary.decisions, dict(assumed.rules)
    constraints: list[Constraint] = [*inner_constraints(given), *decisions.constraints]
    variables = [*(variable for variable, _ in assumed.standing), *inner_variables(given)]
    variables += [*decisions.variables, *offered_or_not(decisions)]
    for written in (*_offers(values, assumed, given), *(written_rule(*each, values) for each in rules.items())):
        try:
            posting = posted(written, values)
        except Refused:  # more cases than can be looked at, now that the numbers are open
            if not assumed.any_parts:
                raise
            rules.pop(written.id, None)
        else:
            constraints += posting.constraints
            variables += posting.extras
    outline = product.model_copy(update={"nested": {name: product.nested[name] for name in given}, "rules": rules})
    outline.written_with(product)
    texts = {**inner_rules(given, product), **dict(texts_of(rulebook, vocabulary))}
    return Compiled(outline, values, model_of(product, variables, constraints), texts, given)


def _values(rulebook: Rulebook, vocabulary: Vocabulary, given: Parts, assumed: Assumed) -> Values:
    readings = Readings(rulebook, vocabulary, inside(given))
    values = Values(vocabulary, readings, inner_variables(given))
    for variable, reading in assumed.standing:
        values.define(variable, reading)
    for name, reading in assumed.readings.items():
        readings.define(name, reading)
    return values


def _offers(values: Values, assumed: Assumed, given: Parts) -> Iterator[Written]:
    """What is on offer: under its condition where that is understood, else it may be or not."""
    for key, offer in values.vocabulary.decisions.offers.items():
        yield Written(offer.rule, offer.path, partial(_post, offer, values, given, understood=key in assumed.offers))


def _post(offer: Offer, values: Values, given: Parts, posting: Posting, *, understood: bool) -> None:
    if understood:
        define_offer(offer, values, posting)
    nested = values.vocabulary.product.nested.get(offer.key)
    if nested is None or offer.key in given:
        posting.constraints += offer_clauses(offer, values, numbers_of(given))
    else:
        posting.constraints += _numbers_on_offer(offer, nested)


def _numbers_on_offer(offer: Offer, nested: Nested) -> Iterator[Clause]:
    """Parts stand there only where they can; and where they can, there are enough."""
    (offered,), none = offer.holding, Is(number_of(offer.key), 0)
    yield Clause(offer.rule, (offered, none))
    if nested.min:
        yield Clause(offer.rule, (offered.negated(), none.negated()))
