"""Lines that are offered beside a quote: options, and alternatives to a line. They are part of no total until they are chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

    from cpq.bom.request import LineRequest, QuoteRequest

MOST = 50
"""Of one request: each is priced with everything else once more."""
MOST_LINES = 20_000
"""That are priced for all of them together."""


def aside_problem(lines: Sequence[LineRequest]) -> PydanticCustomError | None:
    """The first thing that is wrong with the ids, options and alternatives of a request."""
    by_id: dict[str, LineRequest] = {}
    for index, line in enumerate(lines):
        if line.id is not None and line.id in by_id:
            text = Text(
                zh=f"另一行已用 id“{line.id}”，请换一个", en=f'another line has the id "{line.id}" already; use another'
            )
            return problem("line-id", text, below=("lines", index, "id"))
        if line.id is not None:
            by_id[line.id] = line
    return next(_wrong_alternatives(lines, by_id), None) or _too_many(lines)


def chosen(request: QuoteRequest, index: int) -> QuoteRequest:
    """The request with a line beside it as one that counts; what an alternative replaces then is beside it."""
    line = request.lines[index]
    lines = list(request.lines)
    lines[index] = line.model_copy(update={"optional": False, "alternative_to": None})
    replaced = replaced_by(request, index)
    if replaced is not None:
        lines[replaced] = lines[replaced].model_copy(update={"optional": True})
    return request.model_copy(update={"lines": tuple(lines)})


def replaced_by(request: QuoteRequest, index: int) -> int | None:
    """The position of the line to which another is an alternative; None for an option."""
    replaced = request.lines[index].alternative_to
    if replaced is None:
        return None
    return next(position for position, each in enumerate(request.lines) if each.id == replaced)


def _wrong_alternatives(lines: Sequence[LineRequest], by_id: dict[str, LineRequest]) -> Iterator[PydanticCustomError]:
    for index, line in enumerate(lines):
        text = _wrong(line, by_id) if line.alternative_to is not None else None
        if text is not None:
            yield problem("alternative", text, below=("lines", index, "alternative_to"))


def _wrong(line: LineRequest, by_id: dict[str, LineRequest]) -> Text | None:
    id = line.alternative_to or ""
    if id not in by_id:
        near = did_you_mean(id, by_id)
        return Text(
            zh=f"没有 id 为“{id}”的行{near.zh}；请给被替代的行写上 id",
            en=f'there is no line with the id "{id}"{near.en}; give the line that it is an alternative to an `id`',
        )
    if line.optional:
        return Text(zh="optional 与 alternative_to 只写其一", en="write either `optional` or `alternative_to`")
    if by_id[id].aside:
        return Text(
            zh=f"“{id}”本身是可选行或备选行；请指向计入合计的那一行",
            en=f'"{id}" is an option or alternative itself; name the line that counts',
        )
    return None


def _too_many(lines: Sequence[LineRequest]) -> PydanticCustomError | None:
    asides = sum(line.aside for line in lines)
    if lines and asides == len(lines):
        text = Text(
            zh="至少有一行须计入合计：请去掉一行的 optional",
            en="at least one line counts: remove `optional` from one of them",
        )
        return problem("asides", text, below=("lines",))
    if asides > MOST or asides * len(lines) > MOST_LINES:
        most = min(MOST, MOST_LINES // len(lines))
        text = Text(
            zh=f"{len(lines):,} 行的报价至多有 {most} 行可选行与备选行；请拆成几份报价",
            en=f"a quote of {len(lines):,} lines has at most {most} options and alternatives; split it into several quotes",
        )
        return problem("asides", text, below=("lines",))
    return None
