"""From a request as it was given to a version that can be kept: read, counted by the database, priced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cpq.bom.request import QuoteRequest
from cpq.documents.customer_view import customer_view
from cpq.platform.bodies import Bodies, Body
from cpq.platform.kinds_of_problems import REFUSED
from cpq.platform.problems import Problem, ProblemError, Reporting
from cpq.platform.storage.columns import LARGEST
from cpq.platform.written_json import WrittenJson
from cpq.priced_quote import PricedQuote
from cpq.pricing.guardrail import Approver
from cpq.quote import price_quote
from cpq.quote_json import as_json
from cpq.quotes.counting import Counts, Take, minor, takes_of, with_counts
from cpq.quotes.given import Given, lines_of, text_of
from cpq.quotes.history import History, Known, known, with_history
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

NOT_BELIEVED = ("counters", "consumed", "status", "sales_role")
"""What the service knows better than any client: counters, and which level of approval the seller has."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a request is priced with besides itself: the rulebook, what was used so far, what the customer had before, the seller's own
    level of approval.
    """

    rulebook: Rulebook
    counts: Counts
    history: History | None
    approver: str | None
    reporting: Reporting


@dataclass(frozen=True, slots=True)
class Told:
    """A request as it was `given`, the `text` that the engine is told, with what is `known` besides, and where that comes from."""

    given: Given
    text: str
    known: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Priced:
    """A priced request: as it was told to the engine, as that was read, and what came of it."""

    told: Told
    request: QuoteRequest
    quote: PricedQuote
    takes: tuple[Take, ...]

    @property
    def subjects(self) -> Mapping[str, str]:
        """Number of a line → the id that it has in every version."""
        return {str(number): str(line["id"]) for number, line in enumerate(lines_of(self.told.given), 1)}

    def columns(self) -> dict[str, Any]:
        """As a version keeps it."""
        quote, totals = self.quote, self.quote.totals
        return {
            "request": text_of(self.told.given),
            "told": self.told.text,
            "rulebook": quote.rulebook_version,
            "result": WrittenJson.of(as_json(quote)),
            "result_outside": WrittenJson.of(as_json(quote, internal=False)),
            "offered": WrittenJson.of(offered(quote)),
            "takes": self.takes,
            "known": self.told.known,
            "currency": quote.currency,
            "net": minor(totals.net, quote.currency),
            "tax": minor(totals.tax, quote.currency),
            "gross": minor(totals.gross, quote.currency),
            "valid_until": quote.valid_until,
        }

    def summary(self) -> dict[str, Any]:
        """As the row of the quote keeps it."""
        quote, title, name = self.quote, self.request.title, self.quote.buyer.name
        return {
            "number": self.request.id,
            "title": None if title is None else {"zh": title.zh, "en": title.en},
            "customer": quote.buyer.id or "",
            "customer_name": {"zh": name.zh, "en": name.en},
            "currency": quote.currency,
            "digits": quote.digits,
            "net": minor(quote.totals.net, quote.currency),
            "gross": minor(quote.totals.gross, quote.currency),
            "valid_until": quote.valid_until,
        }


def offered(quote: PricedQuote) -> dict[str, Any]:
    """What the customer is shown once it is sent, in both languages."""
    final = finished(quote)
    return {"zh": customer_view(final, "zh"), "en": customer_view(final, "en")}


def finished(quote: PricedQuote) -> PricedQuote:
    """The quote as it is sent: no draft any more."""
    return replace(quote, request=quote.request.model_copy(update={"status": "final"}))


def believed(given: Given) -> Given:
    """A request without what is not the client's to say."""
    return {name: value for name, value in given.items() if name not in NOT_BELIEVED}


def price(given: Given, basis: Basis, prefix: str = "") -> Priced:
    """Reads and prices a request whose lines have ids. Raises a `Problem` whose pointers lead into it, after the prefix."""
    told = with_history(with_counts(given, basis.counts, basis.rulebook), basis.history, basis.rulebook)
    if basis.approver is not None and basis.approver in basis.rulebook.all(Approver):
        told["sales_role"] = basis.approver
    text = text_of(told)
    try:
        body = Bodies(basis.rulebook, basis.reporting).read(QuoteRequest, text.encode())
        return _priced(Told(given, text, known(given, told, basis.history)), body, basis)
    except Problem as problem:
        raise pointed(problem, prefix) from None


def _priced(told: Told, body: Body[QuoteRequest], basis: Basis) -> Priced:
    try:
        quote = price_quote(basis.rulebook, body.value, body.at)
    except Refused as refused:
        raise body.refused(refused) from None
    takes = takes_of(quote, basis.rulebook)
    amounts = [minor(quote.totals.gross, quote.currency), *(take.amount for take in takes)]
    if any(abs(each) > LARGEST // 1000 for each in amounts):
        raise Problem(REFUSED, _TOO_LARGE)
    return Priced(told, body.value, quote, takes)


def pointed(problem: Problem, prefix: str) -> Problem:
    """The problem with pointers into the body that the caller sent; places in the text that was put together are nobody's."""
    errors = [_pointed(each, prefix) for each in problem.errors]
    return Problem(problem.kind, problem.detail, errors, problem.headers)


def _pointed(error: ProblemError, prefix: str) -> ProblemError:
    pointer = None if error.pointer is None else f"{prefix}{error.pointer}"
    return replace(error, pointer=pointer, line=None, column=None)


_TOO_LARGE = Text(
    zh="金额或数量超出可保存的范围，请拆成几份报价",
    en="amounts or quantities are larger than can be stored; split the quote",
)
