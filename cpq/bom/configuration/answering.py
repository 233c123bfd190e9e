"""From values of variables to what a rep reads: the states of options and inputs, amounts, whole configurations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cpq.bom.configuration.amounts import Weighing
from cpq.bom.configuration.readings import Element
from cpq.bom.configuration.selection import Selection
from cpq.bom.configuration.state import (
    Choice,
    Configuration,
    GivenUp,
    InputState,
    NestedConfiguration,
    OptionState,
    Path,
)
from cpq.bom.configuration.variables import Decisions
from cpq.bom.configuration.whole import Whole
from cpq.bom.configuration.wishes import with_quantity
from cpq.bom.solve import Solution

Left = Mapping[str, tuple[int, ...]]
"""Variable → the values that can still be had."""


def option_states(decisions: Decisions, group: str, selection: Selection, left: Left) -> tuple[OptionState, ...]:
    return decisions.states.of(decisions.of_group(group), left, selection.options.get(group, {}))


def input_state(decisions: Decisions, name: str, selection: Selection, left: Left) -> InputState:
    return InputState(name, decisions.entries[name].elements(left[name]), selection.inputs.get(name))


def asked_for(decisions: Decisions, choice: Choice) -> dict[str, frozenset[int]]:
    """The choice as a demand on the variables that it speaks of."""
    if choice.option is None:
        entry = decisions.entries[choice.name]
        return {choice.name: frozenset(place for place, each in enumerate(entry.values) if _same(each, choice.value))}
    slots = [slot for slot in decisions.of_group(choice.name) if choice.option in slot.codes]
    return {slot.variable.name: with_quantity(slot, choice.option, choice.quantity) for slot in slots}


def configuration_of(
    whole: Whole, solution: Solution, given_up: Mapping[Path, Sequence[GivenUp]] | None = None
) -> Configuration:
    """What a solution of the whole makes of a product and of everything inside it."""
    nested = {
        place: tuple(
            NestedConfiguration(chosen.quantity, configuration_of(part, solution, given_up))
            for part, chosen in zip(parts, whole.selection.nested[place], strict=True)
        )
        for place, parts in whole.inside.items()
    }
    options, inputs = _decided(whole.decisions, whole.own(solution))
    return Configuration(whole.product.id, options, inputs, nested, tuple((given_up or {}).get(whole.path, ())))


def _decided(decisions: Decisions, solution: Mapping[str, int]) -> tuple[dict[str, dict[str, int]], dict[str, Element]]:
    options: dict[str, dict[str, int]] = {}
    for slot in decisions.slots:
        pick = slot.picks.get(solution[slot.variable.name])
        if pick is not None:
            options.setdefault(slot.group, {})[pick[0]] = pick[1]
    inputs = {name: entry.element(solution[name]) for name, entry in decisions.entries.items()}
    return options, {name: element for name, element in inputs.items() if element is not None}


def option_amounts(
    decisions: Decisions, group: str, totals: Mapping[str, Mapping[int, int]], scale: Weighing
) -> dict[str, dict[int, Decimal]]:
    """Option → quantity → the least amount with it."""
    amounts: dict[str, dict[int, Decimal]] = {}
    for slot in decisions.of_group(group):
        for code in slot.codes:
            mine = amounts.setdefault(code, {})
            for value, total in totals[slot.variable.name].items():
                option, count = slot.picks.get(value, ("", 0))
                quantity = count if option == code else 0
                amount = scale.amount(total)
                mine[quantity] = min(amount, mine.get(quantity, amount))
    return {code: dict(sorted(mine.items())) for code, mine in amounts.items()}


def input_amounts(
    decisions: Decisions, name: str, totals: Mapping[str, Mapping[int, int]], scale: Weighing
) -> dict[Element, Decimal]:
    """Value → the least amount with it."""
    offered = decisions.entries[name].values
    return {offered[value]: scale.amount(total) for value, total in totals[name].items() if value < len(offered)}


def _same(one: Element, other: Element | None) -> bool:
    return one == other and type(one) is type(other)
