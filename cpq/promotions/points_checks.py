"""What is checked of promotions that give points."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.promotions.benefits import Points
from cpq.promotions.currencies import unnamed_currencies
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def points_in_every_currency(rulebook: Rulebook) -> Iterator[Finding]:
    """Every currency that a quote can be in has its amount per point: no quote earns nothing because one was forgotten."""
    for promotion, benefit in _giving_points(rulebook):
        missing = [] if benefit.per is None else unnamed_currencies(promotion.when, benefit.per, rulebook)
        if missing:
            named = ", ".join(missing)
            text = Text(
                zh=f"per 没有写 {named}，该币种的报价会得不到积分；请补上金额，或在 when 中用 currency 限定币种",
                en=f"`per` does not name {named}, and a quote in it would earn nothing; add an amount, or confine `when` by `currency`",
            )
            yield Finding("points-currency", promotion.at("benefit", "per"), text)


def points_cost_no_amount(rulebook: Rulebook) -> Iterator[Finding]:
    """A cap or a budget speaks of money, of which points take nothing."""
    groups = rulebook.all(PromotionGroup)
    for promotion, _ in _giving_points(rulebook):
        if promotion.cap is not None:
            yield Finding("points-amount", promotion.at("cap"), _AT_MOST)
        if promotion.limits.budget is not None:
            yield Finding("points-amount", promotion.at("limits", "budget"), _AT_MOST)
        group = groups.get(promotion.group or "")
        if group is not None and group.budget is not None:
            yield Finding("points-amount", promotion.at("group"), _OF_A_GROUP, related=(group.at("budget"),))


_AT_MOST = Text(
    zh="积分不减金额，金额上限与预算对它不起作用；请改用 benefit 的 at_most，或 limits 的次数",
    en="points take no amount off, and a limit of money never counts; use `at_most` of the benefit, or the uses of `limits`",
)
_OF_A_GROUP = Text(
    zh="该分组有金额预算，而积分不减金额；请为积分另设分组，或删去预算",
    en="the group has a budget of money, and points take none; make a group for points, or remove the budget",
)


def _giving_points(rulebook: Rulebook) -> Iterator[tuple[Promotion, Points]]:
    for promotion in rulebook.all(Promotion).values():
        if isinstance(promotion.benefit, Points):
            yield promotion, promotion.benefit


CHECKS = (points_in_every_currency, points_cost_no_amount)
