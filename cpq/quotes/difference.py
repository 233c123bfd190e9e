"""The difference of two versions of a quote: what was asked for differently, what that did to prices, and why.

Everything adds up: the differences of the lines' amounts are the differences of the totals, and the differences of a line's steps
are the difference of its amount.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cpq.quote_json import Json
from cpq.quotes.request_changes import RequestChange, request_changes
from cpq.quotes.seen import SeenLine, SeenQuote, SeenStep, seen
from cpq.rulebook.markings import INTERNAL
from cpq.rulebook.text import Text

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Amounts:
    """An amount before and after, in the quote's currency."""

    before: Decimal
    after: Decimal
    change: Decimal


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step of a line's trace that appeared, went or changed: by which rule, where that is written, and what it does to the line."""

    kind: Literal["appeared", "went", "changed"]
    phase: str
    rule: str
    label: Text
    place: str | None
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class LineDifference:
    """A line whose amounts changed. `key` stays the same over versions; a number is None where the line was not there, or is not any more.

    A metered line is an estimate: its amount is in `usage_estimate`, and that of every other line in `net`, as in the totals.
    """

    key: str
    number_before: str | None
    number_after: str | None
    name: Text
    net: Amounts
    tax: Amounts
    gross: Amounts
    usage_estimate: Amounts
    steps: tuple[StepChange, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions compared; `lines` are those that changed. `totals` are by name: list_amount, net, tax, gross, rounding, payable,
    usage_estimate. `approvals_added` and `approvals_gone` are names of approvers.
    """

    currency_before: str
    currency_after: str
    rulebook_before: str
    rulebook_after: str
    request: tuple[RequestChange, ...]
    lines: tuple[LineDifference, ...]
    totals: Mapping[str, Amounts]
    approvals_added: tuple[Text, ...]
    approvals_gone: tuple[Text, ...]
    margin_before: Decimal | None = field(default=None, metadata=INTERNAL)
    margin_after: Decimal | None = field(default=None, metadata=INTERNAL)

    @property
    def nothing(self) -> bool:
        """Whether the two are the same but for the version of the rulebook."""
        return not self.request and not self.lines


def difference(before: Mapping[str, Json], after: Mapping[str, Json]) -> Difference:
    """Of two answers as they are stored. Amounts in two currencies are compared as numbers; `currency_after` says so."""
    was, now = seen(before), seen(after)
    return Difference(
        currency_before=was.currency,
        currency_after=now.currency,
        rulebook_before=was.rulebook_version,
        rulebook_after=now.rulebook_version,
        request=request_changes(was, now),
        lines=tuple(_lines(was.keyed(), now.keyed())),
        totals={name: _amounts(getattr(was.totals, name), getattr(now.totals, name)) for name in TOTALS},
        approvals_added=_approvers(now, but=was),
        approvals_gone=_approvers(was, but=now),
        margin_before=was.totals.margin,
        margin_after=now.totals.margin,
    )


TOTALS = ("list_amount", "net", "tax", "gross", "rounding", "payable", "usage_estimate")


def _amounts(before: Decimal, after: Decimal) -> Amounts:
    return Amounts(before, after, after - before)


def _lines(before: Mapping[str, SeenLine], after: Mapping[str, SeenLine]) -> Iterator[LineDifference]:
    """Those there are now in their order, then those that are gone; without those that are as they were."""
    for key in dict.fromkeys((*after, *before)):
        found = _line(key, before.get(key), after.get(key))
        if found.steps or any(each.change for each in (found.net, found.tax, found.gross, found.usage_estimate)):
            yield found


def _line(key: str, before: SeenLine | None, after: SeenLine | None) -> LineDifference:
    of = [each for each in (after, before) if each is not None]
    return LineDifference(
        key=key,
        number_before=before.number if before else None,
        number_after=after.number if after else None,
        name=of[0].name,
        net=_amounts(_net(before), _net(after)),
        tax=_amounts(*(ZERO if each is None or each.estimated else each.tax.amount for each in (before, after))),
        gross=_amounts(*(ZERO if each is None or each.estimated else each.gross for each in (before, after))),
        usage_estimate=_amounts(
            *(each.net if each is not None and each.estimated else ZERO for each in (before, after))
        ),
        steps=tuple(_steps(before.trace if before else (), after.trace if after else ())),
    )


def _net(line: SeenLine | None) -> Decimal:
    return ZERO if line is None or line.estimated else line.net


def _steps(before: Sequence[SeenStep], after: Sequence[SeenStep]) -> Iterator[StepChange]:
    """The steps of one rule in one phase are compared in their order."""
    was, now = _numbered(before), _numbered(after)
    for key in dict.fromkeys((*now, *was)):
        one, other = was.get(key), now.get(key)
        if one is None or other is None or one.amount != other.amount:
            yield _step(one, other)


def _step(before: SeenStep | None, after: SeenStep | None) -> StepChange:
    step = after or before
    assert step is not None  # noqa: S101  one of the two is there
    kind = "appeared" if before is None else "went" if after is None else "changed"
    amounts = _amounts(before.amount if before else ZERO, after.amount if after else ZERO)
    return StepChange(kind, step.phase, step.rule, step.label, step.place, amounts)


def _numbered(steps: Sequence[SeenStep]) -> Mapping[tuple[str, str, int], SeenStep]:
    counted, found = Counter[tuple[str, str]](), dict[tuple[str, str, int], SeenStep]()
    for step in steps:
        counted[step.phase, step.rule] += 1
        found[step.phase, step.rule, counted[step.phase, step.rule]] = step
    return found


def _approvers(quote: SeenQuote, *, but: SeenQuote) -> tuple[Text, ...]:
    others = {each.approver for each in but.approvals}
    return tuple(dict.fromkeys(each.approver_name for each in quote.approvals if each.approver not in others))
