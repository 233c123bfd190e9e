"""Configurable products: names, numbers, tables and expressions."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.checks.choices import group_findings, input_findings, name_findings, nested_findings
from cpq.bom.checks.written_rules import rule_findings
from cpq.bom.configuration.compiled import unreadable
from cpq.bom.configuration.stated import unstated_attributes
from cpq.bom.configuration.vocabulary import vocabulary_of
from cpq.bom.graph import uses_of
from cpq.bom.products import Configurable
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook


def configurables(rulebook: Rulebook) -> Iterator[Configurable]:
    """The configurable products of a rulebook."""
    for product in rulebook.derived(Catalogue).products.values():
        if isinstance(product, Configurable):
            yield product


def choices_are_sound(rulebook: Rulebook) -> Iterator[Finding]:
    """Names, numbers, defaults, exclusions and tables."""
    for product in configurables(rulebook):
        yield from unsound(rulebook, product)


def unsound(rulebook: Rulebook, product: Configurable) -> Iterator[Finding]:
    """What keeps a product from being compiled."""
    yield from name_findings(product)
    yield from group_findings(product)
    yield from input_findings(rulebook, product)
    yield from nested_findings(product)
    yield from rule_findings(rulebook, product)


def sound_configurables(rulebook: Rulebook) -> tuple[Configurable, ...]:
    """The configurable products that can be compiled, as far as is known without reading expressions."""
    return rulebook.derived(_sound)


def _sound(rulebook: Rulebook) -> tuple[Configurable, ...]:
    articles = rulebook.derived(Catalogue).articles
    known = (each for each in configurables(rulebook) if all(use.child in articles for use in uses_of(each)))
    return tuple(product for product in known if not any(unsound(rulebook, product)))


def readable_configurables(rulebook: Rulebook) -> tuple[Configurable, ...]:
    """The sound products all of whose expressions can be read."""
    sound = sound_configurables(rulebook)
    return tuple(product for product in sound if not any(unreadable(product, vocabulary_of(rulebook, product))))


def rules_can_be_read(rulebook: Rulebook) -> Iterator[Finding]:
    """Every expression, of every product that is sound otherwise: its names, its types, its words."""
    for product in sound_configurables(rulebook):
        yield from unreadable(product, vocabulary_of(rulebook, product))


def stated_attributes(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns where a rule reads an attribute that some options of the group state and others do not."""
    for product in sound_configurables(rulebook):
        yield from unstated_attributes(rulebook, product)
