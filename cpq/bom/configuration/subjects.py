"""What a name in a condition is called by people, and its values with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.names import quantity_of, the
from cpq.bom.configuration.readings import Element
from cpq.bom.configuration.value_words import shown_value
from cpq.bom.configuration.variables import is_single
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Subject:
    """A name in words; `shown` gives a value of it in words."""

    text: Text
    shown: Callable[[object], Text]


class Subjects:
    """The names of one product's rules that stand for a single value."""

    def __init__(self, rulebook: Rulebook, vocabulary: Vocabulary) -> None:
        self._catalogue = rulebook.derived(Catalogue)
        self._vocabulary = vocabulary
        self._found = dict(self._all())

    def of(self, name: str) -> Subject | None:
        return self._found.get(name)

    def article(self, code: str) -> Text:
        """The name of an option, quoted."""
        article = self._catalogue.article(code)
        return _quoted(article.name if article else Text.same(code))

    def _all(self) -> Iterator[tuple[str, Subject]]:
        product, attributes = self._vocabulary.product, self._vocabulary.attributes
        for name, place in (*product.nested.items(), *product.groups.items()):
            yield f"{name}.quantity", Subject(_of(place.name, Text("数量", "the quantity")), _number)
            yield f"{name}.count", Subject(_of(place.name, Text("种数", "the number of kinds")), _number)
        for name, group in product.groups.items():
            if is_single(group):
                yield name, Subject(_quoted(group.name), lambda value: self.article(str(value)))
                for attribute in attributes.values():
                    yield the(f"{name}.{attribute.id}"), self._valued(attribute.id, _of(group.name, attribute.name))
        for name, each in product.inputs.items():
            yield name, self._valued(each.attribute, _quoted(attributes[each.attribute].name))
        for code in self._vocabulary.options:
            text = self.article(code)
            yield quantity_of(code), Subject(Text(f"{text.zh}的数量", f"the quantity of {text.en}"), _number)

    def _valued(self, attribute: str, text: Text) -> Subject:
        declared = self._vocabulary.attributes[attribute]
        return Subject(text, lambda value: shown_value(declared, cast("Element", value)))


def _quoted(text: Text) -> Text:
    return Text(zh=f"“{text.zh}”", en=f'"{text.en}"')


def _of(whose: Text, what: Text) -> Text:
    return Text(zh=f"“{whose.zh}”的{what.zh}", en=f'{what.en} of "{whose.en}"')


def _number(value: object) -> Text:
    return Text.same(f"{cast('Decimal', value):f}")
