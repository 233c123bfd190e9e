"""The configurator of one product: what can still be chosen, why not, what would help, and what completes the choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from cpq.bom.configuration.amounts import Amounts, weighing
from cpq.bom.configuration.answering import asked_for
from cpq.bom.configuration.any_parts import compile_with_any_parts
from cpq.bom.configuration.building import broken_in
from cpq.bom.configuration.circles import Circles
from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.completing import Defaults, by_amount, nearest_first
from cpq.bom.configuration.nesting import wrong_number
from cpq.bom.configuration.prepared import OneShape, Prepared, PreparedShapes, Shapes
from cpq.bom.configuration.refusing import refusing
from cpq.bom.configuration.selection import Selection
from cpq.bom.configuration.shapes import NOTHING_INSIDE, configured_shape, selected_shape
from cpq.bom.configuration.state import (
    Choice,
    Configuration,
    ConfigurationState,
    Explanation,
    PriceEffects,
    Repair,
    Repairs,
    RuleText,
)
from cpq.bom.configuration.states import Effects, States
from cpq.bom.configuration.strangers import speaks_of_something, stranger
from cpq.bom.configuration.unsold import Sales, ruled_out, unsold_part
from cpq.bom.configuration.whole import Unsold, Whole, whole_of
from cpq.bom.configuration.wishes import Demands
from cpq.bom.configuration.wording import Wording
from cpq.bom.products import Configurable
from cpq.bom.situation import Situation
from cpq.bom.solve import Count, Engine
from cpq.bom.solve.engines import Wanted
from cpq.bom.solve.repairs import Way
from cpq.bom.solve.restricted import RestrictedEngine
from cpq.rulebook.rulebook import Rulebook


class Configurator:
    """Answers about one product of one rulebook; safe to share between threads.

    A product and the parts in its nested places are one whole: every answer is with respect to all configurations of it. With a
    situation, what may not be sold in it is excluded as by a rule. Raises `Refused` where the rules themselves cannot be read or
    solved, which the rulebook's checks report.
    """

    def __init__(
        self, rulebook: Rulebook, product: Configurable, prepared: Shapes, situation: Situation | None = None
    ) -> None:
        self.product = product
        self._rulebook = rulebook
        self._prepared = prepared
        self._situation = situation

    @refusing
    def prepare(self) -> None:
        """Compiles the product and its engine, so that the first question need not."""
        _ = self._prepared.of(NOTHING_INSIDE).engine

    @refusing
    def status(self, selection: Selection) -> ConfigurationState:
        """What every option and input can still be, inside the parts, too.

        What the rep chose is shown with that one choice set aside.
        """
        asked = self._asked(selection)
        if isinstance(asked, Explanation):
            return ConfigurationState({}, {}, complete=False, conflict=asked)
        engine, demands = asked.engine, asked.demands
        status = engine.status(demands, asked.whole.variables)
        values = {**status.values, **engine.alternatives(demands)}
        conflict = None if status.possible else asked.conflict(demands)
        state = States(engine, demands, values, conflict).of(asked.whole)
        return replace(state, proven=not status.undecided)

    @refusing
    def explain(self, selection: Selection, choice: Choice) -> Explanation | None:
        """Why the choice cannot be made: the rep's other choices and the rules that stand against it. None if it can."""
        asked = self._asked(selection)
        if isinstance(asked, Explanation):
            return asked
        if not speaks_of_something(asked.whole, choice):
            return Explanation((), ())
        wanted = asked.wanted(choice)
        return asked.conflict({**wanted, **nearest_first(asked.wording, asked.demands, *wanted)}, *wanted)

    @refusing
    def repairs(self, selection: Selection, choice: Choice | None = None, most: int = 5) -> Repairs:
        """The ways to have the choice (None: to mend the selection as it is), the fewest choices given up first.

        Nothing where the choice is impossible by itself, there are too few or too many parts, or something chosen does not
        exist; a way that gives up nothing where nothing is.
        """
        asked = self._asked(selection)
        if isinstance(asked, Explanation) or (choice and not speaks_of_something(asked.whole, choice)):
            return Repairs(())
        wanted = asked.wanted(choice)
        others = _without(asked.demands, *wanted)
        ways = asked.circles.ways(wanted, others, choice.within if choice else (), most)
        return Repairs(tuple(asked.repair(wanted, others, way) for way in ways.found), ways.proven)

    @refusing
    def complete(self, selection: Selection, least: Amounts | None = None) -> Configuration | Explanation:
        """A whole configuration with the selection.

        Without `least`: defaults where they are possible, then what comes first in the product. With it: the one whose
        options add up to the least amount. An `Explanation` where the selection contradicts itself or the rules.
        """
        asked = self._asked(selection)
        if isinstance(asked, Explanation):
            return asked
        done = asked.completed(least)
        return done or asked.conflict(asked.demands) or Explanation((), ())

    @refusing
    def price_effects(self, selection: Selection, amounts: Amounts) -> PriceEffects | Explanation:
        """For everything that can still be had, what the cheapest completion would then amount to, options only."""
        asked = self._asked(selection)
        if isinstance(asked, Explanation):
            return asked
        weighed = weighing(asked.whole, amounts)
        engine, demands = asked.engine, asked.demands
        least = engine.least(demands, weighed.objective, asked.whole.variables)
        instead = engine.instead(demands, weighed.objective)
        first = min((min(each.values()) for each in least.totals.values() if each), default=None)
        totals = {**least.totals, **{name: instead.totals[name] for name in demands if name in instead.totals}}
        total = None if first is None else weighed.amount(first)
        return Effects(total, totals, weighed, least.proven and instead.proven).of(asked.whole)

    @refusing
    def count(self, selection: Selection) -> Count:
        """In how many ways the selection can be completed, equal parts in the same way."""
        asked = self._asked(selection)
        return Count(0) if isinstance(asked, Explanation) else asked.engine.count(asked.demands)

    def check(self, configuration: Configuration) -> tuple[RuleText, ...]:
        """The rules that a whole configuration breaks, its nested parts' included; none means that it can be built.

        Whether it may be sold is not asked.
        """
        shape = configured_shape(configuration.nested)
        return tuple(broken_in(self._rulebook.derived(Compilations).of(self.product.id, shape), configuration))

    def _asked(self, selection: Selection) -> Asked | Explanation:
        """What is needed to answer; or what was chosen that does not exist or is not sold, or where parts are too few or too many."""
        unknown = stranger(self._rulebook, self.product, selection)
        if unknown is not None:
            return unknown
        prepared = self._prepared.of(selected_shape(selection.nested))
        whole = whole_of(prepared.compiled, selection, self._unsold)
        against = tuple(ruled_out(whole))
        engine = RestrictedEngine(prepared.engine, against) if against else prepared.engine
        asked = Asked(engine, whole, Wording(self._rulebook, whole), self._alone)
        return wrong_number(whole) or unsold_part(whole) or asked

    def _alone(self, part: Whole) -> Engine:
        """The engine of a part by itself."""
        of_part = self._rulebook.derived(_Engines).of(part.product, self._prepared.wanted)
        return of_part.of(selected_shape(part.selection.nested)).engine

    def _unsold(self, product: Configurable) -> Unsold:
        if self._situation is None:
            return {}
        return self._rulebook.derived(Sales).unsold(product, self._situation)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is about: a whole with the rep's choices, the engine that answers, the words to say it in."""

    engine: Engine
    whole: Whole
    wording: Wording
    alone: Callable[[Whole], Engine]

    @property
    def circles(self) -> Circles:
        return Circles(self.engine, self.whole, self.alone)

    @property
    def demands(self) -> Demands:
        return self.whole.demands

    @property
    def defaults(self) -> Defaults:
        return Defaults(self.engine, self.whole, self.wording, self.circles)

    def completed(self, least: Amounts | None) -> Configuration | None:
        """By the defaults, or for the least amount; None where nothing is possible."""
        if least is None:
            return self.defaults.complete(self.demands)
        return by_amount(self.engine, self.whole, self.demands, least)

    def wanted(self, choice: Choice | None) -> Demands:
        """A choice as a demand on the variables that it speaks of; none demands nothing."""
        if choice is None:
            return {}
        part = self.whole.at(choice.within)
        return part.prefixed(asked_for(part.decisions, choice))

    def conflict(self, demands: Demands, *asked: str) -> Explanation | None:
        """Why the demands cannot hold together, those not told of that were `asked` about."""
        conflict = self.circles.conflict(demands, self.wording.path(asked[0]) if asked else None)
        return self.wording.explanation(conflict, {}, *asked) if conflict else None

    def repair(self, wanted: Demands, others: Demands, way: Way) -> Repair:
        """What is given up on a way out, and what stands there instead."""
        near = [literal for each in self.whole.every() for literal in each.nearest(way)]
        done = cast("Configuration", self.defaults.plain({**wanted, **_without(others, *way)}, near))
        given_up = [choice for name in way for choice in self.wording.choices(name)]
        return Repair(tuple(given_up), tuple(self.wording.instead(done, way)))


