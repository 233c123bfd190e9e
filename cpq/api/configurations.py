"""`/v1/configurations/{product}`: what can still be chosen, what is in the way, what it costs; and a choice, its reasons, its ways out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks
from cpq.api.examples import CHOICE, COMPLETION, CONFIGURATION, REPAIR
from cpq.api.visit import Visit, visiting
from cpq.bom.configuration import Explanation
from cpq.bom.products import Configurable, Product
from cpq.configuring.asking import Asking
from cpq.configuring.page import ConfigurationPage, page_of, step_of, why_of
from cpq.configuring.request import ChoiceRequest, CompletionRequest, ConfigurationRequest, RepairRequest
from cpq.platform.answers import encoded
from cpq.platform.bodies import Body
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem, written
from cpq.quote_json import Json
from cpq.rulebook.finding import Refused, did_you_mean
from cpq.rulebook.text import Text

router = APIRouter(prefix="/v1/configurations/{product}", tags=["configurations"])

M = TypeVar("M", bound=ConfigurationRequest)


@router.post(
    "",
    summary="The state of a configuration, all that a page needs · 配置的状态，页面所需的一切",
    responses=answers("ConfigurationState"),
    openapi_extra=asks("ConfigurationRequestGiven", CONFIGURATION),
)
async def configuration(request: Request, product: str) -> Response:
    def work(visit: Visit, body: Body[ConfigurationRequest], asking: Asking) -> Json:
        return _page(page_of(asking, effects=body.value.effects), visit, body)

    return await _asked(request, product, ConfigurationRequest, work)


@router.post(
    "/choose",
    summary="Make one choice, or take one back · 作一项选择，或取消一项",
    responses=answers("ChoiceStep"),
    openapi_extra=asks("ChoiceRequestGiven", CHOICE),
)
async def choose(request: Request, product: str) -> Response:
    def work(visit: Visit, body: Body[ChoiceRequest], asking: Asking) -> Json:
        step = step_of(asking, asking.after(body.value.choice), effects=body.value.effects)
        return {"outcome": step.outcome, "why": visit.plain(step.why), "page": _page(step.page, visit, body)}

    return await _asked(request, product, ChoiceRequest, work)


@router.post(
    "/explain",
    summary="Why a choice cannot be made · 为什么不能这样选",
    responses=answers("WhyNot"),
    openapi_extra=asks("ChoiceRequestGiven", CHOICE),
)
async def explain(request: Request, product: str) -> Response:
    def work(visit: Visit, body: Body[ChoiceRequest], asking: Asking) -> Json:
        found = asking.configurator.explain(asking.selection, asking.choice(body.value.choice))
        return {"possible": found is None, "why": visit.plain(why_of(found) if found else None)}

    return await _asked(request, product, ChoiceRequest, work)


@router.post(
    "/repairs",
    summary="How a choice could be had, or a contradiction mended · 怎样才能选，或怎样消除矛盾",
    responses=answers("Repairs"),
    openapi_extra=asks("RepairRequestGiven", REPAIR),
)
async def repairs(request: Request, product: str) -> Response:
    def work(visit: Visit, body: Body[RepairRequest], asking: Asking) -> Json:
        return visit.plain(asking.repairs(body.value.choice, body.value.most))

    return await _asked(request, product, RepairRequest, work)


@router.post(
    "/complete",
    summary="A whole configuration with the choices · 补全配置",
    responses=answers("Completion"),
    openapi_extra=asks("CompletionRequestGiven", COMPLETION),
)
async def complete(request: Request, product: str) -> Response:
    def work(visit: Visit, body: Body[CompletionRequest], asking: Asking) -> Json:
        by = body.value.by
        if by == "margin":
            visit.caller.must(Right.COSTS)
        done = asking.completed(by)
        if isinstance(done, Explanation):
            why = visit.plain(why_of(done))
            return {"by": by, "why": why, "proven": True, "not_weighed": [], "configuration": None, "page": None}
        page = page_of(asking.taking(done.configuration))
        return {
            "by": by,
            "why": None,
            "proven": done.proven,
            "not_weighed": visit.plain(done.not_weighed),
            "configuration": visit.plain(page.configuration),
            "page": _page(page, visit, body),
        }

    return await _asked(request, product, CompletionRequest, work)


async def _asked(
    request: Request, product: str, model: type[M], work: Callable[[Visit, Body[M], Asking], Json]
) -> Response:
    """Reads the question and answers it in the pool: what the solver is asked takes tens of milliseconds and more."""
    visit = await visiting(request, Right.CONFIGURE)
    configurable = _configurable(visit, product)

    def answer(content: bytes) -> bytes:
        body = visit.read_body(model, content)
        try:
            with visit.desk.phase("configure"):
                made = work(visit, body, Asking.about(visit.rulebook, configurable, body.value, body.at))
        except Refused as refused:
            raise body.refused(refused) from None
        return encoded(made)

    return await visit.answered(lambda content: visit.desk.do(lambda: answer(content), long=True))


def _configurable(visit: Visit, id: str) -> Configurable:
    known = {each.id: each for each in visit.rulebook.all(Product).values() if isinstance(each, Configurable)}
    if id not in known:
        near = did_you_mean(id, known)
        text = Text(zh=f"没有这个可配置产品{near.zh}", en=f"there is no such configurable product{near.en}")
        raise Problem(NOT_FOUND, text)
    return known[id]


def _page(page: ConfigurationPage, visit: Visit, body: Body[M]) -> Json:
    """The page, and why there is no price where there is none."""
    errors: list[Json] = [written(visit.reporting.error(each, body.source)) for each in page.unpriced]
    return {**_object(visit.plain(page)), "unpriced": errors}


def _object(made: Json) -> dict[str, Json]:
    return made if isinstance(made, dict) else {}
