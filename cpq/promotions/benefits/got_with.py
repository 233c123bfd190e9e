"""What more makes a deal of bought and got units, or makes it once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.bom.target import Target
from cpq.pricing.line import Line
from cpq.pricing.outcome import Missing
from cpq.promotions.benefits.benefit import Reach, Shortfall
from cpq.promotions.offered import offered, some_of
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Together:
    """Units that are bought and got from the same lines: `size` of them make the deal."""

    size: int
    most: int

    def more(self, reach: Reach) -> Shortfall | None:
        """What makes it once more, where it is made."""
        units = _count(reach.lines, reach)
        if units // self.size >= self.most:
            return None
        more = self.size - units % self.size
        text = Text(
            zh=f"再加 {more} 件可再享一次",
            en=f"{more} more {'unit makes' if more == 1 else 'units make'} it count once more",
        )
        return Shortfall(text, Missing("quantity", Decimal(more), Decimal(self.size), again=True))


@dataclass(frozen=True, slots=True)
class Apart:
    """Units that are bought, and units of other lines that are got with them at a reduction."""

    buy: int
    get: int
    percent: Decimal
    target: Target
    most: int

    def lacking(self, bought: Sequence[Line], got: Sequence[Line], reach: Reach) -> Shortfall | None:
        """What the deal lacks for the next time, where it is one thing only: units to be bought, or units to be got."""
        if {line.item.id for line in bought} & {line.item.id for line in got}:
            return None
        have, has = _count(bought, reach), _count(got, reach)
        times = min(have // self.buy, has // self.get, self.most)
        if times >= self.most:
            return None
        more_bought, more_got = self.buy * (times + 1) - have, self.get * (times + 1) - has
        if more_got <= 0 < more_bought:
            return self._to_buy(more_bought, again=times > 0)
        if more_bought <= 0 < more_got:
            codes = tuple(dict.fromkeys(line.item.code for line in got)) or offered(self.target, reach.context)
            return self._to_get(more_got, codes, again=times > 0) if codes else None
        return None

    def _to_buy(self, more: int, *, again: bool) -> Shortfall:
        text = Text(
            zh=f"再买 {more} 件可{'再' if again else ''}享一次",
            en=f"{more} more {'unit' if more == 1 else 'units'} bought {'makes' if more == 1 else 'make'} it count"
            + (" once more" if again else ""),
        )
        return Shortfall(text, Missing("quantity", Decimal(more), Decimal(self.buy), again=again))

    def _to_get(self, more: int, codes: tuple[str, ...], *, again: bool) -> Shortfall:
        size, some = Decimal(self.buy + self.get), some_of(codes, more)
        less = f"{(self.percent * 100).normalize():f}"
        costs = Text(zh=f"减 {less}%", en=f"{'costs' if more == 1 else 'cost'} {less}% less")
        if self.percent == 1:
            costs = Text(zh="价格为 0", en=f"{'costs' if more == 1 else 'cost'} 0")
        text = Text(zh=f"再加 {some.zh}，{costs.zh}", en=f"{some.en} {costs.en}")
        return Shortfall(text, Missing("quantity", Decimal(more), size, products=codes, again=again))


def _count(lines: Sequence[Line], reach: Reach) -> int:
    return sum(reach.free[line.item.id] for line in lines)
