"""The answers of a configurator, in the words of products, groups and options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cpq.bom.configuration.readings import Element
from cpq.bom.solve import EngineName
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

NO_TEXT = Text("", "")


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as its author worded it, and where it is written. A group's own limits count as a rule, `group:cpu`."""

    id: str
    text: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a rep chooses, or asks about: an option of a group (quantity None: any; 0: not), or the value of an
    input (`option` None).
    """

    name: str
    option: str | None
    quantity: int | None = None
    value: Element | None = None
    text: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something cannot be: the rep's choices and the rules that cannot hold together with it; nothing could be left out.

    `within` is the path to the nested part that it is about: `("servers", 0)`.
    """

    choices: tuple[Choice, ...]
    rules: tuple[RuleText, ...]
    within: tuple[str | int, ...] = ()

    @property
    def text(self) -> Text:
        """One sentence for people."""
        zh = "；".join(rule.text.zh for rule in self.rules)
        en = "; ".join(rule.text.en for rule in self.rules)
        if self.choices:
            zh += f"（已选：{'，'.join(choice.text.zh for choice in self.choices)}）"
            en += f" (chosen: {', '.join(choice.text.en for choice in self.choices)})"
        return Text(zh=zh or "没有任何配置包含它", en=en.strip() or "no configuration contains it")


@dataclass(frozen=True, slots=True)
class OptionState:
    """What can become of an option, given everything else that the rep chose.

    `quantities` are those in which it can still be had, 0 among them if it can be left out. `selected` is the rep's own
    choice: a quantity, None with `chosen` true for any quantity.
    """

    code: str
    quantities: tuple[int, ...]
    chosen: bool = False
    selected: int | None = None

    @property
    def state(self) -> Literal["forced", "selectable", "excluded"]:
        if not any(self.quantities):
            return "excluded"
        return "selectable" if 0 in self.quantities else "forced"


@dataclass(frozen=True, slots=True)
class InputState:
    """The values that an input can still take, and the rep's own."""

    name: str
    values: tuple[Element, ...]
    selected: Element | None = None


@dataclass(frozen=True, slots=True)
class ConfigurationState:
    """What can still be chosen. `complete`: the choices as they stand, with nothing added, are a configuration.

    `conflict` is None where the choices can be completed; otherwise it tells why not, and the options show what each
    could be if it alone were changed.
    """

    groups: Mapping[str, tuple[OptionState, ...]]
    inputs: Mapping[str, InputState]
    complete: bool
    conflict: Explanation | None = None
    engine: EngineName | None = None
    """Which engine answered."""
    hidden: Mapping[str, RuleText] = field(default_factory=dict[str, RuleText])
    """Groups, inputs, nested places and options (`group/OPTION`) that are not on offer as things stand, with the condition."""

    @property
    def possible(self) -> bool:
        return self.conflict is None


@dataclass(frozen=True, slots=True)
class Repair:
    """A way to have what was asked for: the choices to give up, and what stands in their places then."""

    given_up: tuple[Choice, ...]
    instead: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PriceEffects:
    """What the cheapest completion would amount to.

    `total` is that of the selection as it is; None where it contradicts itself. `options`: group → option → quantity (0:
    without it) → the amount if that were chosen; `inputs`: input → value → amount. What cannot be had is not there; what
    the rep chose is shown with that one choice set aside. Where that is not `proven`, some amounts may be too large.
    """

    total: Decimal | None
    options: Mapping[str, Mapping[str, Mapping[int, Decimal]]]
    inputs: Mapping[str, Mapping[Element, Decimal]]
    proven: bool = True


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A default that could not be kept, and why."""

    name: str
    option: str | None
    text: Text
    why: Explanation


@dataclass(frozen=True, slots=True)
class NestedConfiguration:
    """`quantity` equal parts in a nested place."""

    quantity: int
    configuration: Configuration


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything decided: group → option → quantity (chosen ones only), every input, the nested parts."""

    product: str
    options: Mapping[str, Mapping[str, int]]
    inputs: Mapping[str, Element]
    nested: Mapping[str, tuple[NestedConfiguration, ...]] = field(
        default_factory=dict[str, "tuple[NestedConfiguration, ...]"]
    )
    given_up: tuple[GivenUp, ...] = ()
    proven: bool = True
    """Whether it is proven to be the best; false where a limit was reached first."""
