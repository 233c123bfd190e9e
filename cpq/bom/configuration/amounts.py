"""What completions are weighed by: an amount for each piece of an option, such as its price, or its cost less its price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from cpq.bom.configuration.selection import Selection
from cpq.bom.configuration.whole import Whole
from cpq.bom.products import Configurable, Product
from cpq.bom.solve import Objective, Term
from cpq.rulebook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class OptionPlace:
    """Where an option can stand: the configurable product that has it, after those that this stands in, outermost first.

    So also where a part can: the nested place is the `group`, its product the `option`.
    """

    products: tuple[str, ...]
    group: str
    option: str


Amounts = Mapping[OptionPlace, Decimal]
"""The amount for one piece of each option. An option that is not there weighs nothing. Those of parts themselves count where it is open how
many stand somewhere, and only there."""


def option_places(product: Configurable, selection: Selection, rulebook: Rulebook) -> Iterator[OptionPlace]:
    """Every option of a product and of the parts that a selection has in it, or that may stand there where it says nothing; once,
    however many equal products there are.
    """
    yield from dict.fromkeys(_places(product, selection, rulebook, ()))


def part_places(product: Configurable, selection: Selection, rulebook: Rulebook) -> Iterator[OptionPlace]:
    """Every product that a selection has in a nested place, or that may stand there where it says nothing; each once."""
    yield from dict.fromkeys(_parts(product, selection, rulebook, ()))


def _parts(
    product: Configurable, selection: Selection, rulebook: Rulebook, above: tuple[str, ...]
) -> Iterator[OptionPlace]:
    products = (*above, product.id)
    for place, name, part in _standing(product, selection):
        yield OptionPlace(products, place, name)
        yield from _parts(cast("Configurable", rulebook.all(Product)[name]), part, rulebook, products)


def _places(
    product: Configurable, selection: Selection, rulebook: Rulebook, above: tuple[str, ...]
) -> Iterator[OptionPlace]:
    products = (*above, product.id)
    for name, group in product.groups.items():
        yield from (OptionPlace(products, name, code) for code in group.options)
    for _, name, part in _standing(product, selection):
        inside = cast("Configurable", rulebook.all(Product)[name])
        yield from _places(inside, part, rulebook, products)


def _standing(product: Configurable, selection: Selection) -> Iterator[tuple[str, str, Selection]]:
    """What stands in nested places, by the place and its product; in an open one, whatever fits."""
    for name, place in product.nested.items():
        if name in selection.nested:
            yield from ((name, part.product, part.selection) for part in selection.nested[name])
        else:
            yield from ((name, each, Selection()) for each in place.products)


@dataclass(frozen=True, slots=True)
class Weighing:
    """The amounts of a whole's options as an objective in whole numbers, `scale` times as large."""

    objective: Objective
    scale: int

    def amount(self, total: int) -> Decimal:
        """An objective's sum as an amount."""
        return Decimal(total) / self.scale


def weighing(whole: Whole, amounts: Amounts) -> Weighing:
    """Exact: the scale is that of the amount with the most decimal places."""
    scale = 10 ** max((_digits(amount) for amount in amounts.values()), default=0)
    return Weighing(tuple(term for each in whole.every() for term in _terms(each, amounts, scale)), scale)


def _terms(whole: Whole, amounts: Amounts, scale: int) -> Iterator[Term]:
    """What the options of the product itself contribute, as often as it is there."""
    for slot in whole.decisions.slots:
        weights = tuple(
            (value, int(_amount(whole, slot.group, code, amounts) * scale) * count * whole.times)
            for value, (code, count) in slot.picks.items()
        )
        if any(weight for _, weight in weights):
            yield Term(whole.prefix + slot.variable.name, weights)


def _amount(whole: Whole, group: str, code: str, amounts: Amounts) -> Decimal:
    return amounts.get(OptionPlace(whole.products, group, code), Decimal(0))


def _digits(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
