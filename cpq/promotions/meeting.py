"""Whether the lines of a quote meet what a promotion needs, and if not, what is missing most nearly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from cpq.bom.matching import Matching
from cpq.pricing.conditions import holds, line_values
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Missing
from cpq.pricing.rule_index import RuleIndex
from cpq.promotions.lacks import Lack, nearest, too_few, too_little, too_much, unwanted
from cpq.promotions.needs import AllOf, AnyNeed, AnyOf, Need, NoneOf
from cpq.promotions.promotion import Promotion

Path = tuple[str | int, ...]


class Meeting:
    """Asks the lines of one basket, as they are at the start of a phase, what promotions need."""

    def __init__(
        self, lines: Iterable[Line], quote: Mapping[str, object], index: RuleIndex[Promotion], context: Context
    ) -> None:
        self._lines = [line for line in lines if line.counts]
        self._quote = quote
        self._index = index
        self._context = context
        self._matching = context.rulebook.derived(Matching)

    def lack(self, promotion: Promotion) -> Lack | None:
        """What the lines lack for a promotion, the nearest where there are several; None where they have everything."""
        lacks = (self._lack(need, promotion, ("needs", number)) for number, need in enumerate(promotion.needs))
        return nearest(lack for lack in lacks if lack is not None)

    def _lack(self, need: AnyNeed, promotion: Promotion, path: Path) -> Lack | None:
        match need:
            case Need():
                return self._of_lines(need, promotion, path)
            case AnyOf():
                lacks = self._all(need.any, promotion, (*path, "any"))
                return nearest(lacks) if len(lacks) == len(need.any) else None
            case AllOf():
                return nearest(self._all(need.all, promotion, (*path, "all")))
            case NoneOf():
                met = len(self._all(need.none, promotion, (*path, "none"))) < len(need.none)
                return unwanted(path) if met else None

    def _all(self, needs: Sequence[AnyNeed], promotion: Promotion, path: Path) -> list[Lack]:
        lacks = (self._lack(each, promotion, (*path, number)) for number, each in enumerate(needs))
        return [lack for lack in lacks if lack is not None]

    def _of_lines(self, need: Need, promotion: Promotion, path: Path) -> Lack | None:
        lines = self._meant(need, promotion)
        if not lines:
            return self._none(need, path)
        if need.per == "together":
            return self._bounds(need, lines, path)
        lacks = [self._bounds(need, [line], path) for line in lines]
        return None if None in lacks else nearest(lack for lack in lacks if lack is not None)

    def _none(self, need: Need, path: Path) -> Lack | None:
        """No line is meant: what a lower bound lacks, or the line itself; nothing where only an upper bound is asked for."""
        low_quantity = need.quantity.from_ if need.quantity else None
        low_amount = (need.amount.from_ or {}).get(self._context.currency) if need.amount else None
        if (need.quantity or need.amount) and not low_quantity and not low_amount:
            return self._bounds(need, [], path)
        if low_quantity:
            return too_few(low_quantity, ZERO, (*path, "quantity", "from"))
        if low_amount:
            return too_little(low_amount, ZERO, self._context.currency, (*path, "amount", "from"))
        return too_few(Decimal(1), ZERO, path)

    def _meant(self, need: Need, promotion: Promotion) -> list[Line]:
        target = promotion.target if need.target is None else need.target
        # A desk is one, whatever is chosen inside; but its options belong to what it comes to.
        too = need.quantity is None
        found = [line for line in self._lines if self._matching.matches(target, line.item, options_too=too)]
        conditions = [(need.lines, "needs"), (promotion.lines if need.target is None else None, "lines")]
        for condition, field in conditions:
            if condition is not None:
                found = [line for line in found if holds(condition, self._values(line), promotion, field, line.item)]
        return found

    def _values(self, line: Line) -> Mapping[str, object]:
        return line_values(line, self._quote, self._index.categories(line.item))

    def _bounds(self, need: Need, lines: Sequence[Line], path: Path) -> Lack | None:
        return nearest(lack for lack in (self._quantity(need, lines, path), self._amount(need, lines, path)) if lack)

    def _quantity(self, need: Need, lines: Sequence[Line], path: Path) -> Lack | None:
        bounds = need.quantity
        if bounds is None:
            return None
        have = sum((line.item.quantity for line in lines if line.item.year in (None, 1)), ZERO)
        if bounds.from_ is not None and have < bounds.from_:
            return too_few(bounds.from_, have, (*path, "quantity", "from"))
        if bounds.to is not None and have > bounds.to:
            return too_much(bounds.to, have, None, (*path, "quantity", "to"))
        return None

    def _amount(self, need: Need, lines: Sequence[Line], path: Path) -> Lack | None:
        bounds, currency = need.amount, self._context.currency
        if bounds is None:
            return None
        original = (need.of or self._context.settings.threshold_of) == "original"
        have = sum((line.list_amount if original else line.net for line in lines), ZERO)
        low, high = (bounds.from_ or {}).get(currency), (bounds.to or {}).get(currency)
        if low is not None and have < low:
            return too_little(low, have, currency, (*path, "amount", "from"))
        if high is not None and have > high:
            return too_much(high, have, currency, (*path, "amount", "to"))
        return None


__all__ = ["Lack", "Meeting", "Missing"]
