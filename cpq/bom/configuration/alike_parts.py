"""A product whose open places hold equal parts that are made already, in any number: what is so then can be had.

Each of these is a configuration of the product, but not the other way round: with other parts more may be possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpq.bom.configuration.building import assignment_in
from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.compiled import Compiled, Parts
from cpq.bom.configuration.open_model import Assumed, Standing, compile_open, number_of, standing_numbers
from cpq.bom.configuration.readings import Portions, Reading
from cpq.bom.configuration.shapes import configured_shape
from cpq.bom.configuration.state import Configuration
from cpq.bom.configuration.vocabulary import vocabulary_of
from cpq.bom.products import Configurable
from cpq.rulebook.rulebook import Rulebook

Examples = Mapping[str, Configuration]
"""Open place → the part that stands there, as often as it does."""


def compile_with_alike_parts(
    rulebook: Rulebook, product: Configurable, given: Parts, examples: Examples
) -> Compiled | None:
    """The product with the parts that are `given`, and others like the examples; None where an example cannot be built.

    Raises `Refused` where it is too large.
    """
    vocabulary = vocabulary_of(rulebook, product)
    standing = tuple(standing_numbers(product, given))
    readings: dict[str, Reading] = {}
    for number in standing:
        place = number[0].name.rpartition(".")[0]
        worth = _worth(rulebook, examples[place], tuple(vocabulary.attributes))
        if worth is None:
            return None
        readings |= dict(_readings(place, number, worth))
    offers = vocabulary.decisions.offers.keys()
    return compile_open(rulebook, product, given, Assumed(product.rules, offers, standing, readings))


def _worth(rulebook: Rulebook, part: Configuration, attributes: tuple[str, ...]) -> Mapping[str, Portions] | None:
    """Attribute → what one part has of it."""
    compiled = rulebook.derived(Compilations).of(part.product, configured_shape(part.nested))
    assignment = assignment_in(compiled, part)
    if assignment is None:
        return None
    readings = compiled.values.readings
    return {name: tuple(readings.everywhere(name).portions(assignment)) for name in attributes}


def _readings(place: str, number: Standing, worth: Mapping[str, Portions]) -> Iterator[tuple[str, Reading]]:
    """What rules read of so many parts, each an entry of its own."""
    variable, quantity = number
    yield f"{place}.count", quantity
    for attribute, portions in worth.items():
        times = {
            count: tuple((element, each * count) for element, each in portions) for count in variable.domain if count
        }
        yield f"{place}.{attribute}", Reading("bag", {number_of(place): times})
