"""One request of one caller: what it says, what may be answered, and the transaction that it may come to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from fastapi import Request
from sqlalchemy import Connection
from starlette.responses import Response

from cpq.api.desk import Desk, desk_of
from cpq.bom.products import Configurable, Product
from cpq.bom.request import QuoteRequest
from cpq.platform.act import Act, acted
from cpq.platform.answers import conditional, encoded, ready_response, response_of
from cpq.platform.bodies import Bodies, Body
from cpq.platform.people.caller import Caller
from cpq.platform.people.model import NewKey
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem, Reporting
from cpq.platform.remembered import Question
from cpq.platform.repeats import Answer, Repeat, repeat_of
from cpq.platform.storage.troubles import DatabaseTrouble
from cpq.platform.webhooks.model import NewWebhook
from cpq.quote_json import Json, plain
from cpq.rulebook.model import Strict
from cpq.rulebook.rulebook import Rulebook

T = TypeVar("T")
M = TypeVar("M", bound=Strict)


class AnsweredBefore(Exception):
    """The request was sent before; this is what was answered then."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Made:
    """What an act answers with: a JSON document, or None for no content. `again` is what is kept for a repetition, where that is less:
    no secret is kept.
    """

    content: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    again: object = None

    def answer(self) -> Answer:
        """As bytes."""
        return Answer(self.status, b"" if self.content is None else encoded(self.content), self.headers)

    def kept(self) -> Answer:
        """What is kept for a repetition."""
        return self.answer() if self.again is None else Answer(self.status, encoded(self.again), self.headers)


@dataclass(frozen=True, slots=True)
class Visit:
    """What an endpoint works with."""

    desk: Desk
    request: Request
    caller: Caller
    rulebook: Rulebook
    """That was in force when the request came, and is for all of it."""
    repeat: Repeat | None = None

    @property
    def reporting(self) -> Reporting:
        return Reporting(self.caller.sees_costs)

    @property
    def bodies(self) -> Bodies:
        return Bodies(self.rulebook, self.reporting)

    async def body(self, model: type[M]) -> Body[M]:
        """The body as a model. Raises a problem with everything that is wrong."""
        return await self.read_content(model, await self.request.body())

    async def read_content(self, model: type[M], content: bytes) -> Body[M]:
        """Bytes as a model, none of them say nothing; many are read beside the event loop."""
        content = content or b"{}"
        long = len(content) > self.desk.settings.short_bytes
        return await self.desk.do(lambda: self.read_body(model, content), long=long)

    async def answered(self, work: Callable[[bytes], Awaitable[bytes]]) -> Response:
        """What the work makes of the body, or made of it before: it depends on nothing else but the rulebook, the address and the rights."""
        content, scope = await self.request.body(), self.request.scope
        address = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
        question = Question(self.rulebook.version, self.caller.sees_costs, address, content).digest
        answer = self.desk.remembered.find(question)
        if answer is None:
            answer = await work(content)
            self.desk.remembered.keep(question, answer)
        return ready_response(answer)

    def read_body(self, model: type[M], content: bytes) -> Body[M]:
        """Bytes as a model."""
        with self.desk.phase("read"):
            return self.bodies.read(model, content)

    def query(self, model: type[M]) -> M:
        """The query as a model."""
        return self.bodies.query(model, self.request.query_params.multi_items())

    def plain(self, value: object) -> Json:
        """An answer as JSON; with costs and margins only for those who may see them."""
        return plain(value, internal=self.caller.sees_costs)

    def takes_long(self, request: QuoteRequest) -> bool:
        """Whether pricing takes long: many lines, counted again for each option beside them, or one that has to be configured."""
        products = self.rulebook.all(Product)
        configured = (isinstance(products.get(line.product), Configurable) for line in request.lines)
        pricings = 1 + sum(line.aside for line in request.lines)
        return len(request.lines) * pricings > self.desk.settings.short_lines or any(configured)

    def conditional(self, content: object) -> Response:
        """The answer to a GET, which is the same as long as the rulebook is and who asks."""
        tag = f'W/"{self.rulebook.version[:32]}{"-c" if self.caller.sees_costs else ""}"'
        return conditional(content, tag, self.request.headers.get("if-none-match"))

    def once(self, made: NewKey | NewWebhook) -> Made:
        """What was made with its secret, for this once: where the request is repeated it is the same without."""
        return Made(self.plain(made), 201, again=self.plain(replace(made, secret=None)))

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What is in the database."""
        return await self.desk.read(work)

    async def act(self, work: Callable[[Act], Made]) -> Response:
        """Does the work in one transaction, with what it notes and with the answer that a repetition will get."""
        now, id = datetime.now(UTC), self.request.state.request_id

        def within(connection: Connection) -> Answer:
            if self.repeat is not None and (first := self.repeat.first_answer(connection, now)) is not None:
                return first
            made = acted(connection, self.caller, now, id, work)
            if self.repeat is not None:
                self.repeat.keep(connection, made.kept(), now)
            return made.answer()

        return response_of(await self.desk.write(within))


Completed = Callable[[Desk], Callable[[Connection, bytes], bytes]]


async def visiting(
    request: Request, right: Right | None, *, stores: bool = False, completed: Completed | None = None
) -> Visit:
    """A request of a caller who has the right, or of anybody who is known where it needs none.

    `stores` says that it changes something: its Idempotency-Key is looked at. `completed` makes whole what was kept for a
    repetition. Raises a problem (401, 403, 429), or `AnsweredBefore`.
    """
    desk = desk_of(request)
    caller = desk.door.remembered(request) or await desk.read(lambda connection: desk.door.ask(connection, request))
    request.state.caller = caller.id
    desk.rates.take(caller.id)
    if right is not None:
        caller.must(right)
    repeat = await _repeat(request, desk, caller, completed and completed(desk)) if stores else None
    request.state.repeat = repeat
    return Visit(desk, request, caller, desk.rulebook, repeat)


async def _repeat(
    request: Request, desk: Desk, caller: Caller, completed: Callable[[Connection, bytes], bytes] | None
) -> Repeat | None:
    key, content = request.headers.get("idempotency-key"), await request.body()
    address = f"{request.url.path}?{request.url.query}"  # a query says what is asked for, too: the name of a file
    repeat = repeat_of(caller.id, key, request.method, address, content)
    if repeat is None:
        return None
    repeat = replace(repeat, completed=completed)
    answer = await desk.read(lambda connection: repeat.first_answer(connection, datetime.now(UTC)))
    if answer is not None:
        raise AnsweredBefore(answer)
    return repeat


async def answered_meanwhile(request: Request) -> Answer | None:
    """The answer to the same request with the same key that was there at the same time: what refuses this one may be what that one did."""
    repeat: Repeat | None = getattr(request.state, "repeat", None)
    if repeat is None:
        return None
    with suppress(Problem, DatabaseTrouble):
        return await desk_of(request).read(lambda connection: repeat.first_answer(connection, datetime.now(UTC)))
    return None
