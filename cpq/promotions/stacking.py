"""Which promotions go together on a quote."""

from __future__ import annotations

from cpq.promotions.promotion import Promotion


def go_together(one: Promotion, other: Promotion) -> bool:
    """Whether two promotions may both apply to a quote. Symmetric."""
    if one.id == other.id:
        return True
    return not (_excludes(one, other) or _excludes(other, one)) and _admits(one, other) and _admits(other, one)


class Together:
    """Promotions that are taken one after the other, as far as each goes together with all before it."""

    def __init__(self) -> None:
        self.taken: list[Promotion] = []
        self._choosy: list[Promotion] = []

    def admits(self, promotion: Promotion) -> bool:
        """Whether it goes together with all that are taken; two of which neither is choosy always do."""
        others = self.taken if is_choosy(promotion) else self._choosy
        return all(go_together(promotion, other) for other in others)

    def add(self, promotion: Promotion) -> None:
        self.taken.append(promotion)
        if is_choosy(promotion):
            self._choosy.append(promotion)


def _excludes(one: Promotion, other: Promotion) -> bool:
    match one.exclusive:
        case "order":
            return True
        case "phase":
            return one.benefit.phase == other.benefit.phase
        case "group":
            return one.group is not None and one.group == other.group
        case None:
            return False


def _admits(one: Promotion, other: Promotion) -> bool:
    """Whether the list of a promotion, if it has one, names the other or its group."""
    return one.combinable_with is None or other.id in one.combinable_with or names_group(one, other)


def one_sided(one: Promotion, other: Promotion) -> bool:
    """Whether the list of a promotion names another one whose own list does not name it."""
    named = other.id in (one.combinable_with or ()) or names_group(one, other)
    return named and not _admits(other, one)


def names_group(one: Promotion, other: Promotion) -> bool:
    return other.group is not None and other.group in (one.combinable_with or ())


def is_choosy(promotion: Promotion) -> bool:
    """Whether there are promotions that it does not go together with because of what it says itself."""
    return promotion.exclusive is not None or promotion.combinable_with is not None
