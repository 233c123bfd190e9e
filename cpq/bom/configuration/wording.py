"""Choices and conflicts in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.compiled import Compiled
from cpq.bom.configuration.readings import Element
from cpq.bom.configuration.selection import Selection
from cpq.bom.configuration.state import Choice, Configuration, Explanation
from cpq.bom.configuration.value_words import shown_value
from cpq.bom.configuration.variables import Slot, quantities
from cpq.bom.configuration.wishes import Wish
from cpq.bom.products.configurable import Configurable
from cpq.bom.solve import Conflict
from cpq.company.attribute import Attribute
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


class Wording:
    """Puts what an engine says of one product into the words of its groups, options and inputs."""

    def __init__(self, rulebook: Rulebook, product: Configurable) -> None:
        self._product = product
        self._catalogue = rulebook.derived(Catalogue)
        self._attributes: Mapping[str, Attribute] = rulebook.all(Attribute)

    def explanation(
        self,
        compiled: Compiled,
        conflict: Conflict,
        selection: Selection,
        honoured: Mapping[str, Wish],
        *asked: str,
    ) -> Explanation:
        """The conflict's choices and rules; the variables `asked` are what was asked about."""
        choices = [
            choice
            for variable in conflict.entries
            if variable not in asked
            for choice in self._said(compiled, variable, selection, honoured)
        ]
        return Explanation(tuple(choices), tuple(compiled.rules[rule] for rule in conflict.rules))

    def _said(
        self, compiled: Compiled, variable: str, selection: Selection, honoured: Mapping[str, Wish]
    ) -> Sequence[Choice]:
        if variable in honoured:
            return [self._wished(honoured[variable], compiled)]
        return self.choices(compiled, variable, selection)

    def choices(self, compiled: Compiled, variable: str, selection: Selection) -> Sequence[Choice]:
        """What the rep chose of a variable."""
        slot = _slot(compiled, variable)
        if slot is None:
            return [self.input(variable, selection.inputs[variable])]
        said = selection.options.get(slot.group, {})
        return [self.option(slot.group, code, quantity) for code, quantity in said.items() if code in slot.codes]

    def instead(self, configuration: Configuration, compiled: Compiled, variables: Iterable[str]) -> Iterator[Choice]:
        """What a configuration has of the variables; an option that it has not is left out."""
        for variable in variables:
            slot = _slot(compiled, variable)
            if slot is None and variable in configuration.inputs:
                yield self.input(variable, configuration.inputs[variable])
            elif slot is not None:
                chosen = configuration.options.get(slot.group, {}).items()
                yield from (self.option(slot.group, code, each) for code, each in chosen if code in slot.codes)

    def _wished(self, wish: Wish, compiled: Compiled) -> Choice:
        if wish.option is None:
            return self.input(wish.name, compiled.decisions.entries[wish.name].values[wish.literal.value])
        return self.option(wish.name, wish.option, None)

    def option(self, group: str, code: str, quantity: int | None) -> Choice:
        """An option chosen, in a quantity or in any, or ruled out with 0."""
        article = self._catalogue.article(code)
        name, heading = article.name if article else Text.same(code), self._product.groups[group].name
        several = len(quantities(self._product.groups[group].options[code])) > 1
        times = f" × {quantity}" if quantity and several else ""
        no = Text(zh="不选 ", en="no ") if quantity == 0 else Text("", "")
        text = Text(zh=f"{heading.zh}：{no.zh}{name.zh}{times}", en=f"{heading.en}: {no.en}{name.en}{times}")
        return Choice(group, code, quantity, text=text)

    def input(self, name: str, value: Element) -> Choice:
        """An input with its value."""
        attribute = self._attributes[self._product.inputs[name].attribute]
        shown = shown_value(attribute, value)
        text = Text(zh=f"{attribute.name.zh}：{shown.zh}", en=f"{attribute.name.en}: {shown.en}")
        return Choice(name, None, value=value, text=text)

    def given_up(self, compiled: Compiled, wish: Wish) -> Text:
        """That a default could not be kept."""
        what = self._wished(wish, compiled).text
        return Text(
            zh=f"默认项“{what.zh}”与其他选择冲突，已放弃",
            en=f'the default "{what.en}" does not go with the other choices and was given up',
        )


def _slot(compiled: Compiled, variable: str) -> Slot | None:
    return next((slot for slot in compiled.decisions.slots if slot.variable.name == variable), None)
