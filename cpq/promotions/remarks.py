"""What the reader of a quote should know of its promotions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cpq.pricing.line import Line
from cpq.pricing.outcome import Outcome
from cpq.pricing.remark import Remark
from cpq.promotions.promotion import Promotion
from cpq.rulebook.text import Text


def gift_remarks(lines: Iterable[Line]) -> Iterator[Remark]:
    """A remark for each gift that the price list does not know: its line says nothing of what it is worth."""
    for line in lines:
        owner = line.entry.entry.owner if line.gift and line.entry is not None else None
        if isinstance(owner, Promotion):
            code, item = line.item.code, line.item
            text = Text(
                zh=f"赠品 {code} 在价目表中没有价格，报价中按 0 计；请在价目表中补上，以便显示其价值",
                en=f"the gift {code} has no price in the list and is worth 0 on the quote; add one to the list to show what it is worth",
            )
            yield Remark("gift-without-price", text, item.number, owner.at("benefit"))


def promotion_remarks(outcomes: Sequence[Outcome]) -> Iterator[Remark]:
    """A remark for each promotion that could not be worked out, and one where the best combination is not proven to be it."""
    for outcome in outcomes:
        if outcome.failed:
            text = Text(
                zh=f"促销“{outcome.promotion}”无法计算，已略过：{outcome.reason.zh}",
                en=f'promotion "{outcome.promotion}" could not be worked out and was left out: {outcome.reason.en}',
            )
            yield Remark("promotion-skipped", text, place=outcome.place)
    unproven = next((each for each in outcomes if each.status == "applied" and each.optimality == "unproven"), None)
    if unproven is not None:
        text = Text(
            zh="促销组合是限时内找到的最优，未能证明没有更优的组合",
            en="the combination of promotions is the best that was found in time; that there is none better is not proven",
        )
        yield Remark("unproven-combination", text, place=unproven.place)
