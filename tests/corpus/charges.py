"""Charges of other engines as price methods of ours."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from cpq.priced_quote import PricedLine
from tests.corpus.peer_cases import Case, Rules, company, priced

METERED = {"kind": "usage", "name": "Metered", "category": "things", "tax_class": "goods"}


def charged(case: Case) -> PricedLine:
    """The line that a case comes to: its exact amounts stand in its trace."""
    line: Rules = {"product": "P", "quantity": case.get("units", "0"), "term": 1}
    request: Rules = {"lines": [line]}
    if "full_units" in case:
        request["cumulated"] = {"P": str(Decimal(case["full_units"]) - Decimal(case["units"]))}
    events = _events(case)
    if events is not None:
        line["events"] = events
    rules = company() | {"products": {"P": METERED}, "price_lists": _list(_method(case))}
    return priced(rules, request).lines[0]


def _list(method: Rules) -> Rules:
    return {"L": {"name": "List", "currency": "USD", "channel": "direct", "entries": {"P": method}}}


def _method(case: Case) -> Rules:
    params = case["params"]
    match case["model"]:
        case "graduated" | "graduated_percentage":
            return {"method": "graduated", "tiers": _tiers(params["tiers"])}
        case "volume":
            return {"method": "volume", "tiers": _tiers(params["tiers"])} | _over(case)
        case "package":
            return {
                "method": "package",
                "size": params["package_size"],
                "price": params["package_price"],
                "free": params["free_units"],
            }
        case "block_tiers":
            return {
                "method": "block",
                "charge": _CHARGE[params["policy"]],
                "tiers": [_block(t) for t in params["tiers"]],
            }
        case "first_additional":
            tiers = [{"from": "1", "price": params["first"]}, {"from": "2", "price": params["additional"]}]
            return {"method": "graduated", "tiers": tiers}
        case "tier_lookup_amount":
            reached = [{"from": tier["gte"], "price": "0", "flat": tier["value"]} for tier in params["tiers"]]
            return {"method": "volume", "tiers": [{"from": "0", "price": "0", "flat": params["base"]}, *reached]}
        case _:
            return _percentage(params)


_CHARGE = {"all_tiers": "each", "top_tier": "reached"}


def _over(case: Case) -> Rules:
    return {"over": "customer"} if "full_units" in case else {}


def _tiers(tiers: list[Case]) -> list[Rules]:
    """Each tier of theirs reaches to its end, that included; so the next one of ours begins above that."""
    starts = [{"from": "0"}, *({"above": tier["to"]} for tier in tiers[:-1])]
    return [
        {**start, "price": tier.get("unit", str(Decimal(tier.get("rate", "0")) / 100)), "flat": tier["flat"]}
        for start, tier in zip(starts, tiers, strict=True)
    ]


def _block(tier: Case) -> Rules:
    blocks = {} if tier["max_blocks"] is None else {"blocks": tier["max_blocks"]}
    return {"size": tier["block_size"], "price": tier["block_price"], **blocks}


def _percentage(params: Case) -> Rules:
    method = {"method": "percentage", "percent": f"{params['rate']}%", "per_event": params["fixed_per_event"]}
    named = {
        "free_events": "free_events",
        "free_amount": "free_amount",
        "min_per_event": "least",
        "max_per_event": "most",
    }
    return method | {ours: params[theirs] for theirs, ours in named.items() if params.get(theirs) is not None}


def _events(case: Case) -> list[str] | int | None:
    """The amount of each event, from the running totals after all but the last, or how many there are."""
    params = case["params"]
    if case["model"] != "percentage":
        return None
    if "event_values" in params:
        return params["event_values"]
    totals = [Decimal(0), *map(Decimal, params.get("running_totals", ())), Decimal(case["units"])]
    if len(totals) == 2 or totals[-1] < totals[-2]:
        return params["events"]
    return [str(after - before) for before, after in pairwise(totals)]
