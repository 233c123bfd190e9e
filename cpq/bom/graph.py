"""The product graph: what stands in what, in how many pieces, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import networkx as nx

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Bundle, Configurable, Product
from cpq.bom.products.configurable import ConfiguredPart
from cpq.bom.products.product import Part
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook

UseRole = Literal["part", "component", "option", "nested"]

MOST_LINES = 100_000
"""Lines of one multi-level explosion."""


@dataclass(frozen=True, slots=True)
class Use:
    """`child` (a code) stands in `parent` (a product).

    `per_unit` is how many one unit takes, with scrap, and `net` without; both None for what hangs on choices.
    """

    parent: str
    child: str
    role: UseRole
    place: Place
    per_unit: Fraction | None = None
    net: Fraction | None = None


@dataclass(frozen=True, slots=True)
class PartLine:
    """One line of a multi-level explosion: level 1 are the parts themselves, level 2 their parts, …

    `per_unit` is what one unit of the line above takes, `quantity` what the whole takes, both with scrap.
    """

    level: int
    code: str
    path: tuple[str, ...]
    per_unit: Fraction
    quantity: Fraction


@dataclass(frozen=True, slots=True)
class Cost:
    """What one unit costs in the company's currency; None where a cost is missing, and then of what."""

    amount: Decimal | None
    unknown: tuple[str, ...] = ()


class TooManyLines(Exception):
    """A multi-level explosion would have more than `MOST_LINES` lines."""


