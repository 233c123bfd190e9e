"""All solutions of an example's product, asked of the engine value by value, to be compared with a model told by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cpq.bom.configuration import Configuration, NestedConfiguration, configurator
from cpq.bom.configuration.compiled import Compiled, Part, compile_product
from cpq.bom.configuration.keeping import assignment_of
from cpq.bom.configuration.variables import NONE, Slot
from cpq.bom.products import Configurable, Product
from cpq.bom.solve.sat import SatEngine
from cpq.kinds import load_rulebook
from cpq.rulebook.rulebook import Rulebook

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

Value = Any
"""Of a single-choice group the option's code (where it comes in quantities: its quantity), or None; of any other group options
with quantities; of an input its value, or None."""
Choices = Mapping[str, Value]


def example(name: str) -> Rulebook:
    """The rulebook of an example, without errors and without warnings."""
    loaded = load_rulebook(EXAMPLES / name / "rules")
    assert loaded.rulebook is not None, [str(finding) for finding in loaded.findings]
    assert loaded.findings == ()
    return loaded.rulebook


Nested = Mapping[str, Sequence[NestedConfiguration]]


def _compiled(rulebook: Rulebook, product: Configurable, nested: Nested) -> Compiled:
    """The product with these parts in its nested places."""
    things = rulebook.all(Product)
    parts: dict[str, list[Part]] = {}
    for name, each in ((name, part) for name, parts in nested.items() for part in parts):
        thing = things[each.configuration.product]
        assert isinstance(thing, Configurable)
        place = parts.setdefault(name, [])
        place.append(Part(name, len(place), each.quantity, _compiled(rulebook, thing, each.configuration.nested)))
    return compile_product(rulebook, product, {name: tuple(place) for name, place in parts.items()})


def _fixed(whole: Compiled, nested: Nested) -> Iterator[tuple[str, int]]:
    """The variables of the parts, as the parts are configured."""
    for name, places in whole.parts.items():
        for part, each in zip(places, nested[name], strict=True):
            inside = part.compiled
            assignment = assignment_of(inside.decisions, each.configuration)
            assert assignment is not None
            own = {variable.name for variable in inside.decisions.variables}
            yield from ((part.prefix + name, value) for name, value in assignment.items() if name in own)
            yield from ((part.prefix + name, value) for name, value in _fixed(inside, each.configuration.nested))


class Space:
    """The solutions of one product, with these parts in its nested places."""

    def __init__(
        self, rulebook: Rulebook, product: str, nested: Mapping[str, Sequence[NestedConfiguration]] | None = None
    ) -> None:
        thing = rulebook.all(Product)[product]
        assert isinstance(thing, Configurable)
        self._rulebook, self._product, self._nested = rulebook, thing, nested or {}
        compiled = _compiled(rulebook, thing, self._nested)
        self._fixed = dict(_fixed(compiled, self._nested))
        self._decisions = compiled.decisions
        self._engine = SatEngine(compiled.model)

    def solutions(
        self,
        given: Choices,
        asked: Sequence[str],
        some: Mapping[str, Mapping[str, int]] | None = None,
        most: Mapping[str, int] | None = None,
    ) -> frozenset[tuple[Value, ...]]:
        """What the asked groups and inputs can be together, when others are as given.

        `some` options in these quantities; of a group that has no end, solutions with at `most` so many in all.
        """
        selection: dict[str, int | frozenset[int]] = {
            variable: value for name, each in given.items() for variable, value in self._values(name, each)
        }
        for name, count in (most or {}).items():
            selection |= {slot.variable.name: frozenset(range(count + 1)) for slot in self._slots(name)}
        for name, options in (some or {}).items():
            picked = dict(self._values(name, options))
            selection |= {
                slot.variable.name: picked[slot.variable.name] for slot in self._slots(name) if slot.codes[0] in options
            }
        variables = [variable for name in asked for variable in self._variables(name)]
        found = self._completions(selection, variables)
        read = (tuple(self._read(name, each) for name in asked) for each in found)
        return frozenset(each for each in read if _within(dict(zip(asked, each, strict=True)), most or {}))

    def allows(self, choices: Choices) -> bool:
        """Whether a whole configuration keeps every rule, asked without any engine."""
        options: dict[str, Mapping[str, int]] = {}
        for name in self._product.groups:
            value = choices.get(name)
            options[name] = {value: 1} if isinstance(value, str) else dict(value or {})
        inputs = {name: choices[name] for name in self._product.inputs if choices.get(name) is not None}
        nested = {name: tuple(parts) for name, parts in self._nested.items()}
        configuration = Configuration(self._product.id, options, inputs, nested)
        return configurator(self._rulebook, self._product).check(configuration) == ()

    def _completions(
        self, selection: Mapping[str, int | frozenset[int]], variables: Sequence[str]
    ) -> Iterator[Mapping[str, int]]:
        """Splits by the first variable that has a choice left."""
        status = self._engine.status({**self._fixed, **selection}, variables)
        if not status.possible:
            return
        split = next((name for name in variables if len(status.values[name]) > 1), None)
        if split is None:
            yield {name: status.values[name][0] for name in variables}
            return
        for value in status.values[split]:
            yield from self._completions({**selection, split: value}, variables)

    def _variables(self, name: str) -> list[str]:
        return [name] if name in self._product.inputs else [slot.variable.name for slot in self._slots(name)]

    def _slots(self, name: str) -> tuple[Slot, ...]:
        return self._decisions.of_group(name)

    def _values(self, name: str, value: Value) -> Iterator[tuple[str, int]]:
        if name in self._product.inputs:
            entry = self._decisions.entries[name]
            yield name, len(entry.values) if value is None else entry.values.index(value)
            return
        chosen = {value: 1} if isinstance(value, str) else dict(value or {})
        for slot in self._slots(name):
            picked = [number for number, (code, count) in slot.picks.items() if chosen.get(code) == count]
            yield slot.variable.name, picked[0] if picked else NONE

    def _read(self, name: str, found: Mapping[str, int]) -> Value:
        if name in self._product.inputs:
            return self._decisions.entries[name].element(found[name])
        picks = [
            slot.picks[found[slot.variable.name]] for slot in self._slots(name) if found[slot.variable.name] != NONE
        ]
        if self._product.groups[name].max > 1:
            return frozenset(picks)
        if not picks:
            return None
        (code, count), quantities = picks[0], {count for slot in self._slots(name) for _, count in slot.picks.values()}
        return code if len(quantities) == 1 else count


def _within(found: Mapping[str, Value], most: Mapping[str, int]) -> bool:
    return all(sum(number for _, number in found[name]) <= count for name, count in most.items())


def multisets(kinds: Sequence[str], most: int) -> Iterator[frozenset[tuple[str, int]]]:
    """Every way to take at most so many of the kinds, as options with quantities."""
    if not kinds:
        yield frozenset()
        return
    for count in range(most + 1):
        for others in multisets(kinds[1:], most - count):
            yield others | {(kinds[0], count)} if count else others
