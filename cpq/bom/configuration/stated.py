"""Attributes that rules read and options leave out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.compiled import conditions_of
from cpq.bom.configuration.vocabulary import Vocabulary, vocabulary_of
from cpq.bom.products.configurable import Configurable
from cpq.rulebook.expressions import ExpressionError
from cpq.rulebook.expressions.tree import names_read
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def unstated_attributes(rulebook: Rulebook, product: Configurable) -> Iterator[Finding]:
    """A warning for each option that does not state what a rule reads of its group: it counts as nothing there."""
    articles = rulebook.derived(Catalogue).articles
    for group, attribute in sorted(set(_read(product, vocabulary_of(rulebook, product)))):
        for code in product.groups[group].options:
            if attribute not in articles[code].attributes:
                yield _not_stated(product, group, attribute, code)


def _not_stated(product: Configurable, group: str, attribute: str, code: str) -> Finding:
    text = Text(
        zh=f"规则要用“{group}.{attribute}”，但 {code} 未写属性 {attribute}，按 0 或空计；如确实如此，请在 {code} 上写明",
        en=f'rules read "{group}.{attribute}", but {code} does not state {attribute} and counts as 0 or empty; if that is '
        f"meant, state it in {code}",
    )
    place = product.at("groups", group, "options", code)
    return Finding("attribute-not-stated", place, text, Severity.WARNING)


def _read(product: Configurable, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Group and attribute for every `cpu.power` in the rules."""
    for name in _names(product, vocabulary):
        group, _, attribute = name.removeprefix("the ").partition(".")
        if group in product.groups and attribute in vocabulary.attributes:
            yield group, attribute


def _names(product: Configurable, vocabulary: Vocabulary) -> Iterator[str]:
    """What the rules read; a rule that cannot be read is reported elsewhere."""
    for _, text in conditions_of(product):
        with suppress(ExpressionError):
            yield from names_read(vocabulary.tree(text))
