"""Worked prices, charges and allocations of other engines come out of ours, under the settings that each declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from cpq.allocation import allocate
from cpq.money import Rounding, arithmetic
from cpq.rulebook.finding import Refused
from tests.corpus.charges import METERED, charged
from tests.corpus.item_prices import difference
from tests.corpus.peer_cases import ABSENT, FILE, Case, Rules, company, of_kind, priced, report

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=ABSENT)


def _charge(case: Case) -> str | None:
    if case["model"] == "prorated_graduated":
        return "graduated by the time of each event is not a method of ours"
    line, wanted = charged(case), case["expect"]
    exact = sum((step.exact for step in line.trace), Decimal(0))
    if exact != Decimal(wanted["amount"]):
        return f"{exact}, not {wanted['amount']}"
    tiers = [str(step.amount.normalize()) for step in line.trace]
    if "tier_amounts" in wanted and [Decimal(each) for each in tiers] != [Decimal(w) for w in wanted["tier_amounts"]]:
        return f"the tiers come to {tiers}, not {wanted['tier_amounts']}"
    return None


def _allocation(case: Case) -> str | None:
    weights = [Decimal(weight) for weight in case["weights"]]
    shares = allocate(Decimal(case["amount"]), weights, case["minor_digits"])
    wanted = tuple(Decimal(share) for share in case["expect"]["shares"])
    return None if shares == wanted else f"{shares}, not {wanted}"


def _split(case: Case) -> str | None:
    """A discount on goods and their shipping: an order discount over two lines."""
    amounts = {"goods": case["subtotal"], "shipping": case["shipping"]}
    order = {"method": "fixed", "price": "0"}
    entries = {id: {**order, "price": amount} for id, amount in amounts.items()}
    discount = case["discount"]
    value = Decimal(discount["value"])
    whole = sum(map(Decimal, amounts.values()), Decimal(0))
    taken = {"percent": f"{value}%"} if discount["type"] == "percent" else {"amount": str(min(value, whole))}
    rules = company() | {
        "products": {id: {"kind": "sku", "name": id, "category": "things", "tax_class": "goods"} for id in amounts},
        "price_lists": {"L": {"name": "L", "currency": "USD", "channel": "direct", "entries": entries}},
    }
    lines = [{"product": id, "quantity": "1"} for id in amounts]
    quote = priced(rules, {"lines": lines, "discount": {**taken, "reason": "Case"}})
    said = [str(line.discount.normalize()) for line in quote.lines]
    wanted = [case["expect"]["subtotal_discount"], case["expect"]["shipping_discount"]]
    agree = all(Decimal(one) == Decimal(other) for one, other in zip(said, wanted, strict=True))
    return None if agree else f"{said}, not {wanted}"


def _scale(case: Case) -> str | None:
    """A scale of rates or amounts is a graduated price: what a bracket adds, it adds beyond its threshold."""
    rounded = case.get("round_digits")
    currency = "KWD" if rounded == 3 else "USD"
    rules = company(currency, rounding=case.get("rounding", Rounding.HALF_UP.value)) | {
        "products": {"P": METERED},
        "price_lists": {
            "L": {"name": "L", "currency": currency, "channel": "direct", "entries": {"P": _graduated(case)}}
        },
    }
    said: list[Decimal] = []
    for base in case["bases"]:
        (line,) = priced(rules, {"lines": [{"product": "P", "quantity": base, "term": 1}]}, currency).lines
        said.append(sum((step.exact if rounded is None else step.amount for step in line.trace), Decimal(0)))
    wanted = [Decimal(amount) for amount in case["expect"]["amounts"]]
    return None if said == wanted else f"{said}, not {wanted}"


def _graduated(case: Case) -> Rules:
    brackets = case["brackets"]
    tiers = [
        {"above": each["threshold"], "price": each.get("rate", "0"), "flat": each.get("amount", "0")}
        for each in brackets
    ]
    first = tiers[0] | {"from": "0"}
    del first["above"]
    if Decimal(brackets[0]["threshold"]):
        return {"method": "graduated", "tiers": [{"from": "0", "price": "0"}, *tiers]}
    return {"method": "graduated", "tiers": [first, *tiers[1:]]}


KINDS: dict[str, Callable[[Case], str | None]] = {
    "price": difference,
    "charge": _charge,
    "allocate": _allocation,
    "split": _split,
    "scale": _scale,
}


def _gone_through(kind: str) -> Iterator[tuple[Case, str | None]]:
    for case in of_kind(kind):
        try:
            with arithmetic():
                yield case, KINDS[kind](case)
        except Refused as refused:
            yield case, "; ".join(each.line("en") for each in refused.findings)


def test_the_prices_of_other_engines_come_out_of_ours(record_property: Callable[[str, object], None]) -> None:
    """All that any engine must agree on, and 95 % of what depends on settings; what is one engine's own is reported."""
    universal, configurable, own, count = list[str](), list[str](), list[str](), 0
    for kind in KINDS:
        wrong, otherwise, several, theirs = report(kind, _gone_through(kind))
        universal, configurable, own, count = universal + wrong, configurable + otherwise, own + theirs, count + several
    record_property("otherwise under the declared settings", configurable)
    record_property("one engine's own", own)
    assert not universal, "\n".join(universal)
    assert len(configurable) <= count * 0.05, "\n".join(configurable)
