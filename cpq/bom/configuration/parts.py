"""Parts that hang on a configuration: which are used, and how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpq.bom.configuration.contents import contents_of
from cpq.bom.configuration.gathering import Readings
from cpq.bom.configuration.keeping import assignment_of, is_true
from cpq.bom.configuration.readings import Assignment
from cpq.bom.configuration.state import Configuration
from cpq.bom.configuration.values import Values
from cpq.bom.configuration.vocabulary import Vocabulary, vocabulary_of
from cpq.bom.products.configurable import Configurable, ConfiguredPart
from cpq.money import arithmetic
from cpq.rulebook.expressions import EvaluationError, ExpressionError
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UsedPart:
    """So much of a part goes into one unit of what it belongs to, before scrap; `place` is where that is written."""

    code: str
    quantity: Fraction
    part: ConfiguredPart
    place: Place


def parts_written(product: Configurable) -> Iterator[tuple[Path, str, ConfiguredPart]]:
    """Every part of a configurable product and of its options that hangs on choices, with its path and its code."""
    for code, part in product.parts.items():
        if part.hangs_on_choices:
            yield ("parts", code), code, part
    for name, group in product.groups.items():
        for option, each in group.options.items():
            for code, part in each.parts.items():
                yield ("groups", name, "options", option, "parts", code), code, part


def unreadable_parts(product: Configurable, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every condition and formula of a part that cannot be read, at the character that is wrong."""
    for path, _, part in parts_written(product):
        for field, text, read in (("when", part.when, vocabulary.tree), ("times", part.times, vocabulary.formula)):
            try:
                _ = text is None or read(text)
            except ExpressionError as error:
                yield Finding(error.code, product.place_inside((*path, field), error.offset), error.message)


class PartsUsed:
    """The parts that one configuration uses. Raises `Refused` where a formula gives no quantity."""

    def __init__(self, rulebook: Rulebook, product: Configurable, configuration: Configuration) -> None:
        self._product = product
        vocabulary = vocabulary_of(rulebook, product)
        nested = {name: contents_of(rulebook, parts) for name, parts in configuration.nested.items()}
        self._values = Values(vocabulary, Readings(rulebook, vocabulary, nested))
        self._assignment: Assignment = assignment_of(vocabulary.decisions, configuration) or {}

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
