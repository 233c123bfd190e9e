"""What every endpoint works with: the settings, the rulebook in force, the reader of bodies, the pool for what takes long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request
from starlette.responses import Response

from cpq.bom.products import Configurable, Product
from cpq.bom.request import QuoteRequest
from cpq.platform.answers import conditional
from cpq.platform.bodies import Bodies
from cpq.platform.in_force import InForce
from cpq.platform.problems import Reporting
from cpq.platform.settings import Settings
from cpq.platform.work import Work
from cpq.quote_json import Json, plain
from cpq.rulebook.rulebook import Rulebook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """One for a service, the same for every request."""

    settings: Settings
    in_force: InForce
    work: Work

    @property
    def rulebook(self) -> Rulebook:
        return self.in_force.rulebook

    @property
    def reporting(self) -> Reporting:
        return Reporting(self.settings.show_costs)

    @property
    def bodies(self) -> Bodies:
        return Bodies(self.rulebook, self.reporting)

    def plain(self, value: object) -> Json:
        """An answer as JSON; with costs and margins only where the settings say so."""
        return plain(value, internal=self.settings.show_costs)

    async def do(self, work: Callable[[], T], *, long: bool) -> T:
        """What the work gives: in the event loop where it is short, else in a thread beside it."""
        return await self.work.run(work) if long else work()

    def is_long(self, content: bytes) -> bool:
        """Whether reading a body takes long."""
        return len(content) > self.settings.short_bytes

    def takes_long(self, request: QuoteRequest) -> bool:
        """Whether pricing takes long: many lines, or one that has to be configured."""
        products = self.rulebook.all(Product)
        configured = (isinstance(products.get(line.product), Configurable) for line in request.lines)
        return len(request.lines) > self.settings.short_lines or any(configured)

    def conditional(self, request: Request, content: object) -> Response:
        """The answer to a GET, which is the same as long as the rulebook is."""
        tag = f'W/"{self.rulebook.version[:32]}"'
        return conditional(content, tag, request.headers.get("if-none-match"))


def desk_of(request: Request) -> Desk:
    """The desk of the service that a request came to."""
    return request.app.state.desk
