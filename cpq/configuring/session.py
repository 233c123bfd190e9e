"""A configuration session: choices become a request, here or in a nested part; each step can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from cpq.bom.configuration import (
    Configuration,
    Configurator,
    NestedConfiguration,
    Selection,
    configurator,
    read_selection,
)
from cpq.bom.configuration.selection import Where
from cpq.bom.configuration.state import Path
from cpq.bom.configuration.variables import is_single
from cpq.bom.products import Configurable
from cpq.bom.products.configurable import Group
from cpq.bom.request import Chosen, NestedRequest, Options, QuoteRequest
from cpq.bom.situation import Situation
from cpq.company.attribute import Attribute
from cpq.configuring.part_answers import part_of
from cpq.configuring.part_choices import (
    Choices,
    choices_at,
    parts_in,
    product_at,
    with_choices_at,
    with_number,
)
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def typed(*path: str | int) -> Place:
    """The place of a choice as a rep types it: `servers.0.cpu`."""
    return Place(".".join(str(step) for step in path if step != "configuration") or "configuration")


@dataclass(frozen=True, slots=True)
class Session:
    """The choices so far in the whole `product`, and the ones before each step. `at` is the part that the rep stands in.

    `where` is the place of a choice, for findings.
    """

    rulebook: Rulebook
    product: Configurable
    situation: Situation | None = None
    choices: Choices = field(default_factory=dict[str, Chosen])
    before: tuple[Choices, ...] = ()
    at: Path = ()
    where: Where = typed

    @property
    def here(self) -> Configurable:
        """The product that the rep stands in."""
        return product_at(self.rulebook, self.product, self.choices, self.at)

    @property
    def own(self) -> Choices:
        """What is chosen in it."""
        return choices_at(self.choices, self.at)

    @property
    def selection(self) -> Selection:
        """The choices of the whole as the configurator reads them; raises `Refused` for a name or number that does not exist."""
        selection, findings = read_selection(self.rulebook, self.product, self.choices, self.where)
        if findings:
            raise Refused(findings)
        return selection

    @property
    def configurator(self) -> Configurator:
        """Answers about the whole."""
        return configurator(self.rulebook, self.product, situation=self.situation)

    def inside(self, path: Path) -> Session:
        """The session in a part inside the one it is in."""
        return replace(self, at=(*self.at, *path))

    def stepped(self, made: Session) -> Session:
        """What was made of this session, as one step; the rep stays where it was."""
        return replace(made, at=self.at, before=(*self.before, self.choices))

    def chosen(self, name: str, option: str | None, quantity: int | None) -> Session:
        """The session with one more choice; quantity 0 says that the option must not be there."""
        return self.with_own({**self.own, name: self._value(name, option, quantity)})

    def filled(self, place: str, product: str | None, number: int) -> Session:
        """The session with so many parts in a nested place; with so many of a product, where one is named."""
        nested = self.here.nested[place]
        parts = with_number(parts_in(self.own, place), product, number, nested)
        return self.with_own({**self.own, place: tuple(parts)})

    def times(self, quantity: int) -> Session:
        """The session with the part that it is in so many times; with 0, without it."""
        *outer, place, number = self.at
        around = replace(self, at=tuple(outer))
        parts = parts_in(around.own, str(place))
        part = parts[int(number)].model_copy(update={"quantity": quantity})
        instead = (part,) if quantity else ()
        changed = (*parts[: int(number)], *instead, *parts[int(number) + 1 :])
        return around.with_own({**around.own, str(place): changed})

    def dropped(self, name: str, option: str | None) -> Session:
        """The session without what was chosen for a group, input or nested place, or without one option of it."""
        own = self.own
        rest = {name: kept} if name in own and (kept := _without(own[name], option)) else {}
        return self.with_own({each: choice for each, choice in own.items() if each != name} | rest)

    def taken(self, configuration: Configuration) -> Session:
        """The session with everything that a whole configuration has chosen in the part that it is in and inside that."""
        inside = part_of(configuration, self.at)
        parts = {place: _parts(each) for place, each in inside.nested.items() if place not in self.own}
        made = self.with_own({**self.own, **_taken(self.here, inside), **parts})
        for place, parts in inside.nested.items():
            for number in range(len(parts)):
                made = replace(made.inside((place, number)).taken(configuration), at=self.at)
        return made

    def undone(self) -> Session:
        """The session one step earlier."""
        if not self.before:
            return self
        earlier = replace(self, choices=self.before[-1], before=self.before[:-1])
        return replace(earlier, at=_still_there(earlier.choices, self.at))

    def with_own(self, own: Choices) -> Session:
        """The session with these choices, and no others, where it is in."""
        return replace(self, choices=with_choices_at(self.choices, self.at, own))

    def _value(self, name: str, option: str | None, quantity: int | None) -> Chosen:
        group = self.here.groups.get(name)
        if group is None:
            return self._entered(name, option or "")
        if option is None:
            raise _incomplete(name)
        others: Options = _options(self.own.get(name)) if group.max > 1 else {}
        return {**others, option: 1 if quantity is None else quantity}

    def _entered(self, name: str, word: str) -> Decimal | bool | str:
        """What was typed for an input: yes or no where it is that, a number, or a word."""
        given = self.here.inputs.get(name)
        asks = given is not None and self.rulebook.all(Attribute)[given.attribute].type == "yes_no"
        if asks and word.lower() in _YES_NO:
            return _YES_NO[word.lower()]
        try:
            return Decimal(word) if len(word) <= 30 else word
        except InvalidOperation:
            return word


_YES_NO = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


def _taken(product: Configurable, configuration: Configuration) -> Choices:
    options = {name: _of_group(group, configuration.options.get(name, {})) for name, group in product.groups.items()}
    return {**{name: each for name, each in options.items() if each}, **configuration.inputs}


def _parts(made: Sequence[NestedConfiguration]) -> Sequence[NestedRequest]:
    """The parts of an open place, with nothing chosen in them yet."""
    return tuple(NestedRequest(product=part.configuration.product, quantity=part.quantity) for part in made)


def _of_group(group: Group, chosen: Mapping[str, int]) -> Options:
    """What is chosen of a group; a default that is not is ruled out, else it would come back."""
    if chosen and is_single(group):
        return chosen
    without = {code: 0 for code, option in group.options.items() if option.default and code not in chosen}
    return {**without, **chosen}


def _still_there(choices: Choices, path: Path) -> Path:
    """As much of a path as leads to a part."""
    for length in range(len(path), 0, -2):
        try:
            choices_at(choices, path[:length])
        except LookupError:
            continue
        return path[:length]
    return ()


def _options(value: Chosen | None) -> Options:
    if isinstance(value, str):
        return {value: 1}
    return value if isinstance(value, Mapping) else {}


def _without(value: Chosen, option: str | None) -> Options | None:
    if option is None or not isinstance(value, Mapping):
        return None
    return {code: quantity for code, quantity in value.items() if code != option}


def _incomplete(name: str) -> Refused:
    text = Text(zh=f"请写出选项：{name} 选项编码 [数量]", en=f"name an option: {name} OPTION [QUANTITY]")
    return Refused([Finding("no-option", Place(name), text)])


def request_of(session: Session, head: QuoteRequest) -> QuoteRequest:
    """The session as a request of one line."""
    line = head.lines[0].model_copy(update={"configuration": dict(session.choices)})
    return head.model_copy(update={"lines": (line,), "discount": None, "coupons": ()})
