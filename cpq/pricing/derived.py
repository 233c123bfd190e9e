"""How a list price was taken from another list, level by level, in figures and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cpq.bom.item import Item
from cpq.money import Rounding, round_to
from cpq.pricing.entry import Entry, Level
from cpq.pricing.methods import Market, Price
from cpq.pricing.terms import MOST_DIGITS, Terms, fraction_digits
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Derived:
    """One level: the unit price `before` in the `source` list's currency became `after` at `rate`, `percent` and rounding.

    `before` and `after` are None for a price that no list changes, a share of other lines or a sum of components, and for one by the cost
    that is worked out anew. `since` is the first day of a dated exchange rate. `place` is where the terms are written.
    """

    source: str
    currency: str
    before: Decimal | None
    rate: Decimal
    percent: Decimal
    after: Decimal | None
    since: date | None
    text: Text
    place: Place


def derived(entry: Entry, price: Price, item: Item, market: Market) -> tuple[Derived, ...]:
    """The levels that an item's price came through, from where it is written to where it is charged."""
    return tuple(_levels(entry, price, item, market))


def _levels(entry: Entry, price: Price, item: Item, market: Market) -> Iterator[Derived]:
    befores = _befores(entry, price, item, market)
    afters = [*befores[1:], _first(price)]
    for level, before, after in zip(entry.levels, befores, afters, strict=True):
        terms = level.terms
        text = _unsaid(level, price) if before is None or after is None else _computed(level, before, after)
        yield Derived(
            level.source.id, terms.source, before, terms.rate, terms.percent, after, terms.since, text, level.place
        )


def _befores(entry: Entry, price: Price, item: Item, market: Market) -> Sequence[Decimal | None]:
    """What the price was before each level."""
    if not price.worked_out:
        return [_first(level.method.priced(item, market)) for level in entry.levels]
    return price.befores or [None] * len(entry.levels)


def _first(price: Price) -> Decimal:
    """The unit price that stands for a price: of charges that of the first."""
    return price.charges[0].unit_price if price.charges else price.unit_list


def _unsaid(level: Level, price: Price) -> Text:
    """Of a price that no list changes, or that is worked out anew by the cost at the rate of the day."""
    name, percent = level.source.name, level.terms.percent
    if not price.from_cost:
        return Text(
            zh=f"与“{name.zh}”相同，其基数已经推导", en=f"as in “{name.en}”, for what it is taken of is derived already"
        )
    by = f" {_signed(percent)} %" if percent else ""
    return Text(zh=f"与“{name.zh}”一样按成本计{by}", en=f"by the cost, as in “{name.en}”{by}")


def _day(terms: Terms) -> Text:
    """Of which day a dated exchange rate is."""
    if terms.since is None:
        return Text("", "")
    return Text(zh=f"（{terms.since} 起的汇率）", en=f" (exchange rate of {terms.since})")


def _without_point(terms: Terms, before: Decimal) -> Text:
    """That rounding and ending were left out, for they would have left nothing of the price."""
    if not before or terms.point(before) is not None:
        return Text("", "")
    return Text(
        zh="，取整与尾数会使价格不大于零，未采用",
        en="; rounding and ending are left out, for they would leave nothing of it",
    )


def _computed(level: Level, before: Decimal, after: Decimal) -> Text:
    """`Direct price list 2026 100.00 − 12 % = 88.00, rounded to 87.90`."""
    terms, name = level.terms, level.source.name
    foreign = terms.source != terms.target
    parts = [f"{before:,f} {terms.source}" if foreign else f"{before:,f}"]
    parts += [f"× {terms.shown_rate}"] if terms.rate != 1 else []
    parts += [f"{_signed(terms.percent)} %"] if terms.percent else []
    exact = terms.exactly(before)
    unit = f" {terms.target}" if foreign else ""
    if exact == after:
        ends = Text.same(f" = {after:,f}{unit}") if len(parts) > 1 else Text("", "")
    else:
        shown = round_to(exact, min(fraction_digits(after) + 2, MOST_DIGITS), Rounding.HALF_UP)
        equals = f" {'=' if shown == exact else '≈'} {shown.normalize():,f}" if len(parts) > 1 else ""
        ends = Text(zh=f"{equals}，取整为 {after:,f}{unit}", en=f"{equals}, rounded to {after:,f}{unit}")
    day, left_out, sum_ = _day(terms), _without_point(terms, before), " ".join(parts)
    return Text(
        zh=f"“{name.zh}” {sum_}{ends.zh}{day.zh}{left_out.zh}", en=f"“{name.en}” {sum_}{ends.en}{day.en}{left_out.en}"
    )


def _signed(percent: Decimal) -> str:
    return f"{'+' if percent > 0 else '−'} {abs(percent * 100).normalize():f}"
