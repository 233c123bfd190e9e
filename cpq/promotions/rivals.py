"""What becomes of a hint beside the promotions that apply already: whether one of them keeps it out, or makes room for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cpq.bom.catalogue import Catalogue
from cpq.bom.item import Item
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.outcome import Missing, Outcome, Rivalry
from cpq.pricing.trace import Phase
from cpq.promotions.benefits import Deal
from cpq.promotions.book import PromotionBook
from cpq.promotions.counting import group_budget_left
from cpq.promotions.gift_line import item_of
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.promotions.stacking import go_together
from cpq.rulebook.text import Text

Rival = tuple[Rivalry, str]
_FIRST: tuple[Rivalry, ...] = ("withholds", "weighed", "shares", "gives_way")


class Rivals:
    """Asked once for a quote: `outcomes` are those of all phases."""

    def __init__(self, outcomes: Iterable[Outcome], lines: Iterable[Line], context: Context) -> None:
        self._context = context
        self._book = context.rulebook.derived(PromotionBook)
        self._lines = [line for line in lines if line.counts]
        promotions = context.rulebook.all(Promotion)
        self._amounts = {each.promotion: each.amount for each in outcomes if each.status == "applied"}
        self._applied = [promotions[id] for id in self._amounts]
        self._lost = [promotions[each.promotion] for each in outcomes if each.status == "lost"]

    def beside(self, outcome: Outcome) -> Outcome:
        """The outcome, whose hint says what stands beside it."""
        missing = outcome.missing
        if missing is None:
            return outcome
        promotion = self._context.rulebook.all(Promotion)[outcome.promotion]
        found = self._gaining(promotion, missing) if outcome.status == "applied" else self._coming(promotion, missing)
        rival = min(found, key=lambda each: _FIRST.index(each[0]), default=None)
        if rival is None:
            return outcome
        told = replace(missing, rivalry=rival[0], rival=rival[1])
        more = rivalry_said(told)
        text = Text(zh=f"{outcome.reason.zh}；{more.zh}", en=f"{outcome.reason.en}; {more.en}")
        return replace(outcome, missing=told, reason=text)

    def _gaining(self, promotion: Promotion, missing: Missing) -> Iterator[Rival]:
        """Of one that applies and would give more: those that are weighed against it, and those that want its units."""
        group = self._group(promotion)
        if group is not None and group.pick in ("best", "combination"):
            others = [*self._lost, *(self._applied if group.pick == "combination" else ())]
            yield from map(_weighed, self._mates(promotion, others))
        yield from self._sharing(promotion, missing)

    def _coming(self, promotion: Promotion, missing: Missing) -> Iterator[Rival]:
        """Of one that would come in: those in the way, those that would have to go, and those that want the same units."""
        yield from self._in_group(promotion, self._mates(promotion, self._applied))
        for other in self._applied:
            if (other.group is None or other.group != promotion.group) and not go_together(promotion, other):
                yield _before(self._turn(other) < self._turn(promotion), other)
        yield from self._sharing(promotion, missing)

    def _in_group(self, promotion: Promotion, mates: Sequence[Promotion]) -> Iterator[Rival]:
        group = self._group(promotion)
        if group is None or not mates:
            return
        before = [each for each in mates if _order(each) < _order(promotion)]
        if group.pick in ("best", "combination"):
            apart = [each for each in mates if not go_together(each, promotion)]
            bounded = group.takes_one or group.at_most is not None or group.budget is not None
            weighed = mates if bounded or isinstance(promotion.benefit, Deal) else apart
            yield from map(_weighed, weighed[:1])
            return
        most = 1 if group.takes_one else group.at_most
        if most is not None and len(mates) >= most:
            keeps_out = len(before) >= most
            yield _before(keeps_out, before[-1] if keeps_out else mates[-1])
        yield from (_before(each in before, each) for each in mates if not go_together(each, promotion))
        if before and group_budget_left(group, self._context) is not None:
            yield _before(True, before[-1]) if self._spent(group, before) else ("shares", before[-1].id)

    def _spent(self, group: PromotionGroup, mates: Sequence[Promotion]) -> bool:
        left = group_budget_left(group, self._context)
        return left is not None and sum((self._amounts[each.id] for each in mates), Decimal(0)) >= left

    def _sharing(self, promotion: Promotion, missing: Missing) -> Iterator[Rival]:
        """Deals that choose their units before this one, on lines that it is about, too."""
        if not isinstance(promotion.benefit, Deal):
            return
        mine = self._turn(promotion), _order(promotion)
        deals = (each for each in self._applied if isinstance(each.benefit, Deal))
        before = [each for each in deals if (self._turn(each), _order(each)) < mine]
        if before:
            meant = [self._deals_of(item) for item in self._added(missing)]
            for each in before:
                if any({each.id, promotion.id} <= deals for deals in meant):
                    yield "shares", each.id

    def _added(self, missing: Missing) -> Iterator[Item]:
        """Items such as the hint adds some of: what it names, or else whatever lies on the quote."""
        if missing.products:
            articles = self._context.rulebook.derived(Catalogue).articles
            yield from (item_of("offer", articles[code], Decimal(1)) for code in missing.products)
            return
        yield from (line.item for line in self._lines if missing.line in (None, line.item.number))

    def _deals_of(self, item: Item) -> frozenset[str]:
        """The deals of which some part means an item."""
        own = self._book.by_phase[Phase.DEAL].of(item)
        return frozenset([*(each.id for each in own), *(part.promotion.id for part in self._book.parts.of(item))])

    def _mates(self, promotion: Promotion, others: Iterable[Promotion]) -> list[Promotion]:
        """Others of its group, in their order."""
        mates = (each for each in others if each.group == promotion.group and each is not promotion)
        return sorted(mates, key=_order)

    def _group(self, promotion: Promotion) -> PromotionGroup | None:
        groups: Mapping[str, PromotionGroup] = self._context.rulebook.all(PromotionGroup)
        return None if promotion.group is None else groups[promotion.group]

    def _turn(self, promotion: Promotion) -> int:
        return self._book.lane_of[promotion.id]


def _order(promotion: Promotion) -> tuple[int, str]:
    return -promotion.priority, promotion.id


def _before(first: bool, other: Promotion) -> Rival:
    """One of which only one applies: the other, where it goes first, or this one in its place."""
    return ("withholds" if first else "gives_way"), other.id


def _weighed(other: Promotion) -> Rival:
    return "weighed", other.id


def rivalry_said(missing: Missing) -> Text:
    """What stands beside a hint, in words."""
    by = missing.rival
    match missing.rivalry:
        case "withholds":
            return Text(zh=f"但“{by}”在先，届时仍不适用", en=f'but "{by}" goes before it and keeps it out even then')
        case "weighed":
            return Text(
                zh=f"届时须与“{by}”比较，取更优惠者", en=f'it is then weighed against "{by}": what saves more is taken'
            )
        case "shares":
            return Text(zh=f"但须“{by}”先取后仍有余", en=f'as far as "{by}", which goes first, leaves something for it')
        case "gives_way":
            return Text(zh=f"届时取代“{by}”", en=f'it then takes the place of "{by}"')
        case None:
            return Text("", "")
