"""Choices and conflicts in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.readings import Element
from cpq.bom.configuration.state import Choice, Configuration, Explanation, Path, RuleText
from cpq.bom.configuration.value_words import shown_value
from cpq.bom.configuration.variables import Slot, quantities
from cpq.bom.configuration.whole import Whole
from cpq.bom.configuration.wishes import Said, Wish
from cpq.bom.solve import Conflict
from cpq.company.attribute import Attribute
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Variable = tuple[Whole, Slot | None, str]
"""The product that a variable of the whole belongs to, the slot if it is one for options, and its name there."""


class Wording:
    """Puts what an engine says of a whole into the words of its groups, options and inputs."""

    def __init__(self, rulebook: Rulebook, whole: Whole) -> None:
        self._whole = whole
        self._catalogue = rulebook.derived(Catalogue)
        self._attributes: Mapping[str, Attribute] = rulebook.all(Attribute)

    @cached_property
    def _variables(self) -> Mapping[str, Variable]:
        return dict(_variables(self._whole))

    @cached_property
    def _rules(self) -> Mapping[str, RuleText]:
        return _rules(self._whole)

    def explanation(self, conflict: Conflict, honoured: Mapping[str, Wish], *asked: str) -> Explanation:
        """The conflict's choices and rules; the variables `asked` are what was asked about."""
        others = [variable for variable in conflict.entries if variable not in asked]
        choices = tuple(each for name in others if name not in honoured for each in self.choices(name))
        defaults = tuple(self._wished(honoured[name]) for name in others if name in honoured)
        rules = tuple(self._rules[rule] for rule in conflict.rules)
        common = _common(*choices, *defaults, *rules)
        return Explanation(choices, rules, common, complete=conflict.complete, defaults=defaults)

    def choices(self, variable: str) -> Sequence[Choice]:
        """What the rep chose of a variable."""
        whole, slot, name = self._variables[variable]
        if slot is None:
            return [self._input(whole, name, whole.selection.inputs[name])]
        said = whole.selection.options.get(slot.group, {})
        return [
            self._option(whole, slot.group, code, quantity) for code, quantity in said.items() if code in slot.codes
        ]

    def said(self, said: Said) -> Choice:
        """One choice of the rep's."""
        return next(each for each in self.choices(said.variable) if each.option == said.option)

    def instead(self, configuration: Configuration, variables: Iterable[str]) -> Iterator[Choice]:
        """What a configuration has of the variables; an option or input that it has not is left out."""
        for variable in variables:
            whole, slot, name = self._variables[variable]
            inside = _at(configuration, whole.path)
            if slot is None and name in inside.inputs:
                yield self._input(whole, name, inside.inputs[name])
            elif slot is not None:
                chosen = inside.options.get(slot.group, {}).items()
                yield from (self._option(whole, slot.group, code, each) for code, each in chosen if code in slot.codes)

    def given_up(self, wish: Wish) -> Text:
        """That a default could not be kept."""
        what = self._wished(wish).text
        return Text(
            zh=f"默认项“{what.zh}”与其他选择冲突，已放弃",
            en=f'the default "{what.en}" does not go with the other choices and was given up',
        )

    def path(self, variable: str) -> Path:
        """Where the variable belongs."""
        return self._variables[variable][0].path

    def _wished(self, wish: Wish) -> Choice:
        whole = self._variables[wish.literal.variable][0]
        if wish.option is None:
            return self._input(whole, wish.name, whole.decisions.entries[wish.name].values[wish.literal.value])
        return self._option(whole, wish.name, wish.option, None)

    def _option(self, whole: Whole, group: str, code: str, quantity: int | None) -> Choice:
        """An option chosen, in a quantity or in any, or ruled out with 0."""
        article = self._catalogue.article(code)
        name, heading = article.name if article else Text.same(code), whole.product.groups[group].name
        several = len(quantities(whole.product.groups[group].options[code])) > 1
        times = f" × {quantity}" if quantity and several else ""
        no = Text(zh="不选 ", en="no ") if quantity == 0 else Text("", "")
        text = Text(zh=f"{heading.zh}：{no.zh}{name.zh}{times}", en=f"{heading.en}: {no.en}{name.en}{times}")
        return Choice(group, code, quantity, text=text, within=whole.path, part=whole.part)

    def _input(self, whole: Whole, name: str, value: Element) -> Choice:
        """An input with its value."""
        attribute = self._attributes[whole.product.inputs[name].attribute]
        shown = shown_value(attribute, value)
        text = Text(zh=f"{attribute.name.zh}：{shown.zh}", en=f"{attribute.name.en}: {shown.en}")
        return Choice(name, None, value=value, text=text, within=whole.path, part=whole.part)


def _variables(whole: Whole) -> Iterator[tuple[str, Variable]]:
    for each in whole.every():
        yield from (
            (each.prefix + slot.variable.name, (each, slot, slot.variable.name)) for slot in each.decisions.slots
        )
        yield from ((each.prefix + name, (each, None, name)) for name in each.decisions.entries)


def _rules(whole: Whole) -> Mapping[str, RuleText]:
    """The rules of the model, and those by which something is not sold."""
    unsold = whole.unsold_rules
    return {**whole.compiled.rules, **unsold} if unsold else whole.compiled.rules


def _common(*said: Choice | RuleText) -> Path:
    """The innermost part to which everything belongs."""
    common: list[str | int] = []
    for steps in zip(*(each.within for each in said), strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    return tuple(common[: len(common) // 2 * 2])


def _at(configuration: Configuration, path: Path) -> Configuration:
    if not path:
        return configuration
    place, number, *further = path
    return _at(configuration.nested[str(place)][int(number)].configuration, tuple(further))
