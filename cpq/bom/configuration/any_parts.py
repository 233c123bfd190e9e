"""A product with anything at all in its nested places: what holds of it then holds whatever stands there, and in whatever number.

The number of parts in a place is a variable, and so is each sum over them that rules compare with written numbers; the parts
and their own rules are left out. Rules that read anything else of the parts are left out, too. So every configuration of the
product, with any parts, is one of these, but not the other way round: what none of these has, no configuration has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import pairwise

from cpq.bom.configuration.compiled import Compiled, Written, model_of, posted, texts_of, written_rule
from cpq.bom.configuration.gathering import Readings
from cpq.bom.configuration.offering import define_offer, offer_clauses
from cpq.bom.configuration.offers import Offer
from cpq.bom.configuration.posting import Posting
from cpq.bom.configuration.readings import Reading
from cpq.bom.configuration.values import Values
from cpq.bom.configuration.variables import is_single
from cpq.bom.configuration.vocabulary import Vocabulary, vocabulary_of
from cpq.bom.products import Configurable
from cpq.bom.products.configurable import Nested
from cpq.bom.products.rules import Rule
from cpq.bom.solve import Clause, Constraint, Is, Variable
from cpq.rulebook.expressions.tree import Aggregate, Comparison, Element, Literal, Name, Node, children, names_read
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook


def compile_with_any_parts(rulebook: Rulebook, product: Configurable) -> Compiled:
    """The product, all of whose expressions can be read; in the answer it has no nested places, and the rules that count.

    Raises `Refused` where it is too large.
    """
    vocabulary = vocabulary_of(rulebook, product)
    understood = _Understood(vocabulary)
    rules = {name: rule for name, rule in product.rules.items() if understood.all_of(rule)}
    offers = {key for key, offer in vocabulary.decisions.offers.items() if understood.condition(offer.when)}
    values = Values(vocabulary, Readings(rulebook, vocabulary, {}))
    standing = [*_numbers(product), *understood.sums()]
    for variable, reading in standing:
        values.define(variable, reading)
    constraints: list[Constraint] = [*vocabulary.decisions.constraints]
    variables = [*(variable for variable, _ in standing), *vocabulary.decisions.variables]
    variables += (offer.variable for offer in vocabulary.decisions.offers.values())
    for written in (*_offers(values, offers), *(written_rule(*each, values) for each in rules.items())):
        try:
            posting = posted(written, values)
        except Refused:  # more cases than can be looked at, now that the numbers are open
            rules.pop(written.id, None)
        else:
            constraints += posting.constraints
            variables += posting.extras
    outline = product.model_copy(update={"nested": {}, "rules": rules})
    outline.written_with(product)
    model = model_of(product, variables, constraints)
    return Compiled(outline, values, model, dict(texts_of(rulebook, vocabulary)), {})


Standing = tuple[Variable, Reading]
"""A variable for something that rules read of parts, under the name by which they read it."""


def _numbers(product: Configurable) -> Iterator[Standing]:
    """How many parts there are in each place."""
    for place, nested in product.nested.items():
        none = (0,) if nested.when is not None and nested.min else ()
        numbers = (*none, *range(nested.min, nested.max + 1))
        worth = {number: ((Decimal(1), number),) for number in numbers}
        name = f"{place}.quantity"
        yield Variable(name, numbers), Reading("total", {name: worth})


@dataclass(frozen=True, slots=True)
class _Understood:
    """Which conditions are understood without knowing the parts. `bounds`: sum (`servers.units`) → what it is compared with."""

    vocabulary: Vocabulary
    bounds: dict[str, set[Decimal]] = field(default_factory=dict[str, set[Decimal]])

    def all_of(self, rule: Rule) -> bool:
        return all(self.condition(text) for text in rule.conditions.values())

    def condition(self, text: str) -> bool:
        """Whether the condition reads nothing of the parts but numbers and sums with bounds, which are remembered."""
        found = list(self._read(self.vocabulary.tree(text)))
        bounds = [each for each in found if each is not None]
        if len(bounds) < len(found):
            return False
        for name, bound in bounds:
            self.bounds.setdefault(name, set()).add(bound)
        return True

    def sums(self) -> Iterator[Standing]:
        """For each sum one value at every bound, between two, below all and above all: others compare as one of these does."""
        for name, bounds in self.bounds.items():
            rising = sorted(bounds)
            between = [(left + right) / 2 for left, right in pairwise(rising)]
            worth = sorted((rising[0] - 1, *rising, *between, rising[-1] + 1))
            domain = tuple(range(len(worth)))
            yield Variable(name, domain), Reading("bag", {name: {value: ((worth[value], 1),) for value in domain}})

    def _read(self, node: Node) -> Iterator[tuple[str, Decimal] | None]:
        """The sums with bounds in it, and None for everything else that is read of parts."""
        bounded = self._bounded(node)
        if bounded is not None:
            yield bounded
            return
        if not isinstance(node, Name) or not self._is_number_of_parts(node.name):
            own = names_read(node) - {name for each in children(node) for name in names_read(each)}
            yield from (None for name in own if self._is_of_parts(name))
        for each in children(node):
            yield from self._read(each)

    def _bounded(self, node: Node) -> tuple[str, Decimal] | None:
        match node:
            case Comparison((Aggregate("sum", name, body=Element()), Literal(Decimal() as bound))) | Comparison(
                (Literal(Decimal() as bound), Aggregate("sum", name, body=Element()))
            ) if self._is_within_a_place(name):
                return name, bound
            case _:
                return None

    def _is_number_of_parts(self, name: str) -> bool:
        place, _, what = name.partition(".")
        return what == "quantity" and place in self.vocabulary.product.nested

    def _is_within_a_place(self, name: str) -> bool:
        return name.partition(".")[0] in self.vocabulary.product.nested

    def _is_of_parts(self, name: str) -> bool:
        """An attribute by its bare name is that of everything, the parts included."""
        product = self.vocabulary.product
        hidden = name in product.inputs or (name in product.groups and is_single(product.groups[name]))
        return self._is_within_a_place(name) or (name in self.vocabulary.attributes and not hidden)


def _offers(values: Values, understood: Collection[str]) -> Iterator[Written]:
    """What is on offer: under its condition where that is understood, else it may be or not."""
    for key, offer in values.vocabulary.decisions.offers.items():
        yield Written(offer.rule, offer.path, partial(_post, offer, values, understood=key in understood))


def _post(offer: Offer, values: Values, posting: Posting, *, understood: bool) -> None:
    if understood:
        define_offer(offer, values, posting)
    nested = values.vocabulary.product.nested.get(offer.key)
    posting.constraints += offer_clauses(offer, values, {}) if nested is None else _numbers_on_offer(offer, nested)


def _numbers_on_offer(offer: Offer, nested: Nested) -> Iterator[Clause]:
    """Parts stand there only where they can; and where they can, there are enough."""
    (offered,), none = offer.holding, Is(f"{offer.key}.quantity", 0)
    yield Clause(offer.rule, (offered, none))
    if nested.min:
        yield Clause(offer.rule, (offered.negated(), none.negated()))
