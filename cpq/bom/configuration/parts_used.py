"""Parts that hang on a configuration: which are used, and how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpq.bom.configuration.building import assignment_in
from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.keeping import is_true
from cpq.bom.configuration.parts import Path
from cpq.bom.configuration.readings import Assignment
from cpq.bom.configuration.shapes import configured_shape
from cpq.bom.configuration.state import Configuration
from cpq.bom.products.configurable import Configurable, ConfiguredPart
from cpq.money import arithmetic
from cpq.rulebook.expressions import EvaluationError
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class UsedPart:
    """So much of a part goes into one unit of what it belongs to, before scrap; `place` is where that is written."""

    code: str
    quantity: Fraction
    part: ConfiguredPart
    place: Place


class PartsUsed:
    """The parts that one configuration uses. Raises `Refused` where a formula gives no quantity."""

    def __init__(self, rulebook: Rulebook, product: Configurable, configuration: Configuration) -> None:
        self._product = product
        compiled = rulebook.derived(Compilations).of(product.id, configured_shape(configuration.nested))
        self._values = compiled.values
        self._assignment: Assignment = assignment_in(compiled, configuration) or {}

    def of_product(self) -> Iterator[UsedPart]:
        """Those of the product itself that hang on choices."""
        hanging = {code: part for code, part in self._product.parts.items() if part.hangs_on_choices}
        return self._used(hanging, "parts")

    def of_option(self, group: str, option: str) -> Iterator[UsedPart]:
        """What one of a chosen option takes besides itself."""
        path = ("groups", group, "options", option, "parts")
        return self._used(self._product.groups[group].options[option].parts, *path)

    def _used(self, parts: Mapping[str, ConfiguredPart], *path: str) -> Iterator[UsedPart]:
        for code, part in parts.items():
            if part.when is None or is_true(self._values, part.when, self._assignment):
                times = Decimal(1) if part.times is None else self._times(part.times, (*path, code, "times"))
                if times:
                    place = self._product.at(*path, code)
                    yield UsedPart(code, Fraction(part.quantity) * Fraction(times), part, place)

    def _times(self, text: str, path: Path) -> Decimal:
        with suppress(EvaluationError), arithmetic():
            times = self._values.of(self._values.vocabulary.formula(text), self._assignment)
            if isinstance(times, Decimal) and times >= 0:
                return times
        message = Text(
            zh=f"按此配置，“{text}”得不出用量（不能为负，也不能除以零）；请改正公式，例如用 max(0, …)",
            en=f'for this configuration "{text}" gives no quantity (it must not be negative, nor divide by zero); correct '
            "the formula, with max(0, …) for instance",
        )
        raise Refused([Finding("part-quantity", self._product.place_inside(path, 0), message)])
