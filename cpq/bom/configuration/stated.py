"""Attributes that rules read and options leave out."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.rules import tree_of
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.bom.products.configurable import Configurable
from cpq.bom.products.rules import Require
from cpq.rulebook.expressions import ExpressionError
from cpq.rulebook.expressions.tree import names_read
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def unstated_attributes(rulebook: Rulebook, product: Configurable) -> Iterator[Finding]:
    """A warning for each option that does not state what a rule reads of its group: it counts as nothing there."""
    vocabulary = Vocabulary(rulebook, product, {})
    articles = rulebook.derived(Catalogue).articles
    read = sorted(set(_read(product, vocabulary)))
    for group, attribute in read:
        silent = [code for code in product.groups[group].options if attribute not in articles[code].attributes]
        for code in silent:
            text = Text(
                zh=f"规则要用“{group}.{attribute}”，但 {code} 未写此属性，按 0 或空计；如确实如此请写明",
                en=f'rules read "{group}.{attribute}", but {code} does not state it and counts as 0 or empty; state it',
            )
            place = product.at("groups", group, "options", code)
            yield Finding("attribute-not-stated", place, text, Severity.WARNING)


def _read(product: Configurable, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Group and attribute for every `cpu.power` in the rules."""
    for rule in product.rules.values():
        texts = (rule.when, rule.require) if isinstance(rule, Require) else ()
        for text in texts:
            for name in _names(text, vocabulary) if text else ():
                group, _, attribute = name.removeprefix("the ").partition(".")
                if group in product.groups and attribute in vocabulary.attributes:
                    yield group, attribute


def _names(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    try:
        return names_read(tree_of(text, vocabulary))
    except ExpressionError:
        return frozenset()
