"""What a version would do to quotes: each is priced with the version in force and with the other, and the two are set side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from time import monotonic
from typing import Literal, TypeAlias

from cpq.kinds import read_request
from cpq.money import arithmetic
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.quote import price_quote
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.markings import INTERNAL
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.rulebooks.checking import Found, found
from cpq.written_request import where_of


def _as_it_is(request: str, _: Rulebook) -> str:
    return request


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request that somebody made: what the quote is called, and the request as JSON; `fitted` makes of it what a version is asked."""

    quote: str
    request: str
    fitted: Callable[[str, Rulebook], str] = _as_it_is


Reasons = Callable[[PricedQuote, PricedQuote], tuple[Text, ...]]
"""Why a quote that both versions price comes to something else, in sentences."""


@dataclass(frozen=True, slots=True)
class LineEffect:
    """A line whose net amount changes; null where one version has no such line. Lines are each other's by number and product."""

    number: str
    product: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Price:
    """A quote's totals: net, what is to be paid, and who has to approve."""

    net: Decimal
    payable: Decimal
    margin: Decimal | None = field(metadata=INTERNAL)
    approvers: tuple[str, ...]


Effect: TypeAlias = Literal["same", "changed", "only_before", "only_after", "neither"]


@dataclass(frozen=True, slots=True)
class QuoteEffect:
    """A quote under both versions. `only_before`: the other version refuses it, and `refused` says why. `difference` is what is to be paid
    more, or less; `reasons` are the rules that make it so.
    """

    quote: str
    effect: Effect
    currency: str | None
    before: Price | None
    after: Price | None
    difference: Decimal | None
    lines: tuple[LineEffect, ...]
    refused: tuple[Found, ...]
    reasons: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class CurrencyEffect:
    """The quotes in a currency that both versions price."""

    currency: str
    quotes: int
    changed: int
    before: Decimal
    after: Decimal
    largest_rise: Decimal
    largest_fall: Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """What a version would do. `counts` has each effect; `not_reached` are the quotes that there was no time for."""

    before: str
    after: str
    counts: Mapping[Effect, int]
    not_reached: int
    currencies: tuple[CurrencyEffect, ...]
    quotes: tuple[QuoteEffect, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """The version in force, the one that is tried, how long that may take, and how reasons are told."""

    before: Rulebook
    after: Rulebook
    seconds: float
    reasons: Reasons


def preview(recorded: Sequence[Recorded], trial: Trial) -> Preview:
    """The effect on each quote; those whose price, approvers and lines stay are counted and not listed."""
    with arithmetic():
        effects = list(_in_time(recorded, trial))
        currencies = tuple(_currencies(effects))
    kinds: tuple[Effect, ...] = ("same", "changed", "only_before", "only_after", "neither")
    return Preview(
        trial.before.version,
        trial.after.version,
        {kind: sum(each.effect == kind for each in effects) for kind in kinds},
        len(recorded) - len(effects),
        currencies,
        tuple(each for each in effects if each.effect != "same"),
    )


def _in_time(recorded: Iterable[Recorded], trial: Trial) -> Iterator[QuoteEffect]:
    until = monotonic() + trial.seconds
    for each in recorded:
        if monotonic() > until:
            return
        yield effect_on(each, trial)


def effect_on(recorded: Recorded, trial: Trial) -> QuoteEffect:
    """One quote under both versions."""
    was, is_ = _priced(recorded, trial.before), _priced(recorded, trial.after)
    if isinstance(was, PricedQuote) and isinstance(is_, PricedQuote):
        return _both(recorded.quote, was, is_, trial.reasons)
    if isinstance(was, PricedQuote):
        refused = is_ if isinstance(is_, tuple) else ()
        return QuoteEffect(recorded.quote, "only_before", was.currency, _price(was), None, None, (), found(refused))
    if isinstance(is_, PricedQuote):
        return QuoteEffect(recorded.quote, "only_after", is_.currency, None, _price(is_), None, (), found(was))
    return QuoteEffect(recorded.quote, "neither", None, None, None, None, (), found(is_))


def _priced(recorded: Recorded, rulebook: Rulebook) -> PricedQuote | tuple[Finding, ...]:
    """The quote, or why there is none: the version may not know a product, or refuse the combination."""
    try:
        request = read_request(recorded.fitted(recorded.request, rulebook), f"{recorded.quote}.json", rulebook)
        return price_quote(rulebook, request, where_of(request))
    except Refused as refused:
        return refused.findings


def _both(quote: str, was: PricedQuote, is_: PricedQuote, reasons: Reasons) -> QuoteEffect:
    before, after, lines = _price(was), _price(is_), tuple(_lines(was, is_))
    same = before == after and not lines and was.currency == is_.currency
    difference = is_.totals.payable - was.totals.payable if was.currency == is_.currency else None
    if same:
        return QuoteEffect(quote, "same", is_.currency, before, after, difference, (), ())
    return QuoteEffect(quote, "changed", is_.currency, before, after, difference, lines, (), reasons(was, is_))


def _price(quote: PricedQuote) -> Price:
    totals = quote.totals
    approvers = tuple(dict.fromkeys(each.approver for each in quote.approvals))
    return Price(totals.net, totals.payable, totals.margin, approvers)


def _lines(was: PricedQuote, is_: PricedQuote) -> Iterator[LineEffect]:
    before, after = _by_number(was), _by_number(is_)
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is None or new is None or old.net != new.net:
            yield LineEffect(*key, old.net if old else None, new.net if new else None)


def _by_number(quote: PricedQuote) -> dict[tuple[str, str], PricedLine]:
    return {(line.number, line.product): line for line in quote.lines}


def _currencies(effects: Iterable[QuoteEffect]) -> Iterator[CurrencyEffect]:
    by_currency: dict[str, list[tuple[QuoteEffect, Price, Price]]] = {}
    for each in effects:
        if each.currency and each.before and each.after and each.difference is not None:
            by_currency.setdefault(each.currency, []).append((each, each.before, each.after))
    for currency, both in sorted(by_currency.items()):
        differences = [each.difference or Decimal(0) for each, *_ in both]
        yield CurrencyEffect(
            currency,
            len(both),
            sum(each.effect == "changed" for each, *_ in both),
            sum((before.payable for _, before, _ in both), Decimal(0)),
            sum((after.payable for *_, after in both), Decimal(0)),
            max(Decimal(0), *differences),
            min(Decimal(0), *differences),
        )
