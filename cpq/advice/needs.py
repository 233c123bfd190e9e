"""What a request needs: the approvals of its quote, or what forbids it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cpq.bom.request import QuoteRequest
from cpq.priced_quote import PricedQuote
from cpq.pricing.verdict import NotApprovable
from cpq.quote import price_quote
from cpq.rulebook.finding import Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Subject = tuple[str, int | None, Text | None]
"""A guardrail and what touches it: a line of the request (from 0), a section, or the quote (neither)."""

FORBIDDEN = 1_000
"""Above every level: nobody can approve it."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to be avoided. `level` is that of the highest approver, `FORBIDDEN` for a refusal; `lines` are the numbers that touch it."""

    subject: Subject
    level: int
    approvers: tuple[Text, ...]
    reason: Text
    place: Place
    lines: tuple[str, ...] = ()

    @property
    def index(self) -> int | None:
        return self.subject[1]

    @property
    def refusal(self) -> bool:
        return self.level == FORBIDDEN


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a request comes to: its quote (None where it is refused) and its needs."""

    quote: PricedQuote | None
    needs: Mapping[Subject, Need]

    def with_line_before(self, removed: int) -> Outlook:
        """The needs of a request without a line, by the positions that their lines had with it."""
        moved = [
            replace(need, subject=(rule, index if index is None or index < removed else index + 1, section))
            for (rule, index, section), need in self.needs.items()
        ]
        return Outlook(self.quote, {need.subject: need for need in moved})


def outlook(rulebook: Rulebook, request: QuoteRequest) -> Outlook:
    """Price a request and list its needs. Raises `Refused` where it is refused for something else than a guardrail."""
    try:
        quote = price_quote(rulebook, request, asides=False)
    except NotApprovable as refused:
        needs = {
            (each.rule, each.index, each.section): Need(
                (each.rule, each.index, each.section), FORBIDDEN, (), each.finding.text, each.finding.related[0]
            )
            for each in refused.forbidden
        }
        return Outlook(None, needs)
    return Outlook(quote, _approvals(quote))


def outlook_or_none(rulebook: Rulebook, request: QuoteRequest) -> Outlook | None:
    """The same, and None for a request that cannot be priced at all."""
    try:
        return outlook(rulebook, request)
    except Refused:
        return None


def _approvals(quote: PricedQuote) -> dict[Subject, Need]:
    """Several approvers of one guardrail and subject are one need."""
    needs: dict[Subject, Need] = {}
    for each in quote.approvals:
        subject = each.rule, _index(each.line), each.section
        known = needs.get(subject)
        approvers = (*(known.approvers if known else ()), each.approver_name)
        lines = tuple(dict.fromkeys((*(known.lines if known else ()), *each.lines)))
        level = max(each.level, known.level if known else 0)
        needs[subject] = Need(subject, level, approvers, each.reason, each.place, lines)
    return needs


def _index(number: str | None) -> int | None:
    """The position in the request of a line by its number: 2.1 and 2-Y1 are inside the second."""
    return None if number is None else int(number.split(".")[0].split("-")[0]) - 1
