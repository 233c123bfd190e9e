"""Conditions of offer: nothing asks for itself."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.checks.configurables import readable_configurables
from cpq.bom.configuration.asking import asked_in
from cpq.bom.configuration.vocabulary import vocabulary_of
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def nothing_is_its_own_condition(rulebook: Rulebook) -> Iterator[Finding]:
    """What is on offer only where it is there already, or only where it is not, can mean nothing."""
    for product in readable_configurables(rulebook):
        vocabulary = vocabulary_of(rulebook, product)
        for offer in vocabulary.decisions.offers.values():
            if offer.key in asked_in(vocabulary, offer.when):
                name = offer.key.rpartition("/")[2]
                text = Text(
                    zh=f"“{name}”的 when 问到了它自己；请改问其他选择，对它本身的限制写成 rules",
                    en=f'the condition of "{name}" asks for {name} itself; ask for other choices, and write what limits '
                    "it under rules",
                )
                yield Finding("own-condition", offer.place_of(product), text)
