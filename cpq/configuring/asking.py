"""A question about a configuration, ready to be asked: the product, the choices, the situation, the places for findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from cpq.bom.configuration import (
    Choice,
    Configuration,
    Configurator,
    Explanation,
    PriceEffects,
    Repairs,
    Selection,
    read_selection,
)
from cpq.bom.configuration.readings import Element
from cpq.bom.configuration.state import Path
from cpq.bom.products import Configurable
from cpq.bom.request import Chosen, QuoteRequest
from cpq.bom.situation import situation_of
from cpq.configuring.completed import Completed, NotWeighed
from cpq.configuring.request import AskedChoice, CompletedBy, ConfigurationRequest
from cpq.configuring.session import Session
from cpq.option_amounts import OptionAmounts, option_amounts
from cpq.rulebook.finding import Finding, Refused, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

At = Callable[..., Place]
"""The place of a value of the question by its path."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The question: `session` has the choices, `request` is the same as a request for a quote of one line."""

    session: Session
    request: QuoteRequest
    at: At

    @classmethod
    def about(cls, rulebook: Rulebook, product: Configurable, asked: ConfigurationRequest, at: At) -> Asking:
        """Reads the choices; raises `Refused` for names and numbers that do not exist."""
        request = asked.quote_request(product.id)

        def where(*path: str | int) -> Place:
            return at("configuration", *path)

        session = Session(rulebook, product, situation_of(rulebook, request), asked.configuration, where=where)
        _ = session.selection
        return cls(session, request, at)

    @property
    def selection(self) -> Selection:
        return self.session.selection

    @property
    def configurator(self) -> Configurator:
        return self.session.configurator

    def priced(self) -> QuoteRequest:
        """The request for the price of the choices as they are now."""
        line = self.request.lines[0].model_copy(update={"configuration": dict(self.session.choices)})
        return self.request.model_copy(update={"lines": (line,)})

    def where(self, *path: str | int) -> Place:
        """Where a value of that request is written in the question."""
        return self.at(*path[2:]) if path[:2] == ("lines", 0) else self.at(*path)

    def after(self, choice: AskedChoice) -> Asking:
        """The question with one more choice. Raises `Refused` where there is nothing of that name or number."""
        here = self._inside(choice)
        stepped = self.session.stepped(self._stepped(here, choice))
        made = replace(stepped, where=self._at_the_choice)
        _ = made.selection
        return replace(self, session=replace(made, where=self.session.where))

    def taking(self, configuration: Configuration) -> Asking:
        """The question with everything that a whole configuration has chosen."""
        return replace(self, session=self.session.taken(configuration))

    def _stepped(self, here: Session, choice: AskedChoice) -> Session:
        named, product = self._named(here, choice), here.here
        if choice.name in product.nested and choice.quantity is not None:
            return here.filled(choice.name, self._part(product, choice), choice.quantity)
        if not named:
            return here.dropped(choice.name, choice.option)
        if choice.name in product.inputs:
            return here.with_own({**here.own, **named})
        option = product.groups[choice.name].options[choice.option or ""]
        return here.chosen(choice.name, choice.option, option.min if choice.quantity is None else choice.quantity)

    def _part(self, product: Configurable, choice: AskedChoice) -> str | None:
        """The product of the parts; one that does not fit there is refused here, for with no parts nobody would notice."""
        fitting = product.nested[choice.name].products
        if choice.option is None or choice.option in fitting:
            return choice.option
        near = did_you_mean(choice.option, fitting)
        text = Text(
            zh=f"“{choice.name}”里不能放“{choice.option}”{near.zh}",
            en=f'"{choice.option}" does not fit in "{choice.name}"{near.en}',
        )
        raise Refused([Finding("unknown-part", self.at("choice", "option"), text)])

    def choice(self, asked: AskedChoice) -> Choice:
        """A choice as the configurator is asked about it."""
        here = self._inside(asked)
        if asked.name in here.here.nested and asked.quantity is not None:
            return Choice(asked.name, self._part(here.here, asked), asked.quantity, within=tuple(asked.within))
        if not self._named(here, asked):
            text = Text(
                zh="请写 option（选项）、value（填写项的值）或 quantity（部件件数）",
                en="write `option`, the `value` of an input, or the `quantity` of parts",
            )
            raise Refused([Finding("no-option", self.at("choice"), text)])
        value = self._value(here, asked)
        return Choice(asked.name, asked.option, asked.quantity, value, within=tuple(asked.within))

    def _value(self, here: Session, asked: AskedChoice) -> Element | None:
        """The input's own value, which a string may stand for."""
        selection, _ = read_selection(here.rulebook, here.here, self._named(here, asked), self.at)
        return selection.inputs.get(asked.name)

    def _inside(self, choice: AskedChoice) -> Session:
        path: Path = tuple(choice.within)
        made = self.session.inside(path)
        if _is_way(path):
            with suppress(LookupError):
                _ = made.here, made.own
                return made
        shown = ".".join(str(step) for step in path)
        text = Text(zh=f"配置里没有这个部件：{shown}", en=f"the configuration has no such part: {shown}")
        raise Refused([Finding("unknown-part", self.at("choice", "within"), text)])

    def _at_the_choice(self, *_: str | int) -> Place:
        return self.at("choice")

    def _at_the_name(self, *_: str | int) -> Place:
        return self.at("choice", "name")

    def _named(self, here: Session, choice: AskedChoice) -> Mapping[str, Chosen]:
        """The choice as a configuration writes it, checked by name; nothing where it is taken back."""
        product = here.here
        known = choice.name in {*product.groups, *product.inputs, *product.nested}
        named = _written(product, choice) if known else {choice.name: ""}
        where = self._at_the_choice if known else self._at_the_name
        _, findings = read_selection(here.rulebook, product, named, where)
        if findings:
            raise Refused(findings)
        return named

    def completed(self, by: CompletedBy = "defaults") -> Completed | Explanation:
        """A whole configuration with the choices, as good as can be by what is asked for."""
        weighed = self._weighed(by)
        done = self.configurator.complete(self.selection, None if by == "defaults" else weighed.amounts)
        if isinstance(done, Explanation):
            return done
        missing = (NotWeighed(at.products, at.group, at.option, why) for at, why in weighed.missing.items())
        return Completed(done, by, done.proven, tuple(missing))

    def _weighed(self, by: CompletedBy) -> OptionAmounts:
        match by:
            case "cheapest" | "margin":
                session, objective = self.session, "margin" if by == "margin" else "price"
                return option_amounts(session.rulebook, self.priced(), session.product, session.selection, objective)
            case "defaults" | "closest":
                return OptionAmounts({})

    def effects(self) -> PriceEffects | Explanation:
        """What every choice would make of the cheapest completion."""
        return self.configurator.price_effects(self.selection, self._weighed("cheapest").amounts)

    def repairs(self, choice: AskedChoice | None, most: int) -> Repairs:
        """The ways to have the choice, or to mend the configuration."""
        return self.configurator.repairs(self.selection, self.choice(choice) if choice else None, most)


def _is_way(path: Path) -> bool:
    """Whether places and numbers take turns."""
    places, numbers = path[::2], path[1::2]
    named = all(isinstance(each, str) for each in places)
    return named and len(places) == len(numbers) and all(isinstance(each, int) and each >= 0 for each in numbers)


def _written(product: Configurable, choice: AskedChoice) -> Mapping[str, Chosen]:
    if choice.name in product.inputs:
        return {} if choice.value is None else {choice.name: choice.value}
    if choice.name in product.nested or choice.option is None:
        return {}
    return {choice.name: choice.option if choice.quantity is None else {choice.option: choice.quantity}}