class ProductGraph:
    """Made once for a rulebook: `rulebook.derived(ProductGraph)`. Nodes are product ids; a variant is its product."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._catalogue = rulebook.derived(Catalogue)
        self._uses: Mapping[str, tuple[Use, ...]] = {
            product.id: tuple(uses_of(product)) for product in self._catalogue.products.values()
        }
        self._graph: nx.DiGraph[str] = nx.DiGraph()
        self._graph.add_nodes_from(self._uses)
        for use in self._all():
            self._graph.add_edge(use.parent, self._product(use.child))
        self._costs: dict[str, Cost] = {}

    def _all(self) -> Iterator[Use]:
        for uses in self._uses.values():
            yield from (use for use in uses if use.child in self._catalogue.articles)

    def _product(self, code: str) -> str:
        return self._catalogue.articles[code].product.id

    def cycles(self) -> tuple[tuple[Use, ...], ...]:
        """A cycle for each knot of products that contain themselves, as the uses that close it."""
        knots = [knot for knot in nx.strongly_connected_components(self._graph) if self._is_knot(knot)]
        return tuple(sorted((self._cycle(knot) for knot in knots), key=lambda cycle: cycle[0].place))

    def _is_knot(self, knot: set[str]) -> bool:
        return len(knot) > 1 or any(self._graph.has_edge(each, each) for each in knot)

    def _cycle(self, knot: set[str]) -> tuple[Use, ...]:
        """Back to where it starts by the fewest steps."""
        start = min(knot)
        if self._graph.has_edge(start, start):
            return (self._use(start, start),)
        inside: nx.DiGraph[str] = nx.DiGraph(self._graph.subgraph(knot))
        ways = [_shortest(inside, after, start) for after in sorted(inside.successors(start))]
        path = [start, *min(ways, key=len)]
        return tuple(self._use(parent, child) for parent, child in pairwise(path))

    def _use(self, parent: str, child: str) -> Use:
        return next(
            use
            for use in self._uses[parent]
            if use.child in self._catalogue.articles and self._product(use.child) == child
        )

    def where_used(self, product: str, *, all_levels: bool = True) -> tuple[str, ...]:
        """The products that contain it, directly or at any level, in the order of the rulebook."""
        found = _reached(product, self._graph.predecessors, all_levels=all_levels)
        return tuple(each for each in self._uses if each in found)

    def uses_in(self, product: str) -> tuple[Use, ...]:
        """What stands directly in a product."""
        return self._uses.get(product, ())

    def explode(self, product: str, quantity: Fraction | Decimal | int = 1) -> tuple[PartLine, ...]:
        """The parts and components at every level, depth first. Raises `TooManyLines`.

        A part with scrap needs more than goes into the product: quantity ÷ (1 − scrap), so that after the loss the
        quantity is left. Exact; nothing is rounded to whole pieces.
        """
        lines: list[PartLine] = []
        for line in self._lines(product, Fraction(quantity), ()):
            lines.append(line)
            if len(lines) > MOST_LINES:
                raise TooManyLines
        return tuple(lines)

    def _lines(self, product: str, quantity: Fraction, path: tuple[str, ...]) -> Iterator[PartLine]:
        for use in self._fixed(product):
            needed = quantity * _per_unit(use)
            yield PartLine(len(path) + 1, use.child, (*path, use.child), _per_unit(use), needed)
            yield from self._lines(self._product(use.child), needed, (*path, use.child))

    def requirements(self, product: str, quantity: Fraction | Decimal | int = 1) -> Mapping[str, Fraction]:
        """How many of each code the whole takes over all levels: the sums of `explode`, without listing every path."""
        needed: dict[str, Fraction] = {}
        pending = {product: Fraction(quantity)}
        for parent in nx.topological_sort(self._below(product)):
            for use in self._fixed(parent) if pending.get(parent) else ():
                more = pending[parent] * _per_unit(use)
                needed[use.child] = needed.get(use.child, Fraction(0)) + more
                child = self._product(use.child)
                pending[child] = pending.get(child, Fraction(0)) + more
        return needed

    def _below(self, product: str) -> nx.DiGraph[str]:
        """The graph of the product and all that stands in it."""
        found = _reached(product, self._graph.successors, all_levels=True)
        return nx.DiGraph(self._graph.subgraph({product, *found}))

    def _fixed(self, product: str) -> Iterable[Use]:
        return [
            use for use in self._uses[product] if use.per_unit is not None and use.child in self._catalogue.articles
        ]

    def cost_roll_up(self, product: str, more: Sequence[tuple[str, Fraction]] = ()) -> Cost:
        """The product's own cost, or else the sum over its parts and components; the graph must be free of cycles.

        What hangs on choices (options, nested parts, parts with a condition) is not counted, but for `more`: codes, and
        how many of each one unit takes besides.
        """
        if product not in self._costs:
            self._costs[product] = self._cost(product)
        return self._with(product, self._costs[product], more) if more else self._costs[product]

    def _with(self, product: str, base: Cost, more: Sequence[tuple[str, Fraction]]) -> Cost:
        nothing_else = base.unknown == (product,)
        added = [(times, self.cost_roll_up(self._product(code))) for code, times in more]
        unknown = (*(() if nothing_else else base.unknown), *(code for _, cost in added for code in cost.unknown))
        if unknown:
            return Cost(None, tuple(dict.fromkeys(unknown)))
        total = sum((times * Fraction(cost.amount or 0) for times, cost in added), Fraction(base.amount or 0))
        return Cost(Decimal(total.numerator) / Decimal(total.denominator))

    def _cost(self, product: str) -> Cost:
        own = self._catalogue.products[product].cost
        if own is not None:
            return Cost(own)
        uses = self._fixed(product)
        inner = [(use, self.cost_roll_up(self._product(use.child))) for use in uses]
        unknown = tuple(dict.fromkeys(each for _, cost in inner for each in cost.unknown)) if uses else (product,)
        if unknown:
            return Cost(None, unknown)
        total = sum((_per_unit(use) * Fraction(cost.amount or 0) for use, cost in inner), Fraction(0))
        return Cost(Decimal(total.numerator) / Decimal(total.denominator))


def _reached(start: str, next: Callable[[str], Iterable[str]], *, all_levels: bool) -> set[str]:
    """What is one step away, or any number of steps."""
    found = set(next(start))
    pending = list(found) if all_levels else []
    while pending:
        fresh = set(next(pending.pop())) - found
        found |= fresh
        pending += fresh
    return found


def _shortest(graph: nx.DiGraph[str], start: str, end: str) -> list[str]:
    """A shortest way; of several the first by name."""
    came: dict[str, list[str]] = {start: [start]}
    pending = [start]
    for at in pending:
        for after in sorted(graph.successors(at)):
            if after not in came:
                came[after] = [*came[at], after]
                pending.append(after)
    return came[end]


def _per_unit(use: Use) -> Fraction:
    return use.per_unit or Fraction(0)


def with_scrap(net: Fraction, part: Part) -> Fraction:
    """How many are needed so that so many are left after the loss."""
    return net / (1 - Fraction(part.scrap))


def uses_of(product: Product) -> Iterator[Use]:
    """Everything that stands in a product, with where it says so."""
    for code, part in product.parts.items():
        if isinstance(part, ConfiguredPart) and part.hangs_on_choices:
            yield Use(product.id, code, "part", product.at("parts", code))
            continue
        net = Fraction(part.quantity)
        yield Use(product.id, code, "part", product.at("parts", code), with_scrap(net, part), net)
    if isinstance(product, Bundle):
        for code, quantity in product.components.items():
            net = Fraction(quantity)
            yield Use(product.id, code, "component", product.at("components", code), net, net)
    if isinstance(product, Configurable):
        yield from _choices(product)


def _choices(product: Configurable) -> Iterator[Use]:
    for name, group in product.groups.items():
        for code, option in group.options.items():
            path = ("groups", name, "options", code)
            yield Use(product.id, code, "option", product.at(*path))
            yield from (Use(product.id, part, "part", product.at(*path, "parts", part)) for part in option.parts)
    for name, nested in product.nested.items():
        for number, code in enumerate(nested.products):
            yield Use(product.id, code, "nested", product.at("nested", name, "products", number))
