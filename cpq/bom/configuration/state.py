"""The answers of a configurator, in the words of products, groups and options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cpq.bom.configuration.readings import Element
from cpq.bom.solve import EngineName
from cpq.rulebook.place import Place
from cpq.rulebook.text import Locale, Text

NO_TEXT = Text("", "")

Path = tuple[str | int, ...]
"""The way to a nested part: `("servers", 3)` is the fourth entry of `servers`; empty for the whole itself."""


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as its author worded it, and where it is written. A group's own limits count as a rule, `group:cpu`.

    `within` is the path to the nested part whose rule it is, `part` what that is called.
    """

    id: str
    text: Text
    place: Place
    within: Path = ()
    part: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a rep chooses, or asks about: an option of a group (quantity None: any; 0: not), the value of an
    input (`option` None), or how many parts there are in a nested place (`option`: the product of those to come). `within` is
    the path to the nested part in which it is chosen, `part` what that is called.
    """

    name: str
    option: str | None
    quantity: int | None = None
    value: Element | None = None
    text: Text = NO_TEXT
    within: Path = ()
    part: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something cannot be: the rep's choices and the rules that cannot hold together with it; nothing could be left out.

    `defaults` are what nobody chose but was granted before: they stand against a default that was given up, never against a choice.

    `within` is the path to the nested part that it is about as a whole. Where it is not `complete`, of the rules only the
    limits on what all parts add up to are told; what makes the parts need as much are rules of their own.
    """

    choices: tuple[Choice, ...]
    rules: tuple[RuleText, ...]
    within: Path = ()
    complete: bool = True
    defaults: tuple[Choice, ...] = ()

    @property
    def text(self) -> Text:
        """One sentence for people; what belongs to a nested part says so, or the sentence does where all of it belongs there."""
        parts = {each.part for each in (*self.rules, *self.choices, *self.defaults)}
        whole = parts.pop() if len(parts) == 1 else NO_TEXT
        rules, choices, defaults = (
            [_said(each, whole) for each in said] for said in (self.rules, self.choices, self.defaults)
        )
        zh, en = "；".join(each.zh for each in rules), "; ".join(each.en for each in rules)
        zh, en = zh or "没有任何配置包含它", en or "no configuration contains it"
        if not self.complete:
            zh, en = f"{zh}（连同各部件的最低需要）", f"{en} (with the least that every part needs)"
        if choices or defaults:
            zh += (
                f"（{'；'.join([*_listed('已选：', '，', choices, 'zh'), *_listed('默认：', '，', defaults, 'zh')])}）"
            )
            en += f" ({'; '.join([*_listed('chosen: ', ', ', choices, 'en'), *_listed('by default: ', ', ', defaults, 'en')])})"
        return _led(whole, Text(zh=zh, en=en))


def _listed(lead: str, comma: str, each: Sequence[Text], locale: Locale) -> list[str]:
    return [lead + comma.join(text.to(locale) for text in each)] if each else []


def _said(each: RuleText | Choice, whole: Text) -> Text:
    return each.text if each.part == whole else _led(each.part, each.text)


def _led(part: Text, text: Text) -> Text:
    """What a text is about, if that is not the whole, and the text."""
    return Text(zh=f"{part.zh}：{text.zh}", en=f"{part.en}: {text.en}") if part.en else text


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
class NumberState:
    """In how many parts a nested place can still be had: the numbers of all configurations where it is open; else the one that is `selected`."""

    quantities: tuple[int, ...]
    selected: int | None = None


@dataclass(frozen=True, slots=True)
class ConfigurationState:
    """What can still be chosen, in a product and in each of its nested parts, with respect to all configurations of the whole.

    `complete`: the product's own choices as they stand, with nothing added, go into a configuration, whatever is still
    missing in its parts or around it. `conflict` is None where the choices can be completed; otherwise it tells why not, and the options
    show what each could be if it alone were changed. `nested`: place → the states of its parts, with the whole's conflict.
    """

    groups: Mapping[str, tuple[OptionState, ...]]
    inputs: Mapping[str, InputState]
    complete: bool
    conflict: Explanation | None = None
    engine: EngineName | None = field(default=None, compare=False)
    """Which engine answered; another would have given the same answer."""
    proven: bool = True
    """Whether everything shown as possible is known to be; false where a limit was reached first."""
    hidden: Mapping[str, RuleText] = field(default_factory=dict[str, RuleText])
    """Groups, inputs, nested places and options (`group/OPTION`) that are not on offer as things stand, with the condition."""
    unsold: Mapping[str, RuleText] = field(default_factory=dict[str, RuleText])
    """Options (`group/OPTION`), and products of nested places (`place/PRODUCT`), that may not be sold in the situation, with the rule."""
    nested: Mapping[str, tuple[ConfigurationState, ...]] = field(
        default_factory=dict[str, "tuple[ConfigurationState, ...]"]
    )

    numbers: Mapping[str, NumberState] = field(default_factory=dict[str, NumberState])
    """Nested place → how many parts it can have."""

    @property
    def possible(self) -> bool:
        return self.conflict is None


@dataclass(frozen=True, slots=True)
class Repair:
    """A way to have what was asked for: the choices to give up, and what stands in their places then."""

    given_up: tuple[Choice, ...]
    instead: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Repairs:
    """The `ways`: the fewest choices given up first, of those the nearest numbers, then as the product is ordered.

    How near: each number given up counts by the share that it changes of the larger of both (4 that becomes 3: a quarter), all
    else by 1. Where that is not `proven`, there may be ways that give up fewer.
    """

    ways: tuple[Repair, ...]
    proven: bool = True


@dataclass(frozen=True, slots=True)
class PriceEffects:
    """What the cheapest completion of the whole would amount to, options only; in open places with the parts of the cheapest.

    `total` is that of the selection as it is; None where it contradicts itself. `options`: group → option → quantity (0:
    without it) → the amount if that were chosen; `inputs`: input → value → amount. What cannot be had is not there; what
    the rep chose is shown with that one choice set aside. Where that is not `proven`, some amounts may be too large.
    `nested`: place → the same for what is chosen in its parts.
    """

    total: Decimal | None
    options: Mapping[str, Mapping[str, Mapping[int, Decimal]]]
    inputs: Mapping[str, Mapping[Element, Decimal]]
    proven: bool = True
    nested: Mapping[str, tuple[PriceEffects, ...]] = field(default_factory=dict[str, "tuple[PriceEffects, ...]"])


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
