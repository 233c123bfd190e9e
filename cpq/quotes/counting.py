"""What a quote takes of what is limited: uses and budgets of promotions, coupons, limits of contracts, rebates; in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from cpq.money import Rounding, currency_digits, minor_units, round_to
from cpq.priced_quote import PricedQuote
from cpq.pricing.contract import Contract
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.promotions.rebates.accrual import period_of
from cpq.promotions.rebates.programme import RebateProgramme
from cpq.quotes.given import Given
from cpq.rulebook.rulebook import Rulebook

Kind = Literal[
    "promotion.uses",
    "promotion.amount",
    "group.amount",
    "coupon.uses",
    "contract.limit",
    "rebate.used",
    "rebate.earned",
    "rebate.purchased",
]

UNIT_DIGITS = 6
"""Units are counted in millionths."""


@dataclass(frozen=True, slots=True, order=True)
class Counter:
    """What is counted: of `subject`, by `customer` (empty: by everybody), in `currency` (empty: no amount).

    Amounts are in minor units of the currency, units of contracts in millionths, uses in ones.
    """

    kind: Kind
    subject: str
    customer: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Take:
    """So much of a counter, of at most `limit` in all; None where nothing limits it. `within` is another counter that is the limit."""

    counter: Counter
    amount: int
    limit: int | None = None
    within: Counter | None = None


Counts = Mapping[Counter, int]
"""What was used and is reserved of each counter; of a counter that is not there nothing."""


def takes_of(quote: PricedQuote, rulebook: Rulebook) -> tuple[Take, ...]:
    """What a quote takes, each counter once, in their order: so two quotes never wait for each other."""
    summed: dict[Counter, Take] = {}
    for take in (*_of_promotions(quote, rulebook), *_of_contracts(quote), *_of_rebates(quote)):
        known = summed.get(take.counter)
        amount = take.amount + (known.amount if known else 0)
        limits = [each.limit for each in (take, known) if each is not None and each.limit is not None]
        if take.amount:
            summed[take.counter] = Take(take.counter, amount, min(limits, default=None), take.within)
    return tuple(summed[counter] for counter in sorted(summed))


def _of_promotions(quote: PricedQuote, rulebook: Rulebook) -> Iterator[Take]:
    currency, customer = quote.currency, quote.buyer.id or ""
    promotions, groups = rulebook.all(Promotion), rulebook.all(PromotionGroup)
    for outcome in quote.promotions:
        promotion = promotions.get(outcome.promotion)
        if promotion is None or not outcome.uses:
            continue
        limits, amount = promotion.limits, minor(outcome.amount, currency)
        yield Take(Counter("promotion.uses", promotion.id), outcome.uses, limits.uses)
        yield Take(Counter("promotion.amount", promotion.id, "", currency), amount, _amount(limits.budget, currency))
        if promotion.group is not None and promotion.group in groups:
            budget = _amount(groups[promotion.group].budget, currency)
            yield Take(Counter("group.amount", promotion.group, "", currency), amount, budget)
        if customer:
            yield Take(Counter("promotion.uses", promotion.id, customer), outcome.uses, limits.per_customer)
        if outcome.coupon is not None:
            yield Take(Counter("coupon.uses", outcome.coupon), outcome.uses, limits.per_coupon)
        if outcome.coupon is not None and customer:
            most = limits.per_coupon_and_customer
            yield Take(Counter("coupon.uses", outcome.coupon, customer), outcome.uses, most)


def _of_contracts(quote: PricedQuote) -> Iterator[Take]:
    for each in quote.consumption:
        counter = Counter("contract.limit", f"{each.contract}/{each.limit}", "", each.currency or "")
        yield Take(counter, _scaled(each.here, each.currency), _scaled(each.total, each.currency))


def _of_rebates(quote: PricedQuote) -> Iterator[Take]:
    """What is used is limited by what was earned."""
    customer, currency = quote.buyer.id or "", quote.currency
    for each in quote.rebates if customer else ():
        earned = Counter("rebate.earned", each.programme, customer, currency)
        yield Take(
            Counter("rebate.used", each.programme, customer, currency), minor(each.used, currency), within=earned
        )
        yield Take(earned, minor(each.accrued, currency))
        period = f"{each.programme}/{each.period_start}"
        yield Take(Counter("rebate.purchased", period, customer, currency), minor(each.base_now, currency))


EARNED: frozenset[Kind] = frozenset({"rebate.earned", "rebate.purchased"})
"""What is not taken but given: only an accepted quote gives it."""


def with_counts(given: Given, counts: Counts, rulebook: Rulebook) -> Given:
    """A request with the counters of the database in place of what it says of them itself; of what the rulebook has no more nothing."""
    currency = str(given.get("currency", ""))
    made: Given = {name: value for name, value in given.items() if name not in ("counters", "consumed", "rebates")}
    made["counters"] = _counters(counts, currency, rulebook)
    made["consumed"] = _consumed(counts, rulebook)
    made["rebates"] = _rebates(given, counts, currency, rulebook)
    return made


def _counters(counts: Counts, currency: str, rulebook: Rulebook) -> Given:
    found: dict[str, Given] = {"promotions": {}, "groups": {}, "coupons": {}}
    known = {"promotions": rulebook.all(Promotion), "groups": rulebook.all(PromotionGroup)}
    for counter, used in counts.items():
        section, _, what = counter.kind.partition(".")
        name = f"{section}s"
        if name not in found or counter.currency not in ("", currency):
            continue
        if name == "coupons" or counter.subject in known[name]:
            field = "amount" if what == "amount" else "by_customer" if counter.customer else "uses"
            value = amount_of(used, currency) if what == "amount" else used
            found[name].setdefault(counter.subject, {})[field] = value
    return dict(found)


def _consumed(counts: Counts, rulebook: Rulebook) -> Given:
    found: dict[str, Given] = {}
    contracts = rulebook.all(Contract)
    for counter, used in counts.items():
        contract, _, limit = counter.subject.partition("/")
        if counter.kind == "contract.limit" and contract in contracts and limit in contracts[contract].limits:
            found.setdefault(contract, {})[limit] = amount_of(used, counter.currency)
    return dict(found)


def _rebates(given: Given, counts: Counts, currency: str, rulebook: Rulebook) -> Given:
    """Of what a request says of a rebate account only how much to use is the rep's to say."""
    asked: Given = given["rebates"] if isinstance(given.get("rebates"), dict) else {}
    of = {(each.kind, each.subject): used for each, used in counts.items() if each.currency == currency}
    made: Given = {id: account for id, account in asked.items() if id not in rulebook.all(RebateProgramme)}
    for id, programme in rulebook.all(RebateProgramme).items():
        purchased = of.get(("rebate.purchased", f"{id}/{_period_start(programme, given)}"), 0)
        earned = of.get(("rebate.earned", id), 0)
        account = asked.get(id, {})
        if id in asked or purchased or earned:
            balance = max(earned - of.get(("rebate.used", id), 0), 0)
            made[id] = {
                **_use_of(account),
                "balance": amount_of(balance, currency),
                "purchased": amount_of(max(purchased, 0), currency),
            }
    return made


