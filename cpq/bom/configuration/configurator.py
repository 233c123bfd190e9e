"""The configurator of one product: what can still be chosen, why not, what would help, and what completes the choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from threading import Lock
from typing import cast

from cpq.bom.configuration.amounts import Amounts, weighing
from cpq.bom.configuration.answering import (
    asked_for,
    configuration_of,
    input_amounts,
    input_state,
    option_amounts,
    option_states,
)
from cpq.bom.configuration.compiled import compile_product
from cpq.bom.configuration.contents import Contents, contents_of
from cpq.bom.configuration.keeping import assignment_of, broken_rules
from cpq.bom.configuration.nesting import Nested, broken_limits, completed_parts
from cpq.bom.configuration.offers import NOT_OFFERED
from cpq.bom.configuration.preferences import counting, preferences
from cpq.bom.configuration.prepared import Prepared
from cpq.bom.configuration.selection import NestedSelection, Selection
from cpq.bom.configuration.state import (
    Choice,
    Configuration,
    ConfigurationState,
    Explanation,
    GivenUp,
    PriceEffects,
    Repair,
    RuleText,
)
from cpq.bom.configuration.variables import NONE
from cpq.bom.configuration.wishes import Demands, Wish, demands_of, nearest_quantities, wishes_of
from cpq.bom.configuration.wording import Wording
from cpq.bom.products import Configurable, Product
from cpq.bom.solve import Count, EngineName, Is, Solution
from cpq.bom.solve.repairs import ways_out
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

MOST_KEPT = 32
"""Compiled models kept for different contents of the nested places."""


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
        decisions = ready.compiled.decisions
        demands = demands_of(decisions, selection)
        status = ready.engine.status(demands, [*ready.decided, *(each.rule for each in decisions.offers.values())])
        values = dict(status.values)
        for variable in demands:
            values[variable] = ready.engine.status(_without(demands, variable), [variable]).values[variable]
        return ConfigurationState(
            groups={name: tuple(option_states(decisions, name, selection, values)) for name in self.product.groups},
            inputs={name: input_state(decisions, name, selection, values) for name in self.product.inputs},
            complete=_is_complete(ready, demands),
            conflict=None if status.possible else self._conflict(ready, demands, selection),
            engine=ready.engine.name,
            hidden={
                key: ready.compiled.rules[offer.rule]
                for key, offer in decisions.offers.items()
                if status.values[offer.rule] == (NOT_OFFERED,)
            },
        )

    def explain(self, selection: Selection, choice: Choice) -> Explanation | None:
        """Why the choice cannot be made: the rep's other choices and the rules that stand against it. None if it can."""
        nested = self._nested(selection)
        if isinstance(nested, Explanation):
            return nested
        ready = self._for(nested)
        asked = asked_for(ready.compiled.decisions, choice)
        others = _without(demands_of(ready.compiled.decisions, selection), *asked)
        conflict = ready.engine.conflict({**asked, **others})
        return self._wording.explanation(ready.compiled, conflict, selection, {}, *asked) if conflict else None

    def repairs(self, selection: Selection, choice: Choice | None = None, most: int = 5) -> tuple[Repair, ...]:
        """The ways to have the choice (None: to mend the selection as it is), the fewest choices given up first.

        Nothing where the choice is impossible by itself, or a nested part is in the way; a way that gives up nothing where nothing is.
        """
        nested = self._nested(selection)
        if isinstance(nested, Explanation):
            return ()
        ready = self._for(nested)
        asked = asked_for(ready.compiled.decisions, choice) if choice else {}
        others = _without(demands_of(ready.compiled.decisions, selection), *asked)
        ways = ways_out(ready.engine, asked, others, most)
        return tuple(self._repair(ready, asked, others, way, selection) for way in ways)

    def complete(self, selection: Selection, least: Amounts | None = None) -> Configuration | Explanation:
        """A whole configuration with the selection.

        Without `least`: defaults where they are possible, then what comes first in the product. With it: the one whose
        options add up to the least amount. An `Explanation` where the selection contradicts itself or the rules.
        """
        nested = self._nested(selection, least)
        if isinstance(nested, Explanation):
            return nested
        ready = self._for(nested)
        demands = demands_of(ready.compiled.decisions, selection)
        done = self._by_defaults(ready, demands, selection) if least is None else _by_amount(ready, demands, least)
        if done is None:
            return self._conflict(ready, demands, selection) or Explanation((), ())
        return replace(done, nested=nested)

    def price_effects(self, selection: Selection, amounts: Amounts) -> PriceEffects | Explanation:
        """For everything that can still be had, what the cheapest completion would then amount to, options only."""
        nested = self._nested(selection, amounts)
        if isinstance(nested, Explanation):
            return nested
        ready = self._for(nested)
        decisions = ready.compiled.decisions
        demands = demands_of(decisions, selection)
        weighed = weighing(decisions, amounts)
        answers = [ready.engine.least(demands, weighed.objective, ready.decided)]
        totals = dict(answers[0].totals)
        first = next((min(each.values()) for each in totals.values() if each), None)
        for variable in demands:
            answers.append(ready.engine.least(_without(demands, variable), weighed.objective, [variable]))
            totals[variable] = answers[-1].totals[variable]
        return PriceEffects(
            total=None if first is None else weighed.amount(first),
            options={name: option_amounts(decisions, name, totals, weighed) for name in self.product.groups},
            inputs={name: input_amounts(decisions, name, totals, weighed) for name in self.product.inputs},
            proven=all(answer.proven for answer in answers),
        )

    def count(self, selection: Selection) -> Count:
        """In how many ways the selection can be completed, nested parts as they are."""
        nested = self._nested(selection)
        if isinstance(nested, Explanation):
            return Count(0)
        ready = self._for(nested)
        return ready.engine.count(demands_of(ready.compiled.decisions, selection))

    def check(self, configuration: Configuration) -> tuple[RuleText, ...]:
        """The rules that a whole configuration breaks, its nested parts' included; none means that it can be built."""
        compiled = self._for(configuration.nested).compiled
        broken = list(broken_limits(self.product, configuration.nested))
        assignment = assignment_of(compiled.decisions, configuration)
        if assignment is None:
            broken.append(self._not_on_offer())
        else:
            broken += [compiled.rules[rule] for rule in broken_rules(compiled.values, assignment)]
        for part in (part for parts in configuration.nested.values() for part in parts):
            broken += self._inside(part.configuration.product).check(part.configuration)
        return tuple(broken)

    def _nested(self, selection: Selection, least: Amounts | None = None) -> Nested | Explanation:
        def complete(part: NestedSelection) -> Configuration | Explanation:
            return self._inside(part.product).complete(part.selection, least)

        return completed_parts(self.product, selection, complete)

    def _inside(self, product: str) -> Configurator:
        inside = cast("Configurable", self._rulebook.all(Product)[product])
        return configurator(self._rulebook, inside, self._engine)

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

    def _conflict(self, ready: Prepared, demands: Demands, selection: Selection) -> Explanation | None:
        conflict = ready.engine.conflict(demands)
        return self._wording.explanation(ready.compiled, conflict, selection, {}) if conflict else None

    def _repair(
        self, ready: Prepared, asked: Demands, others: Demands, way: tuple[str, ...], selection: Selection
    ) -> Repair:
        kept = _without(others, *way)
        near = nearest_quantities(ready.compiled.decisions, selection, way)
        solution, _ = self._solved(ready, {**asked, **kept}, selection, near)
        done = configuration_of(ready.compiled, cast("Solution", solution))
        given_up = [choice for name in way for choice in self._wording.choices(ready.compiled, name, selection)]
        return Repair(tuple(given_up), tuple(self._wording.instead(done, ready.compiled, way)))

    def _by_defaults(self, ready: Prepared, demands: Demands, selection: Selection) -> Configuration | None:
        solution, wishes = self._solved(ready, demands, selection)
        if solution is None:
            return None
        given_up = tuple(self._given_up(ready, solution, demands, wishes, selection))
        return replace(configuration_of(ready.compiled, solution), given_up=given_up)

    def _solved(
        self, ready: Prepared, demands: Demands, selection: Selection, first: Iterable[Is] = ()
    ) -> tuple[Solution | None, tuple[Wish, ...]]:
        """The solution with as many of what is wished for `first`, then of the defaults, as can be; and the defaults that count in it."""
        vocabulary = ready.compiled.values.vocabulary
        wishes = wishes_of(self.product, vocabulary.decisions, selection)
        usual = preferences(ready.engine, vocabulary, demands, wishes)
        solution = ready.engine.solve(demands, [*first, *usual])
        return solution, () if solution is None else counting(solution, wishes)

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


def _without(demands: Demands, *names: str) -> Demands:
    return {name: left for name, left in demands.items() if name not in names}


def _by_amount(ready: Prepared, demands: Demands, amounts: Amounts) -> Configuration | None:
    best = ready.engine.best(demands, weighing(ready.compiled.decisions, amounts).objective)
    return None if best is None else replace(configuration_of(ready.compiled, best.solution), proven=best.proven)


def _is_complete(ready: Prepared, demands: Demands) -> bool:
    """Whether nothing is missing: every input decided that is asked for, and all else left out is a configuration."""
    decisions = ready.compiled.decisions
    open_entries = {name: entry for name, entry in decisions.entries.items() if name not in demands}
    if any(entry.absent is None for entry in open_entries.values()):
        return False
    left_out = {slot.variable.name: frozenset((NONE,)) for slot in decisions.slots if slot.variable.name not in demands}
    left_out |= {name: frozenset((len(entry.values),)) for name, entry in open_entries.items()}
    return ready.engine.solve({**demands, **left_out}) is not None


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
