"""What the endpoints of orders, invoices and payments share: acts that may be refused, lists page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from starlette.responses import Response

from cpq.api.visit import Made, Visit
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.kinds_of_problems import CONFLICT, INVALID
from cpq.platform.problems import Problem
from cpq.quote_json import Json
from cpq.rulebook.finding import Refused
from cpq.rulebook.source import Source

STATES = frozenset(
    {
        "amount-of-a-quote",
        "contract-number",
        "contract-there",
        "credit-of-credit",
        "gate-not-met",
        "invoice-paid",
        "no-stage-left",
        "nothing-left",
        "nothing-to-renew",
        "order-goes-on",
        "order-state",
        "priced-otherwise",
        "quote-of-another",
        "quote-state",
        "renewed-already",
        "subscription-changed",
        "usage-changed",
        "usage-id-taken",
        "usage-invoiced",
    }
)
"""The codes of what is refused because of how things stand, and not because of what was sent."""


async def done(visit: Visit, work: Callable[[Act], Made], source: Source | None = None) -> Response:
    """What the act answers with. Raises a problem where it is refused, with pointers into the body that was read as `source`."""
    try:
        return await visit.act(work)
    except Refused as refused:
        raise told(visit, refused, source) from None


def told(visit: Visit, refused: Refused, source: Source | None = None) -> Problem:
    """409 where things stand so that it cannot be, 422 where something else should have been sent."""
    kind = CONFLICT if any(each.code in STATES for each in refused.findings) else INVALID
    return visit.reporting.refusal(kind, refused, source)


def listed(visit: Visit, found: tuple[Sequence[object], str | None]) -> Response:
    """A page of a list."""
    items: list[Json] = [visit.plain(each) for each in found[0]]
    return json_response({"items": items, "next": found[1]})


def today() -> date:
    """The day by which it is said what is late."""
    return datetime.now(UTC).date()
