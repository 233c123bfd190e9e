"""The approvals of a version: who is asked when, what was decided, and what of an earlier version still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from cpq.platform.problems import Problem
from cpq.pricing.approval import Approval, RouteStep, Signature
from cpq.pricing.measured import Measured, no_worse
from cpq.quotes.problems import DECIDED
from cpq.rulebook.markings import INTERNAL
from cpq.rulebook.text import Text


class Standing(StrEnum):
    """Of one request for approval. `carried`: what was approved for an earlier version covers it."""

    WAITING = "waiting"
    OPEN = "open"
    APPROVED = "approved"
    CARRIED = "carried"
    REFUSED = "refused"
    VOID = "void"


GIVEN = frozenset({Standing.APPROVED, Standing.CARRIED})


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that is to be approved: by which rule, what it is about, why, and what the rule measured.

    `subject` is the same for the same thing in every version: `quote`, `section …`, `line …` by the line's own id. `covered_by` is the
    version in which an equal or worse case was approved.
    """

    rule: str = field(metadata=INTERNAL)
    subject: str
    about: Text | None
    reason: Text = field(metadata=INTERNAL)
    measured: tuple[Measured, ...] = field(metadata=INTERNAL)
    covered_by: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, when, and why. `instead_of` is who had delegated it."""

    by: str
    name: str
    at: datetime
    reason: str | None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """One approver's signature on a version. `number` counts from 1; requests of one `step` are asked side by side."""

    number: int
    step: int
    approver: str
    approver_name: Text
    cases: tuple[Case, ...]
    standing: Standing
    decision: Decision | None = None

    @property
    def given(self) -> bool:
        return self.standing in GIVEN


Subjects = Mapping[str, str]
"""The number of a line in the answer, such as 3, to the id that its line has in every version."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The requests of an earlier version, all that were given and all that were not."""

    version: int
    requests: tuple[ApprovalRequest, ...]


def requests_of(
    route: Sequence[RouteStep], subjects: Subjects, earlier: Iterable[Earlier] = ()
) -> tuple[ApprovalRequest, ...]:
    """What is to be asked for a version, level by level; those whose every case was approved in an earlier version are carried over."""
    decisions = [*_decisions(earlier)]
    made: list[ApprovalRequest] = []
    for step in route:
        for signature in step.signatures:
            cases = tuple(
                _covered(_case(each, subjects), signature.approver, decisions) for each in signature.approvals
            )
            made.append(_request(len(made) + 1, step, signature, cases))
    return opened(made)


def opened(requests: Sequence[ApprovalRequest]) -> tuple[ApprovalRequest, ...]:
    """With the requests open whose turn it is: all of the first step in which one is not given yet."""
    turn = min((each.step for each in requests if each.standing in (Standing.WAITING, Standing.OPEN)), default=0)
    return tuple(
        replace(each, standing=Standing.OPEN) if each.step == turn and each.standing is Standing.WAITING else each
        for each in requests
    )


def waiting(requests: Iterable[ApprovalRequest]) -> int:
    """How many are not given."""
    return sum(not each.given for each in requests)


def approved(requests: Sequence[ApprovalRequest], number: int, decision: Decision) -> tuple[ApprovalRequest, ...]:
    """After an approval, with those open whose turn it is then. Raises a `Problem` where the request is not open."""
    return opened(_decided(requests, number, Standing.APPROVED, decision))


def refused(requests: Sequence[ApprovalRequest], number: int, decision: Decision) -> tuple[ApprovalRequest, ...]:
    """After a refusal nobody else is asked. Raises a `Problem` where the request is not open, or no reason is given."""
    if not (decision.reason or "").strip():
        raise Problem(DECIDED, _REASON)
    after = _decided(requests, number, Standing.REFUSED, decision)
    return tuple(
        replace(each, standing=Standing.VOID) if each.standing in (Standing.WAITING, Standing.OPEN) else each
        for each in after
    )


def _decided(
    requests: Sequence[ApprovalRequest], number: int, standing: Standing, decision: Decision
) -> tuple[ApprovalRequest, ...]:
    asked = next((each for each in requests if each.number == number), None)
    if asked is None or asked.standing is not Standing.OPEN:
        raise Problem(DECIDED, _not_open(asked))
    decided = replace(asked, standing=standing, decision=decision)
    return tuple(decided if each is asked else each for each in requests)


def _request(number: int, step: RouteStep, signature: Signature, cases: tuple[Case, ...]) -> ApprovalRequest:
    carried = all(each.covered_by is not None for each in cases)
    standing = Standing.CARRIED if carried else Standing.WAITING
    return ApprovalRequest(number, step.number, signature.approver, signature.approver_name, cases, standing)


def _case(approval: Approval, subjects: Subjects) -> Case:
    return Case(approval.rule, _subject(approval, subjects), approval.about, approval.reason, approval.measured)


def _subject(approval: Approval, subjects: Subjects) -> str:
    """A line by its own id and the name of what is bought there: another product on the same line is another thing."""
    if approval.section is not None:
        return f"section {approval.section.zh} / {approval.section.en}"
    if approval.line is None:
        return "quote"
    name = approval.line_name
    return f"line {line_id(approval.line, subjects)} {name.zh if name else ''} / {name.en if name else ''}"


def line_id(number: str, subjects: Subjects) -> str:
    """`3.1-Y2` is inside line 3; what is no line of the request, a delivery or gift, goes by its own number."""
    root = number.partition(".")[0].partition("-")[0]
    return subjects.get(root, root)


@dataclass(frozen=True, slots=True)
class _Said:
    """What an approver said of a case, in which version."""

    version: int
    approver: str
    case: Case
    yes: bool


def _decisions(earlier: Iterable[Earlier]) -> Iterable[_Said]:
    """The newest version first. What was carried over counts for the version in which it was approved."""
    newest_first = sorted(earlier, key=lambda each: -each.version)
    requests = ((each.version, request) for each in newest_first for request in each.requests)
    decided = ((version, each) for version, each in requests if each.given or each.standing is Standing.REFUSED)
    for version, request in decided:
        for case in request.cases:
            yield _Said(case.covered_by or version, request.approver, case, request.given)


def _covered(case: Case, approver: str, decisions: Iterable[_Said]) -> Case:
    """A refusal counts against what was approved before it."""
    for said in decisions:
        if said.approver == approver and (said.case.rule, said.case.subject) == (case.rule, case.subject):
            if not said.yes:
                break
            if _is_no_worse(case, said.case):
                return replace(case, covered_by=said.version)
    return case


def _is_no_worse(case: Case, before: Case) -> bool:
    """Whether no measure of the same rule for the same thing is worse than it was; what was not measured is never known to be."""
    was = {each.name: each for each in before.measured}
    return bool(case.measured) and all(each.name in was and no_worse(each, was[each.name]) for each in case.measured)


_REASON = Text(zh="驳回须写明理由（reason）", en="a refusal has a reason: write `reason`")


def _not_open(request: ApprovalRequest | None) -> Text:
    if request is None:
        return Text(zh="没有这个编号的审批", en="there is no approval of this number")
    match request.standing:
        case Standing.WAITING:
            return Text(
                zh=f"还没有轮到“{request.approver_name.zh}”：之前的审批尚未完成",
                en=f"it is not the turn of the {request.approver_name.en} yet: earlier approvals are not given",
            )
        case Standing.CARRIED:
            return Text(zh="此前版本的审批仍然有效，无需再批", en="the approval of an earlier version still holds")
        case Standing.VOID:
            return Text(zh="另一位审批人已驳回", en="another approver has refused")
        case _:
            return Text(zh="该审批已有结论", en="this approval is decided already")
