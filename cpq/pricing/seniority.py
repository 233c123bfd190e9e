"""Who really approves: the rep's own level, four eyes, who approves before whom, and who stands for those below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cpq.pricing.approval import Approval
from cpq.pricing.context import Context
from cpq.pricing.guardrail import Approver
from cpq.rulebook.text import Text


class Seniority:
    """The approvers of a rulebook as one rep meets them."""

    def __init__(self, context: Context) -> None:
        self._approvers = context.rulebook.all(Approver)
        role = context.request.sales_role
        self._own = self._approvers[role] if role is not None else None
        self._level = self._own.level if self._own is not None else 0
        self._four_eyes = context.settings.four_eyes

    def asked(self, id: str) -> Approver | None:
        """Whom the rep has to ask where a rule names somebody; None where nobody.

        A rep of that level or above needs nobody. Where the company asks for four eyes, the one who is named still approves, unless
        that is the rep's own role or below it: then the lowest one above.
        """
        named = self._approvers[id]
        if named.level > self._level:
            return named
        if not self._four_eyes or self._own is None:
            return None
        return named if named.level == self._level and named.id != self._own.id else self._above()

    def _above(self) -> Approver | None:
        above = [each for each in self._approvers.values() if each.level > self._level]
        return min(above, key=lambda each: each.level, default=None)

    def nobody_above(self, id: str) -> bool:
        """Whether four eyes are asked for where a rule names somebody, and there are no others."""
        return self._four_eyes and self._approvers[id].level <= self._level and self.asked(id) is None

    @property
    def nobody(self) -> Text:
        """Why nobody can approve where the rep's own role is the highest."""
        name = self._own.name if self._own is not None else Text("", "")
        return Text(
            zh=f"“{name.zh}”不得审批自己的报价，之上又没有别人；请由他人报价或在 approvers 里增设",
            en=f"the {name.en} may not approve a quote of their own, and there is nobody above; let somebody else quote, "
            "or add an approver",
        )

    def settled(self, needed: Sequence[Approval]) -> Sequence[Approval]:
        """With those who approve before others, and without those for whom somebody higher stands; each approval once."""
        asked = [self._approvers[id] for id in dict.fromkeys(each.approver for each in needed)]
        standing = [each for each in asked if each.stands_for_lower]
        highest = max(standing, key=lambda each: each.level, default=None)
        stood = (each if highest is None else self._stood_for(each, highest) for each in needed)
        return list(dict.fromkeys(each for given in stood for each in (*self._earlier(given), given)))

    def _stood_for(self, approval: Approval, highest: Approver) -> Approval:
        return approval if approval.level >= highest.level else _given_by(approval, highest)

    def _earlier(self, approval: Approval) -> Iterator[Approval]:
        """The same approval by those who have to give it before."""
        for id in self._before(self._approvers[approval.approver]):
            yield _given_by(approval, self._approvers[id])

    def _before(self, approver: Approver) -> Iterator[str]:
        """Who approves before, the first one first; not the rep's own role, nor anybody below it."""
        for id in approver.after:
            if self._approvers[id].level > self._level:
                yield from self._before(self._approvers[id])
                yield id


def _given_by(approval: Approval, approver: Approver) -> Approval:
    return replace(approval, approver=approver.id, approver_name=approver.name, level=approver.level)
