"""A product with anything at all in its open places: what holds of it then holds whatever stands there, and in whatever number.

The number of parts in a place is a variable, and so is each sum over them that rules compare with written numbers; the parts
and their own rules are left out. Rules that read anything else of the parts are left out, too. So every configuration of the
product, with any parts, is one of these, but not the other way round: what none of these has, no configuration has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from cpq.bom.configuration.compiled import Compiled, Parts
from cpq.bom.configuration.open_model import Assumed, Standing, compile_open, standing_numbers
from cpq.bom.configuration.readings import Reading
from cpq.bom.configuration.variables import is_single
from cpq.bom.configuration.vocabulary import Vocabulary, vocabulary_of
from cpq.bom.products import Configurable
from cpq.bom.products.rules import Rule
from cpq.bom.solve import Variable
from cpq.rulebook.expressions.tree import Aggregate, Comparison, Element, Literal, Name, Node, children, names_read
from cpq.rulebook.rulebook import Rulebook


def compile_with_any_parts(rulebook: Rulebook, product: Configurable, given: Parts | None = None) -> Compiled:
    """The product, all of whose expressions can be read, with the parts that are `given` and any in its other places.

    Raises `Refused` where it is too large.
    """
    given = given or {}
    vocabulary = vocabulary_of(rulebook, product)
    understood = _Understood(vocabulary, given)
    rules = {name: rule for name, rule in product.rules.items() if understood.all_of(rule)}
    offers = {key for key, offer in vocabulary.decisions.offers.items() if understood.condition(offer.when)}
    standing = (*standing_numbers(product, given), *understood.sums())
    return compile_open(rulebook, product, given, Assumed(rules, offers, standing, any_parts=True))


@dataclass(frozen=True, slots=True)
class _Understood:
    """Which conditions are understood without knowing the parts. `bounds`: sum (`servers.units`) → what it is compared with."""

    vocabulary: Vocabulary
    given: Parts
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
        return what == "quantity" and self._is_open(place)

    def _is_within_a_place(self, name: str) -> bool:
        return self._is_open(name.partition(".")[0])

    def _is_open(self, place: str) -> bool:
        return place in self.vocabulary.product.nested and place not in self.given

    def _is_of_parts(self, name: str) -> bool:
        """An attribute by its bare name is that of everything, the parts included."""
        product = self.vocabulary.product
        hidden = name in product.inputs or (name in product.groups and is_single(product.groups[name]))
        return self._is_within_a_place(name) or (name in self.vocabulary.attributes and not hidden)
