"""What the reader of a quote should know of its promotions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpq.pricing.outcome import Outcome
from cpq.pricing.remark import Remark
from cpq.rulebook.text import Text


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
