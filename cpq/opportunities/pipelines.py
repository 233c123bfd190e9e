"""The pipelines of the rulebook, as opportunities go through them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cpq.opportunities.given import Category
from cpq.orders.refusal import refusal
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed
from cpq.selling.deals import LossReason
from cpq.selling.pipeline import Pipeline, PipelineStage

Pipelines = Mapping[str, Pipeline]

_OF_STATUS: Mapping[str, Category] = {"open": "pipeline", "won": "closed", "lost": "omitted"}


def pipelines(rulebook: Rulebook) -> Pipelines:
    """Every pipeline, in the order of the rules."""
    return rulebook.all(Pipeline)


def pipeline_named(rulebook: Rulebook, id: str | None, place: Place) -> Pipeline:
    """A pipeline; the first one where none is named. Raises `Refused` where it is not in the rules."""
    known = pipelines(rulebook)
    if not known:
        raise refusal(
            "no-pipeline",
            "规则里没有销售流程；请先写 pipelines",
            "the rules have no pipeline; write `pipelines` first",
            place,
        )
    if id is None:
        return next(iter(known.values()))
    if id not in known:
        near, every = _known(id, known)
        raise refusal(
            "unknown-pipeline",
            f"规则里没有销售流程“{id}”{near.zh}（可用：{every.zh}）",
            f'the rules have no pipeline "{id}"{near.en} (known: {every.en})',
            place,
        )
    return known[id]


def stage_of(pipeline: Pipeline, id: str, place: Place) -> PipelineStage:
    """A stage of a pipeline. Raises `Refused` where it has no such stage."""
    stage = pipeline.stages.get(id)
    if stage is None:
        near, every = _known(id, pipeline.stages)
        raise refusal(
            "unknown-stage",
            f"销售流程 {pipeline.id} 没有阶段“{id}”{near.zh}（可用：{every.zh}）",
            f'the pipeline {pipeline.id} has no stage "{id}"{near.en} (known: {every.en})',
            place,
        )
    return stage


def loss_reason_of(rulebook: Rulebook, id: str, place: Place) -> LossReason:
    """A reason why deals are lost. Raises `Refused` where the rules have no such reason."""
    known = rulebook.all(LossReason)
    if id not in known:
        near, every = _known(id, known)
        raise refusal(
            "unknown-loss-reason",
            f"规则里没有丢单原因“{id}”{near.zh}（可用：{every.zh}）",
            f'the rules have no reason of a loss "{id}"{near.en} (known: {every.en})',
            place,
        )
    return known[id]


def task_of(known: list[str], id: str, place: Place) -> None:
    """Raises `Refused` where a task is none of a pipeline's."""
    if id not in known:
        near, every = _known(id, known)
        raise refusal(
            "unknown-task",
            f"销售流程没有任务“{id}”{near.zh}（可用：{every.zh}）",
            f'the pipeline has no task "{id}"{near.en} (known: {every.en})',
            place,
        )


def _known(id: str, known: Iterable[str]) -> tuple[Text, Text]:
    """What was probably meant, and what there is."""
    every = list(known)
    return did_you_mean(id, every), listed(every, 20)


def category_of(known: Pipelines, row: Mapping[Any, Any]) -> Category:
    """The forecast category of an opportunity: what a person said, else what its stage says; of a stage that is gone, what its status says."""
    if row["category"] is not None:
        return row["category"]
    stage = _stage(known, row["pipeline"], row["stage"])
    return _OF_STATUS[row["status"]] if stage is None else stage.category


def stage_name(known: Pipelines, pipeline: str, stage: str) -> Text:
    """The name of a stage; its id where the rules no longer have it."""
    found = _stage(known, pipeline, stage)
    return Text.same(stage) if found is None else found.name


def _stage(known: Pipelines, pipeline: str, stage: str) -> PipelineStage | None:
    return known[pipeline].stages.get(stage) if pipeline in known else None