def _without(demands: Demands, *names: str) -> Demands:
    return {name: left for name, left in demands.items() if name not in names}


class _Engines:
    """What is prepared of every product of a rulebook, for every engine that is asked for."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._made: dict[tuple[str, Wanted], PreparedShapes] = {}

    def of(self, product: Configurable, engine: Wanted) -> PreparedShapes:
        key = (product.id, engine)
        if key not in self._made:
            self._made[key] = PreparedShapes(self._rulebook, product.id, engine)
        return self._made[key]


def configurator_with_any_parts(rulebook: Rulebook, product: Configurable) -> Configurator:
    """Says of a product with nested places what is so whatever stands in them: what it excludes or forces always is.

    What it shows as possible may not be. Its places are not spoken of. Raises `Refused`.
    """
    compiled = compile_with_any_parts(rulebook, product)
    return Configurator(rulebook, compiled.product, OneShape(Prepared(compiled, "automatic")))


def configurator(
    rulebook: Rulebook, product: Configurable, engine: Wanted = "automatic", situation: Situation | None = None
) -> Configurator:
    """The configurator of a product: `configurator(rulebook, product).status(selection)`. What it compiles is kept with the rulebook.

    With `situation`, options that may not be sold in it are excluded.
    """
    return Configurator(rulebook, product, rulebook.derived(_Engines).of(product, engine), situation)
