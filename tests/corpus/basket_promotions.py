"""Promotions of another engine as promotions of ours, and what was used of them before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.corpus.basket_benefits import benefit_of
from tests.corpus.basket_conditions import id_of, lines_of, needs, target_tags, when_of
from tests.corpus.basket_settings import currency_of, rate_of
from tests.corpus.peer_cases import Case, Rules

DATES = {
    "expired": {"to": "2020-01-31"},
    "not_started": {"from": "2020-12-01"},
    "within_dates": {"from": "2020-01-01", "to": "2020-12-31"},
}
"""Around the day of the requests."""
KNOWN = {
    "id",
    "when",
    "then",
    "coupon",
    "automatic",
    "priority",
    "exclusive",
    "budget",
    "usage_limit",
    "usage_exhausted",
}
"""Everything else that a promotion of theirs may say, so that nothing is left out unseen."""


def promotions_of(case: Case) -> Rules:
    """Each promotion is one of ours for each thing that it does, all under the same conditions."""
    return {id: _promotion(each, then, rank, case) for id, each, then, rank in _parts(case)}


def parts_of(case: Case) -> dict[str, str]:
    """Our id → theirs."""
    return {id: each["id"] for id, each, _, _ in _parts(case)}


def _parts(case: Case) -> Iterator[tuple[str, Case, Case, int]]:
    for rank, each in enumerate(_in_force(case)):
        for part, then in enumerate(each["then"]):
            yield f"{rank}-{part}-{id_of(each['id'])[:40]}", each, then, 10 * rank + part


def _in_force(case: Case) -> list[Case]:
    """The promotions that the shop looks at, the first to go first."""
    only_coupons = case["settings"].get("options", {}).get("prevent_auto_promotions", False)
    looked_at = [each for each in case.get("promotions", []) if not (only_coupons and each.get("automatic"))]
    return sorted(looked_at, key=lambda each: -each.get("priority", 0))


def _promotion(theirs: Case, then: Case, rank: int, case: Case) -> Rules:
    assert theirs.keys() <= KNOWN | DATES.keys(), theirs.keys()
    currency, bought = currency_of(case), then.get("buy", then)
    made: Rules = {"name": theirs["id"], "priority": 1000 - rank, "benefit": benefit_of(then, case)}
    target = _target(bought.get("where"), case) if then.get("on") != "shipping" else {}
    optional = {
        "target": target,
        "when": when_of(theirs["when"]),
        "needs": needs(theirs["when"], currency),
        "lines": lines_of(then.get("where"), currency),
        "coupons": [id_of(theirs["coupon"])] if "coupon" in theirs else None,
        "valid": next((valid for said, valid in DATES.items() if theirs.get(said)), None),
        "exclusive": "order" if theirs.get("exclusive") else None,
        "limits": _limits(theirs, currency),
        "cap": _cap(then, case),
    }
    return made | {key: value for key, value in optional.items() if value}


def _target(where: object, case: Case) -> Rules:
    tags = target_tags(where)
    spared = [f"P{n}" for n, line in enumerate(case["lines"], 1) if not line.get("discountable", True)]
    return ({"tags": tags} if tags else {}) | ({"except": spared} if spared else {})


def _limits(theirs: Case, currency: str) -> Rules:
    budget = theirs.get("budget", {})
    if budget.get("type") == "spend":
        return {"budget": {currency: budget["limit"]}, "over_budget": "refuse"}
    uses = budget.get("limit", theirs.get("usage_limit"))
    return {} if uses is None else {"uses": int(uses)}


def _cap(then: Case, case: Case) -> Rules:
    """The most that is taken off; a bound with tax is written without it, as the prices are."""
    if "max_discount" not in then:
        return {}
    most = Decimal(then["max_discount"])
    if then.get("max_discount_basis") == "incl_tax":
        (rate,) = {rate_of(line) for line in case["lines"] if line.get("product") == then["where"]["product"]}
        most = round(most / (1 + rate), case["settings"]["minor_digits"])
    return {"order": {currency_of(case): str(most)}}


def counters_of(case: Case) -> Rules:
    """What was used of promotions before, by our ids."""
    used = {id: _used(each) for id, each, _, _ in _parts(case)}
    return {"promotions": {id: each for id, each in used.items() if each}}


def _used(theirs: Case) -> Rules:
    budget = theirs.get("budget", {})
    if budget.get("type") == "spend":
        return {"amount": budget.get("used", "0")}
    if theirs.get("usage_exhausted"):
        return {"uses": theirs["usage_limit"]}
    return {"uses": int(budget["used"])} if "used" in budget else {}
