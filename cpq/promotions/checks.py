"""What is checked of promotions once a rulebook is read."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.checks.codes import target_findings
from cpq.company.currency import SellingCurrency
from cpq.promotions.benefits import Deal
from cpq.promotions.needs import needs_inside
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def groups_can_choose(rulebook: Rulebook) -> Iterator[Finding]:
    """In a group that takes the first, priorities differ; in one that chooses, all work in the same phase."""
    members: dict[str, list[Promotion]] = {}
    for promotion in rulebook.all(Promotion).values():
        if promotion.group is not None:
            members.setdefault(promotion.group, []).append(promotion)
    for id, group in rulebook.all(PromotionGroup).items():
        if group.pick == "first":
            yield from _equal_priorities(members.get(id, []))
        if group.pick != "all":
            yield from _several_phases(members.get(id, []))


def _equal_priorities(members: list[Promotion]) -> Iterator[Finding]:
    seen: dict[int, Promotion] = {}
    for each in members:
        other = seen.setdefault(each.priority, each)
        if other is not each:
            text = Text(
                zh=f"“{each.id}”与“{other.id}”优先级同为 {each.priority}，而本组取优先级最高者；请改其一",
                en=f'"{each.id}" and "{other.id}" both have priority {each.priority} in a group that takes the first; change one',
            )
            yield Finding("equal-priority", each.at("priority"), text, related=(other.at("priority"),))


def _several_phases(members: list[Promotion]) -> Iterator[Finding]:
    for each in members[1:]:
        first = members[0]
        if each.benefit.phase != first.benefit.phase:
            text = Text(
                zh=f"同组促销须在同一阶段比较：“{first.id}”属于 {first.benefit.phase}，“{each.id}”属于 {each.benefit.phase}；请分组，"
                "或用 exclusive 互斥",
                en=f'promotions of a group are weighed in one phase: "{first.id}" belongs to {first.benefit.phase}, '
                f'"{each.id}" to {each.benefit.phase}; make two groups, or use `exclusive`',
            )
            yield Finding("group-phases", each.at("benefit"), text, related=(first.at("benefit"),))


def targets_exist(rulebook: Rulebook) -> Iterator[Finding]:
    """Every code that a target names is a product's or a variant's."""
    catalogue = rulebook.derived(Catalogue)
    for promotion in rulebook.all(Promotion).values():
        yield from target_findings(catalogue, promotion.target, promotion, "target")
        benefit = promotion.benefit
        if isinstance(benefit, Deal):
            for number, target in benefit.part_targets.items():
                yield from target_findings(catalogue, target, promotion, "benefit", *benefit.part_path(number))
        for path, need in needs_inside(promotion.needs):
            if need.target is not None:
                yield from target_findings(catalogue, need.target, promotion, "needs", *path, "target")


def gives_in_some_currency(rulebook: Rulebook) -> Iterator[Finding]:
    """A promotion that names only currencies in which nothing is sold can never apply."""
    sold = rulebook.all(SellingCurrency)
    for promotion in rulebook.all(Promotion).values():
        if not any(promotion.in_currency(currency) for currency in sold):
            known = ", ".join(sold)
            text = Text(
                zh=f"优惠没有写任何报价币种（{known}）的金额，永远不会适用",
                en=f"it names no amount in a currency that is sold in ({known}) and can never apply",
            )
            yield Finding("never-applies", promotion.at("benefit"), text, Severity.WARNING)


CHECKS = (groups_can_choose, targets_exist, gives_in_some_currency)
