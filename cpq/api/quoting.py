"""What the endpoints of quotes have in common: assembling a request, pricing it beside the database, writing a quote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from cpq.api.visit import Made, Visit
from cpq.orders.store.history import history_of
from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.people.store import caller_of_owner
from cpq.platform.problems import Problem
from cpq.platform.versions import tag_of
from cpq.quotes.asked import QuoteGiven
from cpq.quotes.counting import Take, coupons_of, customer_of
from cpq.quotes.editing import merged
from cpq.quotes.given import Given
from cpq.quotes.life import State
from cpq.quotes.pricing import Basis, Priced, price
from cpq.quotes.service.drafts import with_ids
from cpq.quotes.service.seeing import stored
from cpq.quotes.store.counters import counts_for
from cpq.quotes.store.files import template_of
from cpq.quotes.store.people import approver_of
from cpq.quotes.store.quotes import Version, version_of

LONGEST_NUMBER = 9


def today() -> date:
    """The day, UTC."""
    return datetime.now(UTC).date()


async def priced(visit: Visit, given: Given, owner: str, *, prefix: str = "", holding: Version | None = None) -> Priced:
    """A request priced by the rulebook in force, with the counters and the history of the database, for the seller who owns it.

    `holding` is a version of the same quote: what it has reserved is not held against it.
    """
    basis = await visit.read(lambda connection: _basis(connection, visit, given, owner, holding))

    def work() -> Priced:
        with visit.desk.phase("price"):
            return price(given, basis, prefix)

    return await visit.desk.do(work, long=True)


def _basis(connection: Connection, visit: Visit, given: Given, owner: str, holding: Version | None) -> Basis:
    counts = counts_for(connection, customer_of(given), coupons_of(given))
    held = holding.takes if holding is not None and holding.state is State.SENT else ()
    history = history_of(connection, caller_of_owner(connection, owner), given)
    return Basis(visit.rulebook, _without(counts, held), history, approver_of(connection, owner), visit.reporting)


def _without(counts: Mapping[Any, int], held: tuple[Take, ...]) -> Mapping[Any, int]:
    own = {take.counter: take.amount for take in held}
    return {counter: count - own.get(counter, 0) for counter, count in counts.items()}


def assembled(connection: Connection, visit: Visit, given: QuoteGiven) -> tuple[Given, int]:
    """The request of a new quote, with ids for its lines, and how many ids were made."""
    request: Given = dict(given.request)
    if given.template is not None:
        request = merged(template_of(connection, visit.caller, given.template), request)
    if given.configuration is not None:
        lines = request.get("lines")
        line = dict(given.configuration.model_dump())
        request["lines"] = [*(lines if isinstance(lines, list) else []), line]
    return with_ids(request, 0)


async def newest(visit: Visit, id: str, row: RowMapping) -> Version:
    """The newest version of a quote."""
    return await visit.read(lambda connection: version_of(connection, id, row["newest"]))


def made(act: Act, row: RowMapping, status: int = 200, **more: Any) -> Made:
    """A quote as an answer, with its tag; `more` stands beside it."""
    quote = stored(act.connection, row, act.caller, act.now.date())
    headers = {"etag": tag_of(row["version"])}
    if status == 201:
        headers["location"] = f"/v1/quotes/{row['id']}"
    return Made({**more, "quote": quote} if more else quote, status, headers)


def numbered(text: str) -> int:
    """A number in an address. Raises a 404 problem for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise Problem(NOT_FOUND)
    return int(text)


def final(version: Version, internal: bool) -> dict[str, Any]:
    """What differences compare, for those who see costs and those who do not."""
    return (version.result if internal else version.result_outside).value
