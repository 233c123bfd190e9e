"""Sets of promotions of which the order decides what applies, while nobody wrote an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cpq.promotions.meet import can_meet
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.promotions.stacking import go_together, is_choosy, one_sided
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Members = Mapping[str, Sequence[Promotion]]


def members_of(rulebook: Rulebook) -> Members:
    """The promotions of every group that has some."""
    members: dict[str, list[Promotion]] = {}
    for promotion in rulebook.all(Promotion).values():
        if promotion.group is not None:
            members.setdefault(promotion.group, []).append(promotion)
    return members


def priorities_say_which(rulebook: Rulebook) -> Iterator[Finding]:
    """In a group that takes the first, or the first few, those that can stand on one quote have different priorities."""
    members = members_of(rulebook)
    for id, group in rulebook.all(PromotionGroup).items():
        most = 1 if group.pick == "first" else group.at_most if group.pick == "all" else None
        if most is not None:
            yield from _equal_priorities(members.get(id, []), most, rulebook)


def _equal_priorities(members: Sequence[Promotion], most: int, rulebook: Rulebook) -> Iterator[Finding]:
    for number, each in enumerate(members):
        equals = [other for other in members[:number] if other.priority == each.priority]
        other = next((other for other in equals if can_meet(each, other, rulebook)), None)
        if other is not None and sum(every.priority >= each.priority for every in members) > most:
            first = Text(zh="取优先级最高者", en="takes the first")
            some = Text(zh=f"只取优先级最高的 {most} 个", en=f"takes the first {most}")
            taken = first if most == 1 else some
            text = Text(
                zh=f"“{each.id}”与“{other.id}”优先级同为 {each.priority}，而本组{taken.zh}；请改其一",
                en=f'"{each.id}" and "{other.id}" both have priority {each.priority} in a group that {taken.en}; change one',
            )
            yield Finding("equal-priority", each.at("priority"), text, related=(other.at("priority"),))


def priorities_say_what_excludes(rulebook: Rulebook) -> Iterator[Finding]:
    """Of two promotions of a phase that do not go together, the priorities say which one applies.

    A group stands where its first promotion does; one that chooses by what is saved needs no order inside.
    """
    lanes = _Lanes(rulebook)
    promotions = list(rulebook.all(Promotion).values())
    alike: dict[object, list[Promotion]] = {}
    for each in promotions:
        alike.setdefault((each.benefit.phase, lanes.first(each)), []).append(each)
    told: set[str] = set()
    for each in (promotion for promotion in promotions if is_choosy(promotion)):
        others = (other for other in alike[each.benefit.phase, lanes.first(each)] if other.id not in told)
        undecided = (other for other in others if lanes.undecided(each, other))
        other = next((other for other in undecided if can_meet(each, other, rulebook)), None)
        if other is not None:
            told.add(each.id)
            text = Text(
                zh=f"“{each.id}”与“{other.id}”不能同享，同在 {each.benefit.phase} 阶段，优先级同为 {lanes.first(each)}，"
                "不知适用哪一个；请改其一的 priority，或编入一个 pick: best 的分组",
                en=f'"{each.id}" and "{other.id}" do not go together, and both have priority {lanes.first(each)} in the phase '
                f"{each.benefit.phase}: it is not said which one applies; change one `priority`, or put both into a group with `pick: best`",
            )
            yield Finding("equal-priority", each.at("priority"), text, related=(other.at("priority"),))


class _Lanes:
    """In which order promotions of one phase are asked."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._groups = rulebook.all(PromotionGroup)
        self._first = {id: max(each.priority for each in members) for id, members in members_of(rulebook).items()}

    def first(self, promotion: Promotion) -> int:
        """The priority at which a promotion, or the group that it is in, is asked."""
        return promotion.priority if promotion.group is None else self._first[promotion.group]

    def undecided(self, one: Promotion, other: Promotion) -> bool:
        """Whether two that are asked at one priority exclude each other, as both say, and nothing says which one is asked first."""
        if go_together(one, other) or one_sided(one, other) or one_sided(other, one):
            return False
        if one.group is None or one.group != other.group:
            return True
        group = self._groups.get(one.group)
        return group is not None and group.pick == "all" and group.at_most is None and one.priority == other.priority


CHECKS = (priorities_say_which, priorities_say_what_excludes)
