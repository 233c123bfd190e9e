"""The configurator of one product: what can still be chosen, why not, what would help, and what completes the choice."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from cpq.bom.configuration.amounts import Amounts
from cpq.bom.configuration.asked import Asked
from cpq.bom.configuration.building import broken_in
from cpq.bom.configuration.choosing import with_choice
from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.fillings import open_places, with_least_inside
from cpq.bom.configuration.nesting import wrong_number
from cpq.bom.configuration.open_amounts import CheapestParts, weighs_parts
from cpq.bom.configuration.open_answers import OpenAnswers, apart
from cpq.bom.configuration.open_question import Means, OpenQuestion
from cpq.bom.configuration.other_numbers import OtherNumbers
from cpq.bom.configuration.part_numbers import PartNumbers
from cpq.bom.configuration.prepared import Engines, Prepared, Shapes
from cpq.bom.configuration.refusing import refusing, within_one_answer
from cpq.bom.configuration.remembering import Memory
from cpq.bom.configuration.selection import Selection
from cpq.bom.configuration.shapes import NOTHING_INSIDE, configured_shape, selected_shape
from cpq.bom.configuration.state import (
    Choice,
    Configuration,
    ConfigurationState,
    Explanation,
    PriceEffects,
    Repairs,
    RuleText,
)
from cpq.bom.configuration.states import States
from cpq.bom.configuration.strangers import stranger
from cpq.bom.configuration.unsold import Sales, ruled_out, unsold_part
from cpq.bom.configuration.whole import Unsold, Whole, whole_of
from cpq.bom.configuration.wording import Wording
from cpq.bom.products import Configurable
from cpq.bom.situation import Situation
from cpq.bom.solve import Count, Engine, OutOfBudget
from cpq.bom.solve.engines import Wanted
from cpq.bom.solve.restricted import RestrictedEngine
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


class Configurator:
    """Answers about one product of one rulebook; safe to share between threads.

    A product and the parts in its nested places are one whole: every answer is with respect to all configurations of it. With a
    situation, what may not be sold in it is excluded as by a rule. Raises `Refused` where the rules themselves cannot be read or
    solved, which the rulebook's checks report.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        product: Configurable,
        prepared: Shapes,
        situation: Situation | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.product = product
        self._rulebook = rulebook
        self._prepared = prepared
        self._situation = situation
        self._memory = memory or Memory(rulebook)

    @refusing
    def prepare(self) -> None:
        """Compiles the product and its engine, so that the first question need not; it is refused where none holds it."""
        _ = self._prepared.of(NOTHING_INSIDE).engine.name

    @refusing
    def status(self, selection: Selection) -> ConfigurationState:
        """What every option and input can still be, inside the parts, too, and how many parts there can be.

        What the rep chose is shown with that one choice set aside.
        """
        return self._memory.answer(self._question("status", selection), lambda: self._status(selection))

    def _status(self, selection: Selection) -> ConfigurationState:
        asked = self._asked(selection)
        if isinstance(asked, OpenQuestion):
            return OpenAnswers(asked).status()
        if isinstance(asked, Explanation):
            return self._numbers.against(selection, asked)
        status, values = asked.answered()
        conflict = None if status.possible else self._numbers.named(selection, asked.conflict(asked.demands))
        return replace(
            States(asked.engine, asked.demands, values, conflict).of(asked.whole), proven=not status.undecided
        )

    @within_one_answer
    def explain(self, selection: Selection, choice: Choice) -> Explanation | None:
        """Why the choice cannot be made: the rep's other choices and the rules that stand against it. None if it can."""
        asked = self._asked(selection)
        if isinstance(asked, Explanation):
            return asked
        if self._numbers.is_one(selection, choice):
            return self._numbers.why_not(selection, choice)
        if isinstance(asked, OpenQuestion):
            return self._why_not_open(asked, selection, choice)
        return self._numbers.named(selection, asked.explained(choice), choice)

    @within_one_answer
    def repairs(self, selection: Selection, choice: Choice | None = None, most: int = 5) -> Repairs:
        """The ways to have the choice (None: to mend the selection as it is): the fewest choices given up first, then the nearest numbers
        (`nearness.rank`), then in the order of the product.

        Nothing where the choice is impossible by itself, or something chosen does not exist; a way that gives up nothing where
        nothing is.
        """
        asked = self._asked(selection)
        if isinstance(asked, Explanation):
            return OtherNumbers(self._numbers, selection, None, most).mended(asked)
        if choice and self._numbers.is_one(selection, choice):
            return OtherNumbers(self._numbers, selection, None, most).to_have(choice)
        numbers = OtherNumbers(self._numbers, selection, choice, most)
        if isinstance(asked, OpenQuestion):
            return numbers.beside(OpenAnswers(asked).repairs(self._chosen(selection, choice), choice, most))
        return numbers.beside(asked.repairs(choice, most))

    @refusing
    def complete(self, selection: Selection, least: Amounts | None = None) -> Configuration | Explanation:
        """A whole configuration with the selection. In an open place stand as few parts as go, of the first that do; the cheapest where parts have amounts.

        Without `least`: defaults where they are possible, then what comes first in the product. With it: the one whose
        options add up to the least amount, and of those the one that gives up the fewest defaults; with no amounts (`{}`) the
        closest to the defaults. An `Explanation` where the selection contradicts itself or the rules.
        """
        if least is not None:
            return self._complete(selection, least)
        return self._memory.answer(self._question("complete", selection), lambda: self._complete(selection, None))

    def _complete(self, selection: Selection, least: Amounts | None) -> Configuration | Explanation:
        asked, proven = self._closed(selection, least or {})
        if isinstance(asked, Explanation):
            return asked
        done = asked.completed(least)
        if done is not None:
            return replace(done, proven=done.proven and proven)
        return self._numbers.named(selection, asked.conflict(asked.demands)) or Explanation((), ())

    @refusing
    def price_effects(self, selection: Selection, amounts: Amounts) -> PriceEffects | Explanation:
        """What the cheapest completion would amount to with everything that can be had, its parts in open places given; options only."""
        asked, proven = self._closed(selection, amounts)
        if isinstance(asked, Explanation):
            return asked
        effects = asked.effects(amounts)
        nested = {name: effects.nested[name] for name in selection.nested}
        return replace(effects, nested=nested, proven=effects.proven and proven)

    @refusing
    def count(self, selection: Selection) -> Count:
        """In how many ways the selection can be completed, equal parts in the same way, those of open places each by itself."""
        asked = self._asked(selection)
        if isinstance(asked, OpenQuestion):
            return OpenAnswers(asked).count()
        return Count(0) if isinstance(asked, Explanation) else asked.engine.count(asked.demands)

    def check(self, configuration: Configuration) -> tuple[RuleText, ...]:
        """The rules that a whole configuration breaks, its nested parts' included; none means that it can be built.

        Whether it may be sold is not asked.
        """
        shape = configured_shape(configuration.nested)
        return tuple(broken_in(self._rulebook.derived(Compilations).of(self.product.id, shape), configuration))

    def _question(self, name: str, selection: Selection) -> Hashable:
        """What the answer depends on. As written, choices tell a number from a word, and keep their order; where nothing stands inside,
        all that is asked of the situation is what it does not sell.
        """
        situation = () if self._situation is None else tuple(self._situation.values.items())
        unsold = situation if self.product.nested else tuple(self._unsold(self.product).items())
        return name, self.product.id, self._prepared.wanted, unsold, repr(selection)

    def _asked(self, selection: Selection) -> Asked | OpenQuestion | Explanation:
        """What is needed to answer; or what was chosen that does not exist or is not sold, or where parts are too few or too many."""
        unknown = stranger(self._rulebook, self.product, selection)
        if unknown is not None:
            return unknown
        selection = with_least_inside(self._rulebook, selection)
        places = open_places(self.product, selection)
        return OpenQuestion.about(self._means, selection, places) if places else self._of_known_parts(selection)

    def _closed(self, selection: Selection, amounts: Amounts) -> tuple[Asked | Explanation, bool]:
        """The same, with the cheapest parts in open places, or as few as go; and whether none are cheaper.

        Raises `Refused` where they are not found in time.
        """
        asked = self._asked(selection)
        if not isinstance(asked, OpenQuestion):
            return asked, True
        if weighs_parts(asked, amounts):
            cheapest = CheapestParts(asked, amounts)
            contents = cheapest.found()
            if contents is not None:
                return self._of_known_parts(asked.closed(apart(contents))), cheapest.proven
        question = replace(asked)
        fewest = OpenAnswers(question).fewest()
        if fewest is None:
            raise OutOfBudget(_SAY_HOW_MANY)
        return fewest if isinstance(fewest, Explanation) else self._of_known_parts(fewest), not question.short

    def _of_known_parts(self, selection: Selection) -> Asked | Explanation:
        return self._about(self._prepared.of(selected_shape(selection.nested)), selection)

    def _about(self, prepared: Prepared, selection: Selection) -> Asked | Explanation:
        whole = whole_of(prepared.compiled, selection, self._unsold)
        against = tuple(ruled_out(whole))
        engine = RestrictedEngine(prepared.engine, against) if against else prepared.engine
        asked = Asked(engine, whole, Wording(self._rulebook, whole), self._alone)
        return wrong_number(whole) or unsold_part(whole) or asked

    def _why_not_open(self, asked: OpenQuestion, selection: Selection, choice: Choice) -> Explanation | None:
        chosen = self._chosen(selection, choice)
        return None if chosen and OpenAnswers(chosen).possible() else OpenAnswers(asked).explained(choice)

    def _chosen(self, selection: Selection, choice: Choice | None) -> OpenQuestion | None:
        """The question with one more choice; None where there is no such thing."""
        if choice is None:
            return None
        try:
            asked = self._asked(with_choice(self._rulebook, self.product, selection, choice))
        except (LookupError, ValueError):
            return None
        return asked if isinstance(asked, OpenQuestion) else None

    @property
    def _numbers(self) -> PartNumbers:
        return PartNumbers(self._means, self._asked)

    @property
    def _means(self) -> Means:
        return Means(
            self._rulebook,
            self.product,
            self._prepared.wanted,
            self._unsold,
            self._of_known_parts,
            self._about,
            self._example,
        )

    def _example(self, part: Configurable) -> Configuration | None:
        """A part as it is by its defaults, where all of it may be sold."""
        made = self._rulebook.derived(_Examples).of(part)
        unsold = self._unsold(part)
        if made is None or made.nested:
            return None
        return None if any(code in made.options.get(group, {}) for group, code in unsold) else made

    def _alone(self, part: Whole) -> Engine:
        """The engine of a part by itself."""
        of_part = self._rulebook.derived(Engines).of(part.product, self._prepared.wanted)
        return of_part.of(selected_shape(part.selection.nested)).engine

    def _unsold(self, product: Configurable) -> Unsold:
        if self._situation is None:
            return {}
        return self._rulebook.derived(Sales).unsold(product, self._situation)


_SAY_HOW_MANY = Text(
    zh="在计算上限内没有找到可行的件数；请写明各部件位放什么、放几件",
    en="no number of parts that goes was found within the limits of one question; say which parts stand in each nested place",
)


class _Examples:
    """Parts as they are by their defaults."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._made: dict[str, Configuration | None] = {}

    def of(self, product: Configurable) -> Configuration | None:
        """None where it cannot be built, or that is not known."""
        if product.id not in self._made:
            try:
                made = configurator(self._rulebook, product).complete(Selection())
            except Refused:
                made = None
            self._made[product.id] = made if isinstance(made, Configuration) else None
        return self._made[product.id]


def configurator(
    rulebook: Rulebook, product: Configurable, engine: Wanted = "automatic", situation: Situation | None = None
) -> Configurator:
    """The configurator of a product: `configurator(rulebook, product).status(selection)`. What it compiles is kept with the rulebook.

    With `situation`, options that may not be sold in it are excluded.
    """
    engines = rulebook.derived(Engines).of(product, engine)
    return Configurator(rulebook, product, engines, situation, rulebook.derived(Memory))
