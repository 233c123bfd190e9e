"""The configurator of one product: what can still be chosen, why not, and what completes the choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from threading import Lock
from typing import cast

from cpq.bom.configuration.compiled import Compiled, compile_product
from cpq.bom.configuration.contents import Contents, contents_of
from cpq.bom.configuration.keeping import assignment_of, broken_rules
from cpq.bom.configuration.prepared import EngineName, Prepared
from cpq.bom.configuration.readings import Element
from cpq.bom.configuration.selection import Selection
from cpq.bom.configuration.state import (
    Configuration,
    ConfigurationState,
    Explanation,
    GivenUp,
    InputState,
    NestedConfiguration,
    OptionState,
    RuleText,
)
from cpq.bom.configuration.variables import NONE, Slot
from cpq.bom.configuration.wishes import Demands, Wish, demands_of, wishes_of, with_quantity
from cpq.bom.configuration.wording import Wording, parts_text
from cpq.bom.products import Configurable, Product
from cpq.bom.solve import Solution
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

MOST_KEPT = 32
"""Compiled models kept for different contents of the nested places."""

Nested = Mapping[str, tuple[NestedConfiguration, ...]]


class Configurator:
    """Answers about one product of one rulebook; safe to share between threads.

    Nested parts are configured first; what they add up to enters the rules of the product as given numbers. Raises
    `Refused` where the product's rules themselves cannot be read or solved, which the rulebook's checks report.
    """

    def __init__(self, rulebook: Rulebook, product: Configurable, engine: EngineName = "sat") -> None:
        self.product = product
        self._rulebook = rulebook
        self._engine: EngineName = engine
        self._wording = Wording(rulebook, product)
        self._ready: dict[object, Prepared] = {}
        self._lock = Lock()

    def prepare(self) -> None:
        """Compiles the product and its engine, so that the first question need not."""
        _ = self._for({}).engine

    def status(self, selection: Selection) -> ConfigurationState:
        """What every option and input can still be. What the rep chose is shown with that one choice set aside."""
        nested = self._nested(selection)
        if isinstance(nested, Explanation):
            return ConfigurationState({}, {}, complete=False, conflict=nested)
        ready = self._for(nested)
        demands = demands_of(ready.compiled.decisions, selection)
        status = ready.engine.status(demands, ready.decided)
        values = dict(status.values)
        for variable in demands:
            others = {name: left for name, left in demands.items() if name != variable}
            values[variable] = ready.engine.status(others, [variable]).values[variable]
        return ConfigurationState(
            groups={name: tuple(self._options(ready, name, selection, values)) for name in self.product.groups},
            inputs={name: _input_state(ready, name, selection, values) for name in self.product.inputs},
            complete=_is_complete(ready, demands),
            conflict=None if status.possible else self._conflict(ready, demands, selection),
        )

    def explain(self, selection: Selection, group: str, option: str, quantity: int | None = None) -> Explanation | None:
        """Why the option cannot be had in this quantity (None: at all; 0: why it cannot be left out); None if it can."""
        nested = self._nested(selection)
        if isinstance(nested, Explanation):
            return nested
        ready = self._for(nested)
        slots = [slot for slot in ready.compiled.decisions.of_group(group) if option in slot.codes]
        asked = {slot.variable.name: with_quantity(slot, option, quantity) for slot in slots}
        return self._against(ready, asked, selection)

    def explain_input(self, selection: Selection, name: str, value: Element) -> Explanation | None:
        """Why the input cannot have this value, or None if it can."""
        nested = self._nested(selection)
        if isinstance(nested, Explanation):
            return nested
        ready = self._for(nested)
        position = ready.compiled.decisions.entries[name].values.index(value)
        return self._against(ready, {name: frozenset((position,))}, selection)

    def complete(self, selection: Selection) -> Configuration | Explanation:
        """A whole configuration with the selection: defaults where they are possible, then what comes first in the product.

        An `Explanation` where the selection contradicts itself or the rules.
        """
        nested = self._nested(selection)
        if isinstance(nested, Explanation):
            return nested
        ready = self._for(nested)
        demands = demands_of(ready.compiled.decisions, selection)
        wishes = wishes_of(self.product, ready.compiled.decisions, selection)
        solution = ready.engine.solve(demands, [wish.literal for wish in wishes])
        if solution is None:
            return self._conflict(ready, demands, selection) or Explanation((), ())
        given_up = tuple(self._given_up(ready, solution, demands, wishes, selection))
        return replace(_configuration(ready.compiled, solution), nested=nested, given_up=given_up)

    def check(self, configuration: Configuration) -> tuple[RuleText, ...]:
        """The rules that a whole configuration breaks, its nested parts' included; none means that it can be built."""
        compiled = self._for(configuration.nested).compiled
        broken = list(self._limits(configuration.nested))
        assignment = assignment_of(compiled.decisions, configuration)
        if assignment is None:
            broken.append(self._not_on_offer())
        else:
            broken += [compiled.rules[rule] for rule in broken_rules(compiled.values, assignment)]
        for part in (part for parts in configuration.nested.values() for part in parts):
            broken += self._inside(part.configuration.product).check(part.configuration)
        return tuple(broken)

    def _nested(self, selection: Selection) -> Nested | Explanation:
        """The nested parts, each completed; or why one of them cannot be, or why there are too many."""
        found: dict[str, tuple[NestedConfiguration, ...]] = {}
        for name, parts in selection.nested.items():
            done: list[NestedConfiguration] = []
            for number, part in enumerate(parts):
                inside = self._inside(part.product).complete(part.selection)
                if isinstance(inside, Explanation):
                    return replace(inside, within=(name, number, *inside.within))
                done.append(NestedConfiguration(part.quantity, inside))
            found[name] = tuple(done)
        broken = tuple(self._limits(found))
        return Explanation((), broken, (broken[0].id.removeprefix("nested:"),)) if broken else found

    def _inside(self, product: str) -> Configurator:
        inside = cast("Configurable", self._rulebook.all(Product)[product])
        return configurator(self._rulebook, inside, self._engine)

    def _limits(self, nested: Nested) -> Iterator[RuleText]:
        for name, place in self.product.nested.items():
            count = sum(part.quantity for part in nested.get(name, ()))
            if not place.min <= count <= place.max:
                yield RuleText(f"nested:{name}", parts_text(name, place, count), self.product.at("nested", name))

    def _not_on_offer(self) -> RuleText:
        text = Text(
            zh="配置里有不在可选范围内的选项、数量或取值",
            en="the configuration holds an option, quantity or value that is not on offer",
        )
        return RuleText("offer", text, self.product.place)

    def _contents(self, nested: Nested) -> dict[str, Contents]:
        return {name: contents_of(self._rulebook, parts) for name, parts in nested.items()}

    def _for(self, nested: Nested) -> Prepared:
        """The compiled model for these contents, made at the first use."""
        contents = self._contents(nested)
        key = tuple(
            (name, each.quantity, each.count, tuple((each.attributes or {}).items())) for name, each in contents.items()
        )
        with self._lock:
            if key not in self._ready:
                if len(self._ready) >= MOST_KEPT:
                    del self._ready[next(iter(self._ready))]
                compiled = compile_product(self._rulebook, self.product, contents)
                self._ready[key] = Prepared(compiled, self._engine)
            return self._ready[key]

    def _options(
        self, ready: Prepared, group: str, selection: Selection, values: Mapping[str, tuple[int, ...]]
    ) -> Iterator[OptionState]:
        said = selection.options.get(group, {})
        for slot in ready.compiled.decisions.of_group(group):
            for code in slot.codes:
                left = _quantities(slot, code, values[slot.variable.name])
                yield OptionState(code, left, chosen=said.get(code, 0) != 0, selected=said.get(code))

    def _conflict(self, ready: Prepared, demands: Demands, selection: Selection) -> Explanation | None:
        conflict = ready.engine.conflict(demands)
        return self._wording.explanation(ready.compiled, conflict, selection, {}) if conflict else None

    def _against(self, ready: Prepared, asked: Demands, selection: Selection) -> Explanation | None:
        """Why the rep's other choices and the rules do not go with what is asked."""
        demands = demands_of(ready.compiled.decisions, selection)
        others = {name: left for name, left in demands.items() if name not in asked}
        conflict = ready.engine.conflict({**asked, **others})
        if conflict is None:
            return None
        return self._wording.explanation(ready.compiled, conflict, selection, {}, *asked)

    def _given_up(
        self, ready: Prepared, solution: Solution, demands: Demands, wishes: tuple[Wish, ...], selection: Selection
    ) -> Iterator[GivenUp]:
        """Each default that did not come true, with what stood against it: choices, or defaults that went before."""
        honoured: dict[str, Wish] = {}
        granted = dict(demands)
        for wish in wishes:
            variable, value = wish.literal.variable, wish.literal.value
            if solution[variable] == value:
                honoured.setdefault(variable, wish)
                granted[variable] = frozenset((value,))
            else:
                asked = {variable: granted.get(variable, frozenset((value,))) & {value}}
                others = {name: left for name, left in granted.items() if name != variable}
                conflict = ready.engine.conflict({**asked, **others})
                if conflict is not None:
                    why = self._wording.explanation(ready.compiled, conflict, selection, honoured, variable)
                    yield GivenUp(wish.name, wish.option, self._wording.given_up(ready.compiled, wish), why)