def _use_of(account: object) -> Given:
    asked = cast("Given", account) if isinstance(account, dict) else {}
    return {"use": asked["use"]} if "use" in asked else {}


def _period_start(programme: RebateProgramme, given: Given) -> date:
    """Of the period that the quote's date is in; a date that is none is told by the reader."""
    try:
        return period_of(programme.period, date.fromisoformat(str(given.get("date"))))[0]
    except ValueError:
        return date.min


def minor(amount: Decimal, currency: str) -> int:
    """In minor units; half a unit of what a formula left is a whole one."""
    return _scaled(amount, currency)


def amount_of(number: int, currency: str) -> str:
    """From minor units, or from millionths of a unit where there is no currency, as a request writes it."""
    digits = currency_digits(currency) if currency else UNIT_DIGITS
    return f"{Decimal(number).scaleb(-digits):f}"


def _amount(budget: Mapping[str, Decimal] | None, currency: str) -> int | None:
    amount = (budget or {}).get(currency)
    return None if amount is None else minor(amount, currency)


def _scaled(amount: Decimal, currency: str | None) -> int:
    digits = currency_digits(currency) if currency else UNIT_DIGITS
    return minor_units(round_to(amount, digits, Rounding.HALF_UP), digits)


def coupons_of(given: Given) -> tuple[str, ...]:
    """The coupon codes of a request as counters have them."""
    codes: Iterable[object] = given.get("coupons") or () if isinstance(given.get("coupons"), list) else ()
    return tuple("".join(str(each).split()).upper() for each in codes)


def customer_of(given: Given) -> str:
    """The id of a request's customer; empty for one that is described without."""
    customer = given.get("customer")
    if isinstance(customer, dict):
        return str(cast("Given", customer).get("id") or "")
    return customer if isinstance(customer, str) else ""
