"""A configuration session in the terminal: what the rep typed becomes choices; each step can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from cpq.bom.configuration import Configuration, Configurator, Selection, configurator, read_selection
from cpq.bom.configuration.variables import is_single
from cpq.bom.products import Configurable
from cpq.bom.products.configurable import Group
from cpq.bom.request import Chosen, LineRequest, Options, QuoteRequest
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Choices = Mapping[str, Chosen]


@dataclass(frozen=True, slots=True)
class Session:
    """The choices so far, and the ones before each step."""

    rulebook: Rulebook
    product: Configurable
    choices: Choices = field(default_factory=dict[str, Chosen])
    before: tuple[Choices, ...] = ()

    @property
    def selection(self) -> Selection:
        """The choices as the configurator reads them; raises `Refused` for a name or number that does not exist."""
        selection, findings = read_selection(self.rulebook, self.product, self.choices, _typed)
        if findings:
            raise Refused(findings)
        return selection

    def chosen(self, name: str, option: str | None, quantity: int | None) -> Session:
        """The session with one more choice; quantity 0 says that the option must not be there."""
        return self._with({**self.choices, name: self._value(name, option, quantity)})

    def dropped(self, name: str, option: str | None) -> Session:
        """The session without what was chosen for a group or input, or without one option of it."""
        if name not in self.choices:
            return self
        value = self.choices[name]
        rest = {name: kept} if (kept := _without(value, option)) else {}
        return self._with({each: choice for each, choice in self.choices.items() if each != name} | rest)

    def taken(self, configuration: Configuration) -> Session:
        """The session with everything that a configuration has chosen, and nothing else; nested parts stay as they are."""
        groups = self.product.groups.items()
        options = {name: self._taken(group, configuration.options.get(name, {})) for name, group in groups}
        return self._with(
            {**self.choices, **{name: each for name, each in options.items() if each}, **configuration.inputs}
        )

    def _taken(self, group: Group, chosen: Mapping[str, int]) -> Options:
        """What is chosen of a group; a default that is not is ruled out, else it would come back."""
        if chosen and is_single(group):
            return chosen
        without = {code: 0 for code, option in group.options.items() if option.default and code not in chosen}
        return {**without, **chosen}

    def undone(self) -> Session:
        """The session one step earlier."""
        return replace(self, choices=self.before[-1], before=self.before[:-1]) if self.before else self

    def _with(self, choices: Choices) -> Session:
        return replace(self, choices=choices, before=(*self.before, self.choices))

    def _value(self, name: str, option: str | None, quantity: int | None) -> Chosen:
        group = self.product.groups.get(name)
        if group is None:
            return _entered(option or "")
        if option is None:
            raise _incomplete(name)
        others: Options = _options(self.choices.get(name)) if group.max > 1 else {}
        return {**others, option: 1 if quantity is None else quantity}


def _options(value: Chosen | None) -> Options:
    if isinstance(value, str):
        return {value: 1}
    return value if isinstance(value, Mapping) else {}


def _without(value: Chosen, option: str | None) -> Options | None:
    if option is None or not isinstance(value, Mapping):
        return None
    return {code: quantity for code, quantity in value.items() if code != option}


def _entered(word: str) -> Decimal | bool | str:
    """What was typed for an input: yes/no, a number, or a word."""
    if word in ("true", "false"):
        return word == "true"
    try:
        return Decimal(word) if len(word) <= 30 else word
    except InvalidOperation:
        return word


def _typed(*path: str | int) -> Place:
    return Place(".".join(str(step) for step in path) or "configuration")


def _incomplete(name: str) -> Refused:
    text = Text(zh=f"请写出选项：{name} 选项编码 [数量]", en=f"name an option: {name} OPTION [QUANTITY]")
    return Refused([Finding("no-option", Place(name), text)])


def engine_for(session: Session) -> Configurator:
    """The configurator of the session's product."""
    return configurator(session.rulebook, session.product)


def request_of(session: Session, head: QuoteRequest) -> QuoteRequest:
    """The session as a request of one line."""
    line = LineRequest(product=session.product.id, quantity=Decimal(1), configuration=dict(session.choices))
    return head.model_copy(update={"lines": (line,), "discount": None, "coupons": ()})


def chosen(session: Session, words: Sequence[str]) -> Session:
    """The session after `GROUP OPTION [QUANTITY]`; raises `Refused` for a name or number that does not exist."""
    name, option, quantity = (*words, None, None, None)[:3]
    if name is None or (quantity is not None and not quantity.isdecimal()):
        raise Refused([_slip(" ".join(words))])
    changed = session.chosen(name, option, int(quantity[:6]) if quantity else None)
    _ = changed.selection  # refused here, so that a slip does not become part of the session
    return changed


def _slip(words: str) -> Finding:
    return Finding("choice", Place(words), Text(zh="写法：组名 选项 [数量]", en="write: GROUP OPTION [QUANTITY]"))