def _quantities(slot: Slot, code: str, values: tuple[int, ...]) -> tuple[int, ...]:
    """The quantities of the option among the values, 0 for any value without it."""
    picks = [slot.picks.get(value, ("", 0)) for value in values]
    return tuple(sorted({quantity if option == code else 0 for option, quantity in picks}))


def _input_state(ready: Prepared, name: str, selection: Selection, values: Mapping[str, tuple[int, ...]]) -> InputState:
    offered = ready.compiled.decisions.entries[name].values
    return InputState(name, tuple(offered[value] for value in values[name]), selection.inputs.get(name))


def _is_complete(ready: Prepared, demands: Demands) -> bool:
    """Whether nothing is missing: every input decided, and all else left out is a configuration."""
    decisions = ready.compiled.decisions
    if not decisions.entries.keys() <= demands.keys():
        return False
    left_out = {slot.variable.name: frozenset((NONE,)) for slot in decisions.slots if slot.variable.name not in demands}
    return ready.engine.solve({**demands, **left_out}) is not None


def _configuration(compiled: Compiled, solution: Solution) -> Configuration:
    options: dict[str, dict[str, int]] = {}
    for slot in compiled.decisions.slots:
        pick = slot.picks.get(solution[slot.variable.name])
        if pick is not None:
            options.setdefault(slot.group, {})[pick[0]] = pick[1]
    inputs = {name: entry.values[solution[name]] for name, entry in compiled.decisions.entries.items()}
    return Configuration(compiled.product.id, options, inputs)


class _Configurators:
    """Every configurator of a rulebook, made when it is first asked for."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._made: dict[tuple[str, EngineName], Configurator] = {}

    def of(self, product: Configurable, engine: EngineName) -> Configurator:
        key = (product.id, engine)
        if key not in self._made:
            self._made[key] = Configurator(self._rulebook, product, engine)
        return self._made[key]


def configurator(rulebook: Rulebook, product: Configurable, engine: EngineName = "sat") -> Configurator:
    """The rulebook's configurator of a product: `configurator(rulebook, product).status(selection)`."""
    return rulebook.derived(_Configurators).of(product, engine)
