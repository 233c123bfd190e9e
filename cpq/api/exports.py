"""`GET /v1/exports/…`: quotes, their lines, orders, invoices and payments as CSV, page after page as it is read from the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import cast

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse

from cpq.api.describing import gives, takes
from cpq.api.quoting import today
from cpq.api.visit import Visit, visiting
from cpq.orders.given import InvoiceFilter, InvoiceQuery, OrderFilter, OrderQuery, PaymentFilter, PaymentQuery
from cpq.orders.store import accounts, reading
from cpq.platform.act import Act, acted
from cpq.platform.language import locale_of
from cpq.platform.pages import PageQuery
from cpq.platform.people.rights import Right
from cpq.platform.spreadsheets import MARK, written
from cpq.quote_json import plain
from cpq.quotes.asked import QuoteFilter, QuoteQuery
from cpq.quotes.store.lines import COST, LINE, lines_of_quotes
from cpq.quotes.store.quotes import listed, summary_of
from cpq.rulebook.model import Strict

router = APIRouter(prefix="/v1/exports", tags=["exports"])

AT_ONCE = 100
"""Rows that are read in one transaction."""
Page = tuple[Sequence[Sequence[object]], str | None]
Reader = Callable[[Connection, PageQuery], Page]

QUOTE = (
    "number", "title", "customer", "customer_name", "state", "newest", "currency", "net", "gross", "valid_until", "owner", "team",
    "created_at", "updated_at", "id",
)  # fmt: skip
ORDER = (
    "number", "quote_number", "quote_version", "date", "customer", "name", "currency", "state", "net", "tax", "gross", "payable",
    "created_at", "id",
)  # fmt: skip
INVOICE = (
    "number", "kind", "order", "of", "date", "due", "customer", "currency", "net", "tax", "gross", "payable", "allocated", "open",
    "days_past_due", "issued_at", "id",
)  # fmt: skip
PAYMENT = (
    "number", "order", "date", "customer", "currency", "amount", "allocated", "refunded", "left", "reference", "note", "recorded_at", "id",
)  # fmt: skip


@router.get(
    "/quotes",
    summary="Quotes as CSV · 导出报价",
    responses=gives("text/csv"),
    openapi_extra=takes(QuoteFilter),
)
async def quotes(request: Request) -> Response:
    visit, day = await visiting(request, Right.QUOTES_READ), today()

    def read(connection: Connection, asked: PageQuery) -> Page:
        found = listed(connection, visit.caller, cast("QuoteQuery", asked), day)
        return _cells(QUOTE, [summary_of(row, day) for row in found.rows]), found.next

    return await _exported(visit, "quotes", QUOTE, read, visit.query(QuoteFilter), QuoteQuery)


@router.get(
    "/quote-lines",
    summary="The lines of quotes as CSV, of their newest versions · 导出报价行（最新版本）",
    responses=gives("text/csv"),
    openapi_extra=takes(QuoteFilter),
)
async def quote_lines(request: Request) -> Response:
    visit, day = await visiting(request, Right.QUOTES_READ), today()
    internal = visit.caller.sees_costs

    def read(connection: Connection, asked: PageQuery) -> Page:
        found = listed(connection, visit.caller, cast("QuoteQuery", asked), day)
        return lines_of_quotes(connection, found.rows, internal=internal), found.next

    names = (*LINE, *(COST if internal else ()))
    return await _exported(visit, "quote-lines", names, read, visit.query(QuoteFilter), QuoteQuery)


@router.get(
    "/orders",
    summary="Orders as CSV · 导出订单",
    responses=gives("text/csv"),
    openapi_extra=takes(OrderFilter),
)
async def orders(request: Request) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)

    def read(connection: Connection, asked: PageQuery) -> Page:
        found, following = reading.orders(connection, visit.caller, cast("OrderQuery", asked))
        return _cells(ORDER, found), following

    return await _exported(visit, "orders", ORDER, read, visit.query(OrderFilter), OrderQuery)


@router.get(
    "/invoices",
    summary="Invoices and credit notes as CSV · 导出账单",
    responses=gives("text/csv"),
    openapi_extra=takes(InvoiceFilter),
)
async def invoices(request: Request) -> Response:
    visit, day = await visiting(request, Right.ORDERS_READ), today()

    def read(connection: Connection, asked: PageQuery) -> Page:
        found, following = accounts.invoices(connection, visit.caller, cast("InvoiceQuery", asked), day)
        return _cells(INVOICE, found), following

    return await _exported(visit, "invoices", INVOICE, read, visit.query(InvoiceFilter), InvoiceQuery)


@router.get(
    "/payments",
    summary="Payments as CSV · 导出收款",
    responses=gives("text/csv"),
    openapi_extra=takes(PaymentFilter),
)
async def payments(request: Request) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)

    def read(connection: Connection, asked: PageQuery) -> Page:
        found, following = accounts.payments(connection, visit.caller, cast("PaymentQuery", asked))
        return _cells(PAYMENT, found), following

    return await _exported(visit, "payments", PAYMENT, read, visit.query(PaymentFilter), PaymentQuery)


def _cells(names: Sequence[str], found: Sequence[object]) -> Sequence[Sequence[object]]:
    of = attrgetter(*names)
    return [of(each) for each in found]


async def _exported(
    visit: Visit, what: str, names: Sequence[str], read: Reader, asked: Strict, page: type[PageQuery]
) -> Response:
    """The file. That it was asked for, by whom and for what, is in the audit log before its first line is read."""
    said = {name: value for name, value in asked.model_dump(mode="json").items() if value is not None}
    now, id = datetime.now(UTC), visit.request.state.request_id

    def note(act: Act) -> None:
        act.audit(f"{what}.exported", "export", what, None, plain(said))

    await visit.desk.write(lambda connection: acted(connection, visit.caller, now, id, note))
    headers = {
        "content-disposition": f'attachment; filename="{what}-{now:%Y-%m-%d}.csv"',
        "cache-control": "private, no-store",
    }
    return StreamingResponse(_lines(visit, names, read, page, said), media_type="text/csv", headers=headers)


async def _lines(
    visit: Visit, names: Sequence[str], read: Reader, page: type[PageQuery], said: dict[str, object]
) -> AsyncIterator[bytes]:
    locale, cursor = locale_of(visit.request.headers.get("accept-language", "")), None
    yield MARK.encode() + written([names], locale)
    while True:
        asked = page.model_validate({**said, "limit": AT_ONCE, "cursor": cursor})
        rows, cursor = await visit.read(lambda connection, asked=asked: read(connection, asked))
        yield written(rows, locale)
        if cursor is None:
            return
