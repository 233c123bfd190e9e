"""The variables of a configurable product: what there is to decide.

A group of which at most one option is chosen is one variable: 0 for none, then a number for each option with each of
its quantities. In any other group every option has a variable of its own, its quantity. An input is the position of its
value among those on offer; one that is asked for under a condition has a further value, for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from cpq.bom.configuration.offers import Offer, offers_of
from cpq.bom.configuration.option_states import OptionStates
from cpq.bom.configuration.readings import Element
from cpq.bom.products.configurable import Configurable, Group, Input, Option
from cpq.bom.solve import Clause, Constraint, Is, Variable, between
from cpq.company.attribute import Attribute

MOST_INPUT_VALUES = 20_000

NONE = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """A variable that options are chosen by: `picks` maps each value but 0 to the option and its quantity."""

    variable: Variable
    group: str
    picks: Mapping[int, tuple[str, int]]
    codes: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(dict.fromkeys(code for code, _ in self.picks.values())))

    def quantities(self, values: tuple[int, ...]) -> Mapping[str, tuple[int, ...]]:
        """By option the quantities among the values, 0 for any value without it."""
        found: dict[str, list[int]] = {code: [] for code in self.codes}
        picks = [self.picks.get(value) for value in values]
        for pick in picks:
            if pick is not None:
                found[pick[0]].append(pick[1])
        return {code: tuple(sorted(own if len(own) == len(picks) else {0, *own})) for code, own in found.items()}

    def values_of(self, code: str, quantity: int | None = None) -> frozenset[int]:
        """The values that choose this option, in any quantity or in just this one."""
        return frozenset(
            value for value, (option, count) in self.picks.items() if option == code and quantity in (None, count)
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A variable for an input: value n is the n-th of `values`, the value after the last that it has none (`absent`)."""

    variable: Variable
    values: tuple[Element, ...]

    @property
    def absent(self) -> int | None:
        """The value of the variable that stands for no value; None for an input that is always asked for."""
        last = len(self.values)
        return last if last in self.variable.domain else None

    def element(self, value: int) -> Element | None:
        """What the input is worth at a value of the variable; None where it has no value."""
        return self.values[value] if value < len(self.values) else None

    def elements(self, values: Iterable[int]) -> tuple[Element, ...]:
        """What the input can be worth at these values of the variable."""
        return tuple(self.values[value] for value in values if value < len(self.values))


@dataclass(frozen=True, slots=True)
class Decisions:
    """All variables of a product, what is on offer under a condition, and what the groups themselves demand of them."""

    slots: tuple[Slot, ...]
    entries: Mapping[str, Entry]
    offers: Mapping[str, Offer]
    constraints: tuple[Constraint, ...]
    names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The variables by name, and those that say what is on offer."""
    states: OptionStates = field(default_factory=OptionStates, init=False, repr=False, compare=False)
    _groups: Mapping[str, tuple[Slot, ...]] = field(init=False, repr=False, compare=False)
    _holders: Mapping[str, tuple[Slot, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = (*(each.name for each in self.variables), *(offer.rule for offer in self.offers.values()))
        object.__setattr__(self, "names", names)
        groups: dict[str, list[Slot]] = {}
        for slot in self.slots:
            groups.setdefault(slot.group, []).append(slot)
        object.__setattr__(self, "_groups", {name: tuple(slots) for name, slots in groups.items()})
        holders: dict[str, list[Slot]] = {}
        for slot in self.slots:
            for code in slot.codes:
                holders.setdefault(code, []).append(slot)
        object.__setattr__(self, "_holders", {code: tuple(slots) for code, slots in holders.items()})

    @property
    def variables(self) -> tuple[Variable, ...]:
        return (*(slot.variable for slot in self.slots), *(entry.variable for entry in self.entries.values()))

    def of_group(self, group: str) -> tuple[Slot, ...]:
        return self._groups.get(group, ())

    def of_option(self, code: str) -> tuple[Slot, ...]:
        """Every slot that can hold the option."""
        return self._holders.get(code, ())


def decisions_of(product: Configurable, attributes: Mapping[str, Attribute]) -> Decisions:
    """The variables of a product."""
    slots = {name: tuple(_slots(name, group)) for name, group in product.groups.items()}
    entries = {name: _entry(name, each, attributes[each.attribute]) for name, each in product.inputs.items()}
    offers = offers_of(product)
    limits = [
        limit
        for name, group in product.groups.items()
        for limit in _limits(name, group, slots[name], offers[name].holding if name in offers else ())
    ]
    return Decisions(tuple(slot for group in slots.values() for slot in group), entries, offers, tuple(limits))


def is_single(group: Group) -> bool:
    """Whether at most one option of the group can be chosen."""
    return group.max == 1


def quantities(option: Option) -> range:
    """The quantities in which an option can be chosen."""
    return range(option.min, option.max + 1, option.step)


def _slots(name: str, group: Group) -> Iterator[Slot]:
    if is_single(group):
        pairs = [(code, count) for code, option in group.options.items() for count in quantities(option)]
        picks = dict(enumerate(pairs, start=1))
        none = () if group.min and group.when is None else (NONE,)
        yield Slot(Variable(name, (*none, *picks)), name, picks)
        return
    for code, option in group.options.items():
        picks = {count: (code, count) for count in quantities(option)}
        yield Slot(Variable(f"{name}/{code}", (NONE, *picks)), name, picks)


def _limits(name: str, group: Group, slots: tuple[Slot, ...], when: tuple[Is, ...]) -> tuple[Constraint, ...]:
    """The cardinality of a group, as a rule of its own: `group:cpu`; only asked where the group is on offer."""
    if is_single(group):
        chosen = Is(slots[0].variable.name, NONE, positive=False)
        needed = (*(each.negated() for each in when), chosen)
        return (Clause(group_rule(name), needed),) if group.min and when else ()
    chosen = [Is(slot.variable.name, value) for slot in slots for value in slot.picks]
    limits = between(group_rule(name), chosen, group.min, group.max if group.max < len(slots) else None)
    return tuple(replace(limit, when=when) for limit in limits)


def group_rule(name: str) -> str:
    """The rule id that stands for a group's own limits; the colon keeps it apart from the ids of written rules."""
    return f"group:{name}"


def _entry(name: str, input: Input, attribute: Attribute) -> Entry:
    values = values_of(input, attribute)
    return Entry(Variable(name, tuple(range(len(values) + (input.when is not None)))), values)


def values_of(input: Input, attribute: Attribute) -> tuple[Element, ...]:
    """The values on offer: those written, else those of the attribute's type or of the range."""
    if input.values:
        return tuple(dict.fromkeys(input.values))
    match attribute.type:
        case "yes_no":
            return (False, True)
        case "choice":
            return tuple(attribute.values)
        case "number":
            return _steps(input)


def _steps(input: Input) -> tuple[Decimal, ...]:
    if input.min is None or input.max is None or input.step is None or input.max < input.min:
        return ()
    if (input.max - input.min) / input.step >= MOST_INPUT_VALUES:
        return ()
    count = int((input.max - input.min) // input.step) + 1
    return tuple(input.min + position * input.step for position in range(count))
