"""What is on offer under a condition only: groups, options, inputs and nested places with a `when`.

Each has a variable that says whether it is on offer, which its condition defines; so the condition is translated once,
and whatever hangs on it is a clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cpq.bom.products.configurable import Configurable
from cpq.bom.solve import Is, Variable
from cpq.rulebook.place import Place

NOT_OFFERED, OFFERED = 0, 1


@dataclass(frozen=True, slots=True)
class Offer:
    """`key` is the name of the group, input or nested place, or `group/OPTION`; `path` leads to where it is written."""

    key: str
    path: tuple[str, ...]
    when: str

    @property
    def rule(self) -> str:
        """The rule id that stands for the condition; the colon keeps it apart from the ids of written rules."""
        return f"offered:{self.key}"

    @property
    def variable(self) -> Variable:
        return Variable(self.rule, (NOT_OFFERED, OFFERED))

    @property
    def holding(self) -> tuple[Is, ...]:
        """That it is on offer, as a guard."""
        return (Is(self.rule, OFFERED),)

    def place_of(self, product: Configurable, offset: int = 0) -> Place:
        """Where a character of the condition is written."""
        return product.place_inside((*self.path, "when"), offset)


def offers_of(product: Configurable) -> Mapping[str, Offer]:
    """Every condition of a product, by key, in the order of the product."""
    return {offer.key: offer for offer in _offers(product)}


def _offers(product: Configurable) -> Iterator[Offer]:
    for name, group in product.groups.items():
        if group.when is not None:
            yield Offer(name, ("groups", name), group.when)
        for code, option in group.options.items():
            if option.when is not None:
                yield Offer(f"{name}/{code}", ("groups", name, "options", code), option.when)
    for section, each in (("inputs", product.inputs), ("nested", product.nested)):
        for name, part in each.items():
            if part.when is not None:
                yield Offer(name, (section, name), part.when)
