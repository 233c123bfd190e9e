"""The states of everything in a whole: what each option and input can still be, and what it would amount to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.bom.configuration.amounts import Weighing
from cpq.bom.configuration.answering import Left, input_amounts, input_state, option_amounts, option_states
from cpq.bom.configuration.offers import NOT_OFFERED
from cpq.bom.configuration.selection import NestedSelection
from cpq.bom.configuration.state import ConfigurationState, Explanation, NumberState, PriceEffects
from cpq.bom.configuration.variables import NONE
from cpq.bom.configuration.whole import Whole
from cpq.bom.configuration.wishes import Demands
from cpq.bom.solve import Engine


@dataclass(frozen=True, slots=True)
class States:
    """What is known of a whole: `left` by variable, with the demands on it; the conflict, if its choices cannot hold together."""

    engine: Engine
    demands: Demands
    left: Left
    conflict: Explanation | None

    def of(self, whole: Whole) -> ConfigurationState:
        """The state of a product and of the parts inside it."""
        left, decisions, selection = whole.own(self.left), whole.decisions, whole.selection
        return ConfigurationState(
            groups={name: option_states(decisions, name, selection, left) for name in whole.product.groups},
            inputs={name: input_state(decisions, name, selection, left) for name in whole.product.inputs},
            complete=self.conflict is None and self._is_complete(whole),
            conflict=self.conflict,
            engine=self.engine.name,
            hidden={
                key: whole.compiled.rules[offer.rule]
                for key, offer in decisions.offers.items()
                if left[offer.rule] == (NOT_OFFERED,)
            },
            unsold={f"{name}/{code}": rule for (name, code), rule in whole.unsold.items()},
            nested={place: tuple(map(self.of, parts)) for place, parts in whole.inside.items()},
            numbers={place: _number(parts) for place, parts in whole.selection.nested.items()},
        )

    def _is_complete(self, whole: Whole) -> bool:
        """Whether nothing is missing: every input decided that is asked for, and all else left out is a configuration."""
        entries = {whole.prefix + name: entry for name, entry in whole.decisions.entries.items()}
        undecided = {name: entry for name, entry in entries.items() if name not in self.demands}
        if any(entry.absent is None for entry in undecided.values()):
            return False
        slots = (whole.prefix + slot.variable.name for slot in whole.decisions.slots)
        left_out = {name: NONE for name in slots if name not in self.demands}
        left_out |= {name: len(entry.values) for name, entry in undecided.items()}
        if any(value not in self.left[name] for name, value in left_out.items()):
            return False
        return self.engine.status({**self.demands, **left_out}, ()).possible


def _number(parts: Sequence[NestedSelection]) -> NumberState:
    number = sum(part.quantity for part in parts)
    return NumberState((number,), number)


@dataclass(frozen=True, slots=True)
class Effects:
    """What is known of the amounts of a whole: the `total` as it is, and for each variable the total by its values."""

    total: Decimal | None
    totals: Mapping[str, Mapping[int, int]]
    weighed: Weighing
    proven: bool

    def of(self, whole: Whole) -> PriceEffects:
        """What everything in a product, and in the parts inside it, would make of the amount."""
        own, decisions, weighed = whole.own(self.totals), whole.decisions, self.weighed
        return PriceEffects(
            total=self.total,
            options={name: option_amounts(decisions, name, own, weighed) for name in whole.product.groups},
            inputs={name: input_amounts(decisions, name, own, weighed) for name in whole.product.inputs},
            proven=self.proven,
            nested={place: tuple(map(self.of, parts)) for place, parts in whole.inside.items()},
        )
