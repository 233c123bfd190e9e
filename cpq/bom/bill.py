"""Bills of materials: an article, with its configuration if it has one, and everything in it down to the last screw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from cpq.bom.article import Article
from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration import Configuration
from cpq.bom.configuration.parts_used import PartsUsed, UsedPart
from cpq.bom.graph import MOST_LINES, ProductGraph, TooManyLines, with_scrap
from cpq.bom.products import Configurable
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook

BillRole = Literal["main", "option", "nested", "component", "part", "addition"]


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of a bill, and the lines below it.

    `role`: `option` and `nested` were chosen; `part` and `component` are what the article is built from, counted by its
    own cost and attributes where it states them; `addition` is what an option takes besides itself.
    `net` is how many one unit of the line above holds, `per_unit` how many it takes with scrap, `quantity` how many the
    whole takes. Exact; nothing is rounded to whole pieces.
    """

    article: Article
    role: BillRole
    net: Fraction
    per_unit: Fraction
    quantity: Fraction
    place: Place
    group: str | None = None
    inside: tuple[BillLine, ...] = field(default=())

    def all(self) -> Iterator[BillLine]:
        """The line and all below it, depth first."""
        yield self
        for line in self.inside:
            yield from line.all()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line before it is known what is in it."""

    code: str
    role: BillRole
    net: Fraction
    per_unit: Fraction
    place: Place
    group: str | None = None
    configuration: Configuration | None = None
    additions: tuple[UsedPart, ...] = ()


def bill_of(
    rulebook: Rulebook, code: str, configuration: Configuration | None = None, quantity: Fraction = Fraction(1)
) -> BillLine:
    """The bill of so many of an article; the product graph must be free of cycles.

    Raises `TooManyLines`, and `Refused` where a formula of a part gives no quantity for the configuration.
    """
    place = rulebook.derived(Catalogue).articles[code].place
    entry = _Entry(code, "main", quantity, quantity, place, configuration=configuration)
    return _Bill(rulebook).line(entry, Fraction(1))


def needed(bill: BillLine) -> Mapping[str, Fraction]:
    """How many of each code the whole takes over all levels, the article itself left out."""
    sums: dict[str, Fraction] = {}
    for line in (each for inside in bill.inside for each in inside.all()):
        sums[line.article.code] = sums.get(line.article.code, Fraction(0)) + line.quantity
    return sums


class _Bill:
    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._articles = rulebook.derived(Catalogue).articles
        self._graph = rulebook.derived(ProductGraph)
        self._left = MOST_LINES

    def line(self, entry: _Entry, above: Fraction) -> BillLine:
        self._left -= 1
        if self._left < 0:
            raise TooManyLines
        quantity = above * entry.per_unit
        inside = tuple(self.line(each, quantity) for each in self._inside(entry))
        article = self._articles[entry.code]
        return BillLine(article, entry.role, entry.net, entry.per_unit, quantity, entry.place, entry.group, inside)

    def _inside(self, entry: _Entry) -> Iterator[_Entry]:
        product = self._articles[entry.code].product
        yield from self._built_from(product.id)
        if isinstance(product, Configurable) and entry.configuration is not None:
            yield from self._chosen(product, entry.configuration)
        yield from (_part(used, "addition") for used in entry.additions)

    def _built_from(self, product: str) -> Iterator[_Entry]:
        for use in self._graph.uses_in(product):
            if use.per_unit is not None and use.net is not None:
                role: BillRole = "component" if use.role == "component" else "part"
                yield _Entry(use.child, role, use.net, use.per_unit, use.place)

    def _chosen(self, product: Configurable, configuration: Configuration) -> Iterator[_Entry]:
        parts = PartsUsed(self._rulebook, product, configuration)
        yield from (_part(used, "part") for used in parts.of_product())
        for group, options in configuration.options.items():
            for code, quantity in options.items():
                each, place = Fraction(quantity), product.at("groups", group, "options", code)
                additions = tuple(parts.of_option(group, code))
                yield _Entry(code, "option", each, each, place, group, additions=additions)
        for name, nested in configuration.nested.items():
            for part in nested:
                each, place = Fraction(part.quantity), product.at("nested", name)
                inner = part.configuration
                yield _Entry(inner.product, "nested", each, each, place, name, inner)


def _part(used: UsedPart, role: BillRole) -> _Entry:
    return _Entry(used.code, role, used.quantity, with_scrap(used.quantity, used.part), used.place)
