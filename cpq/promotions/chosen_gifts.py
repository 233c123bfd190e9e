"""The gifts that a request chooses: each is one that its promotion offers."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.pricing.context import Context
from cpq.promotions.benefits import Gift
from cpq.promotions.promotion import Promotion
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed


def unfit_gifts(context: Context) -> Iterator[Finding]:
    """A finding for each chosen gift that its promotion does not offer, or that no choice is offered for."""
    promotions = context.rulebook.all(Promotion)
    for id, code in context.request.gifts.items():
        benefit = promotions[id].benefit
        place = context.where("gifts", id)
        if not isinstance(benefit, Gift) or not benefit.choice:
            text = Text(
                zh=f"促销“{id}”没有可选的赠品，请从 gifts 中删去",
                en=f'promotion "{id}" offers no choice of gifts; remove it from `gifts`',
            )
            yield Finding("gift-not-offered", place, text, related=(promotions[id].at("benefit"),))
        elif code not in benefit.choice:
            near, offered = did_you_mean(code, benefit.choice), listed(benefit.choice)
            text = Text(
                zh=f"促销“{id}”的赠品中没有 {code}{near.zh}；可选：{offered.zh}",
                en=f'{code} is not among the gifts of promotion "{id}"{near.en}; choose {offered.en}',
            )
            yield Finding("gift-not-offered", place, text, related=(promotions[id].at("benefit", "choice"),))
