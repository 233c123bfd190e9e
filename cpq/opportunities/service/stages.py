"""Stages entered, taken back and corrected; what the opportunity says of them follows from the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from cpq.bom.line import Where
from cpq.opportunities.given import StageGiven
from cpq.opportunities.pipelines import loss_reason_of, pipeline_named, stage_of
from cpq.opportunities.record import OPPORTUNITY
from cpq.opportunities.service.writing import must_write
from cpq.opportunities.stage_log import Entry, holding
from cpq.opportunities.store.facts import facts_of
from cpq.opportunities.store.stages import Written, add, entries_of, log_of, next_entry
from cpq.orders.refusal import refusal
from cpq.platform.act import Act
from cpq.platform.people.rights import Right
from cpq.platform.records.editing import PERSON
from cpq.platform.records.store import change
from cpq.quote_json import Json, plain
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.moving import in_the_way
from cpq.selling.pipeline import Pipeline, PipelineStage


def begin(act: Act, opportunity: str, stage: str, entered: datetime) -> None:
    """The first entry of a new opportunity."""
    add(act.connection, opportunity, Written(Entry(1, stage, entered, act.now, act.caller.id)))


def enter(act: Act, id: str, given: StageGiven, rulebook: Rulebook, where: Where) -> RowMapping:
    """The opportunity after it entered a stage, now or at a moment that is over.

    Raises `Refused` with everything that the gates lack, unless a manager says why it may pass; for a lost deal without its reason; for a
    moment in the future or before the first entry.
    """
    row = must_write(act, id)
    log = log_of(act.connection, id)
    pipeline = pipeline_named(rulebook, row["pipeline"], where())
    stage = stage_of(pipeline, given.stage, where("stage"))
    entered = given.entered or act.now
    if entered > act.now:
        raise refusal(
            "in-the-future", "进入阶段的时刻不能在将来", "a stage is entered now or earlier", where("entered")
        )
    _to_correct(given.retracts, log, where("retracts"))
    before = _stage_before(pipeline, log, entered, given.retracts)
    _says_why(rulebook, stage, given, where)
    _says_why_back(pipeline, before, given, where)
    overridden = _let_pass(act, row, rulebook, (pipeline, before), given, where)
    entry = next_entry(log, given.stage, entered, act.now, act.caller.id)
    entry = replace(entry, reason=given.reason, retracts=given.retracts)
    lost = stage.outcome == "lost"
    written = Written(entry, given.loss_reason if lost else None, given.lost_to if lost else None, overridden)
    return _noted(act, row, pipeline, log, written)


def retract(act: Act, id: str, number: int, reason: str, rulebook: Rulebook, where: Where) -> RowMapping:
    """The opportunity without an entry that was wrong. Raises `Refused` where no stage would be left."""
    row = must_write(act, id)
    log = log_of(act.connection, id)
    pipeline = pipeline_named(rulebook, row["pipeline"], where())
    _to_correct(number, log, where())
    entry = replace(next_entry(log, None, act.now, act.now, act.caller.id), reason=reason, retracts=number)
    return _noted(act, row, pipeline, log, Written(entry))


def _noted(act: Act, row: RowMapping, pipeline: Pipeline, log: Sequence[Written], written: Written) -> RowMapping:
    """Writes the entry, and what follows of the whole log to the opportunity."""
    values = projection(pipeline, [*log, written])
    add(act.connection, row["id"], written)
    after = change(act, OPPORTUNITY, row, values, PERSON)
    entry = written.entry
    told: Json = {
        "stage": after["stage"],
        "status": after["status"],
        "number": entry.number,
        "retracts": entry.retracts,
    }
    content: Json = {**told, "entered": plain(entry.entered), "reason": entry.reason, "overridden": written.overridden}
    kind = "opportunity.stage-retracted" if entry.stage is None else "opportunity.stage-entered"
    act.audit(kind, "opportunity", row["id"], {"stage": row["stage"]}, content)
    act.event(kind, row["id"], told, owner=row["owner"], team=row["team"])
    if after["status"] != row["status"]:
        _tell_outcome(act, after)
    return after


def _tell_outcome(act: Act, row: RowMapping) -> None:
    kind = {"won": "opportunity.won", "lost": "opportunity.lost", "open": "opportunity.reopened"}[row["status"]]
    act.event(kind, row["id"], {"stage": row["stage"]}, owner=row["owner"], team=row["team"])


def projection(pipeline: Pipeline, log: Sequence[Written]) -> Mapping[str, Any]:
    """What an opportunity says of its stage by the whole log. Raises `Refused` for a log in which nothing holds."""
    held = holding(entries_of(log))
    if not held:
        raise refusal(
            "no-stage-left",
            "至少须保留一条阶段记录；请以更正代替撤销",
            "an opportunity is always in a stage: correct the entry instead of taking it back",
        )
    last = held[-1]
    since = _since(held)
    beside = next(each for each in log if each.entry.number == last.number)
    stage = pipeline.stages.get(last.stage or "")
    status = "open" if stage is None else stage.outcome
    return {
        "stage": last.stage,
        "status": status,
        "entered": since,
        "closed_at": None if status == "open" else since,
        "loss_reason": beside.loss_reason,
        "lost_to": beside.lost_to,
    }


def _since(held: Sequence[Entry]) -> datetime:
    """When it came into the stage that it is in: entering it once more begins no new stay."""
    since = held[-1]
    for each in reversed(held):
        if each.stage != since.stage:
            break
        since = each
    return since.entered


def _stage_before(pipeline: Pipeline, log: Sequence[Written], entered: datetime, retracts: int | None) -> str | None:
    """The stage in which it was when it entered this one, if the rules still have it; what is corrected does not count."""
    held = [each for each in holding(entries_of(log)) if each.entered <= entered and each.number != retracts]
    return held[-1].stage if held and held[-1].stage in pipeline.stages else None


def _to_correct(number: int | None, log: Sequence[Written], place: Place) -> None:
    known = {each.number for each in holding(entries_of(log))}
    if number is not None and number not in known:
        shown = ", ".join(map(str, sorted(known)))
        raise refusal(
            "unknown-entry",
            f"没有生效的第 {number} 条阶段记录；生效的有 {shown}",
            f"no entry {number} holds; those that hold are {shown}",
            place,
        )


def _says_why(rulebook: Rulebook, stage: PipelineStage, given: StageGiven, where: Where) -> None:
    """A lost deal says its reason, and whatever else that reason asks for."""
    if stage.outcome != "lost":
        return
    if given.loss_reason is None:
        raise refusal(
            "loss-reason-missing",
            "丢单须写明 loss_reason（见规则 loss_reasons）",
            "a lost deal says its `loss_reason`, one of `loss_reasons` of the rules",
            where("loss_reason"),
        )
    reason = loss_reason_of(rulebook, given.loss_reason, where("loss_reason"))
    if reason.competitor and given.lost_to is None:
        raise refusal(
            "competitor-missing",
            f"原因“{reason.name.zh}”须写明胜出的竞争对手 lost_to",
            f'"{reason.name.en}" names the competitor who won: write `lost_to`',
            where("lost_to"),
        )
    if reason.note and given.reason is None:
        raise refusal(
            "reason-missing",
            f"原因“{reason.name.zh}”须补充说明 reason",
            f'"{reason.name.en}" asks for an explanation: write a `reason`',
            where("reason"),
        )


def _says_why_back(pipeline: Pipeline, before: str | None, given: StageGiven, where: Where) -> None:
    """Whoever lets a deal go back, or opens it again, says why."""
    if before is None or given.reason is not None or pipeline.position(given.stage) >= pipeline.position(before):
        return
    reopens = pipeline.stages[before].outcome != "open"
    zh, en = ("重新打开", "opening it again") if reopens else ("退回阶段", "going back")
    raise refusal("reason-missing", f"{zh}须写明原因 reason", f"{en} says why: write a `reason`", where("reason"))


def _let_pass(
    act: Act, row: RowMapping, rulebook: Rulebook, way: tuple[Pipeline, str | None], given: StageGiven, where: Where
) -> Json:
    """What a manager let pass, with the reason; None where nothing is in the way. Raises `Refused` with each thing that is."""
    missing = in_the_way(*way, given.stage, facts_of(act.connection, row, rulebook, act.now))
    if not missing:
        return None
    if given.override is None:
        raise Refused(
            [
                Finding("gate-not-met", where("stage"), _with_way_out(each.said), related=(each.place,))
                for each in missing
            ]
        )
    act.caller.must(Right.SALES_MANAGE)
    return {"missing": [plain(each.said) for each in missing], "why": given.override}


def _with_way_out(lacking: Text) -> Text:
    return Text(
        zh=f"{lacking.zh}；或由经理在 override 中写明理由放行",
        en=f"{lacking.en}; or a manager lets it pass with an `override`",
    )
