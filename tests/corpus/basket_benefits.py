"""What another engine's promotion gives, as a benefit of ours."""

from __future__ import annotations

from decimal import Decimal

from tests.corpus.basket_conditions import id_of, target_tags
from tests.corpus.basket_settings import currency_of, once
from tests.corpus.peer_cases import Case, Rules

NEVER = "never"
"""A method of delivery that no request asks for."""


def benefit_of(then: Case, case: Case) -> Rules:
    if then.get("on") == "shipping":
        return _delivery(then, case)
    if "value_by" in then:
        return _tiers(then, currency_of(case))
    return _KINDS[then["type"]](then, case)


def _percent(then: Case, case: Case) -> Rules:
    units = _units(then)
    together = _is_together(then) or (not units and once(case))
    return {"kind": "percent", "value": f"{then['value']}%", "per": "order" if together else "line"} | units


def _amount(then: Case, case: Case) -> Rules:
    units = {} if "allocation" in then else _units(then)
    # An amount off one unit of the order is an amount off one unit.
    per = "order" if _is_together(then) and not units else "line" if then["on"] == "line" else "unit"
    assert not (then["on"] == "order" and units) or then["max_units"] == 1, then
    return {"kind": "amount", "off": {currency_of(case): then["value"]}, "per": per} | units


def _is_together(then: Case) -> bool:
    return then["on"] == "order" or then.get("allocation") == "across_pro_rata"


def _units(then: Case) -> Rules:
    named = {
        "max_units": "at_most",
        "units": "at_most",
        "max_qty_per_line": "per_line",
        "only_complete_groups_of": "groups_of",
    }
    units = {ours: then[theirs] for theirs, ours in named.items() if theirs in then}
    return {"units": units} if units else {}


def _tiers(then: Case, currency: str) -> Rules:
    """A percentage by the size of the order; the base is the tier that anything reaches."""
    by = then["value_by"]
    amounts = by["measure"].endswith("subtotal")
    tiers = [*([{"gte": "0.01", "value": by["base"]}] if Decimal(by["base"]) else []), *by["tiers"]]
    return {
        "kind": "threshold",
        "tiers": [
            {"from": {currency: tier["gte"]} if amounts else tier["gte"], "percent": f"{tier['value']}%"}
            for tier in tiers
        ],
    }


def _set_total(then: Case, case: Case) -> Rules:
    return {"kind": "set_total", "total": {currency_of(case): then["value"]}}


def _set_price(then: Case, case: Case) -> Rules:
    return {"kind": "set_price", "price": {currency_of(case): then["value"]}} | _units(then)


def _bundle(then: Case, case: Case) -> Rules:
    return {"kind": "bundle", "quantity": then["bundle_qty"], "price": {currency_of(case): then["value"]}} | _limit(
        case
    )


def _buy_get(then: Case, case: Case) -> Rules:
    """Who buys and gets of the same pays for the dearest; of others the dearest is what can be got."""
    buy, get = then["buy"], then["get"]
    made: Rules = {"kind": "buy_get", "buy": buy["qty"], "get": get["qty"], "percent": f"{get['percent']}%"}
    made["limit"] = then["applications"]
    if buy["where"] != get["where"]:
        made |= {"get_target": {"tags": target_tags(get["where"])}, "pick": "dearest"}
    return made


def _limit(case: Case) -> Rules:
    return {"limit": case["settings"]["applications"]} if "applications" in case["settings"] else {}


def _gift(then: Case, case: Case) -> Rules:
    made: Rules = {"kind": "gift", "product": gift_code(then, case), "quantity": then.get("qty", 1)}
    if "qty_per" in then:
        made |= {"every": then["qty_per"]["every"], "quantity": then["qty_per"]["give"]}
    return made | ({"price": {currency_of(case): then["unit_price"]}} if "unit_price" in then else {})


def gift_code(then: Case, case: Case) -> str:
    """A product of the basket, or one that is not in it."""
    same = [number for number, line in enumerate(case["lines"], 1) if line.get("product") == then["product"]]
    return f"P{same[0]}" if same else "GIFT"


def _delivery(then: Case, case: Case) -> Rules:
    off = {"percent": f"{then['value']}%"} if then["type"] == "percent" else {"off": {currency_of(case): then["value"]}}
    per = "order" if then.get("allocation") == "across_pro_rata" else "delivery"
    return {"kind": "delivery", **off, "per": per} | _methods(then.get("where", []), case)


def _methods(where: list[Case], case: Case) -> Rules:
    if not where:
        return {}
    (named,) = where
    meant = [
        id_of(each["id"]) for each in case["shipping"] if each["attributes"][named["attribute"]] in named["values"]
    ]
    return {"methods": meant or [NEVER]}


_KINDS = {
    "percent": _percent,
    "amount": _amount,
    "set_total": _set_total,
    "set_price": _set_price,
    "bundle_price": _bundle,
    "buy_get": _buy_get,
    "gift": _gift,
}
