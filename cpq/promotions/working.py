"""Promotions at work on lines: what one takes off, and the lines after it. Nothing is decided here, and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Outcome
from cpq.pricing.trace import Phase, Step
from cpq.promotions.benefits import Deal
from cpq.promotions.benefits.benefit import Cut, Reach, Shortfall
from cpq.promotions.benefits.deal import Allotment
from cpq.promotions.fitting import Fitting
from cpq.promotions.promotion import Promotion
from cpq.promotions.room import Room, most_together, within
from cpq.rulebook.finding import Refused
from cpq.rulebook.text import Text

_NO_PARTS: Mapping[int, Sequence[Line]] = MappingProxyType({})


@dataclass(slots=True)
class State:
    """The lines as they are now, by id, and how many units of each no deal has used yet."""

    lines: dict[str, Line]
    free: dict[str, int]

    def copy(self) -> State:
        return State(dict(self.lines), dict(self.free))

    def deliveries(self) -> Sequence[Line]:
        """The lines of deliveries that cost something."""
        return [line for line in self.lines.values() if line.delivery and line.net > 0]


class Working:
    """One phase of a quote: `fits` says which lines each promotion works on, `start` how the lines were before the phase."""

    def __init__(
        self,
        phase: Phase,
        start: Mapping[str, Line],
        fits: Fitting,
        given: Callable[[str], Outcome | None],
        context: Context,
    ) -> None:
        self._phase = phase
        self.start = start
        self._fits = fits
        self._given = given
        self._context = context
        self._uncapped = Room(None, None, context)
        self.failures: dict[str, Refused] = {}
        """Promotions that could not be worked out, and that say to go on without them."""
        self.beyond_budget: dict[str, Shortfall] = {}
        """Promotions that would give more than their budget has left, and that say to give nothing then."""

    def reach(self, promotion: Promotion, state: State) -> Reach:
        """What a promotion works on in a state."""
        id, earlier = promotion.id, self._given(promotion.id)
        fitting, parts = self._fits.lines[id], self._fits.parts.get(id)
        lines = state.deliveries() if promotion.benefit.on_deliveries else _payable(fitting, state)
        return Reach(
            promotion=promotion,
            lines=lines,
            fitting=fitting,
            parts={number: _payable(ids, state) for number, ids in parts.items()} if parts else _NO_PARTS,
            start=self.start,
            free=state.free,
            given=earlier.amount if earlier else ZERO,
            given_before=earlier is not None and earlier.status == "applied",
            room=self._uncapped if promotion.cap is None else Room(promotion.cap, earlier, self._context),
            context=self._context,
        )

    def cuts(
        self, promotion: Promotion, state: State, most: Decimal | None = None, allotment: Allotment | None = None
    ) -> Sequence[Cut]:
        """What a promotion takes off in a state, at most `most` together; for a deal with these units, where they are said."""
        return self.cuts_of(promotion, self.reach(promotion, state), most, allotment)

    def cuts_of(
        self, promotion: Promotion, reach: Reach, most: Decimal | None = None, allotment: Allotment | None = None
    ) -> Sequence[Cut]:
        """The same, of what it is known to work on."""
        self.beyond_budget.pop(promotion.id, None)
        try:
            if allotment is not None and isinstance(promotion.benefit, Deal):
                cuts = promotion.benefit.priced(allotment, reach)
            else:
                cuts = promotion.benefit.cuts(reach)
        except Refused as refused:
            if promotion.on_error == "refuse":
                raise
            self.failures[promotion.id] = refused
            return ()
        if promotion.cap is None and promotion.limits.budget is None and most is None:
            return cuts
        bound = most_together(promotion, reach.given, most, self._context)
        total = saving_of(cuts)
        if (
            bound is not None
            and total > bound
            and promotion.limits.over_budget == "refuse"
            and self._is_budget(promotion, total)
        ):
            self.beyond_budget[promotion.id] = _beyond(total, bound)
            return ()
        return within(cuts, bound, self._context)

    def _is_budget(self, promotion: Promotion, total: Decimal) -> bool:
        """Whether it is the budget, and not the cap, that is too small for a total."""
        cap = promotion.cap.order[self._context.currency] if promotion.cap and promotion.cap.order else total
        bound = most_together(promotion.model_copy(update={"cap": None}), ZERO, None, self._context)
        return bound is not None and min(total, cap) > bound

    def take(self, promotion: Promotion, cuts: Sequence[Cut], state: State) -> None:
        """Write cuts into a state: as steps of the lines' traces, and as units that are used."""
        for cut in cuts:
            if cut.used:
                state.free[cut.line.item.id] -= cut.used
            if cut.adds:
                state.lines[cut.line.item.id] = cut.line
            if cut.amount:
                self._write(promotion, cut, state)

    def _write(self, promotion: Promotion, cut: Cut, state: State) -> None:
        rate = None if cut.rate is None else -cut.rate
        step = Step(
            self._phase,
            promotion.id,
            promotion.name,
            -cut.amount,
            -cut.exact,
            promotion.at("benefit"),
            cut.base,
            rate,
            cut.quantity,
            note=cut.note,
        )
        line = state.lines[cut.line.item.id].plus(step)
        state.lines[cut.line.item.id] = line if cut.calendar is None else line.billed(cut.calendar)


def _beyond(total: Decimal, left: Decimal) -> Shortfall:
    text = Text(
        zh=f"应优惠 {total:,f}，而预算只剩 {left:,f}，故不优惠",
        en=f"it would give {total:,f}, its budget has {left:,f} left, and it gives all or nothing",
    )
    return Shortfall(text)


def saving_of(cuts: Sequence[Cut]) -> Decimal:
    """What cuts take off together."""
    return sum([cut.amount for cut in cuts], ZERO)


def worth_of(cuts: Sequence[Cut]) -> Decimal:
    """By what cuts of one phase are compared: what they take off or, where points are earned, how many."""
    return sum([cut.amount + cut.points for cut in cuts], ZERO)


def _payable(ids: Sequence[str], state: State) -> Sequence[Line]:
    """The lines of which there is something left to pay."""
    return [line for id in ids if (line := state.lines[id]).net > 0]
