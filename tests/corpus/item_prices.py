"""Prices of one item under other engines' rules, as price lists and price rules of ours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cpq.priced_quote import PricedLine
from tests.corpus.peer_cases import Case, Rules, company, priced

ONE_ONLY = (
    "highest_priority_single",
    "first_match_by_scope_specificity_then_min_qty_desc",
    "first_match_in_listed_order",
)
SCOPES = ("global", "category", "product_family", "product")
"""From the widest to the most specific."""


def line_of(case: Case) -> PricedLine:
    """The line of a case, in the unit and the currency that it is asked in."""
    item, currency = case["item"], _currency(case)
    line: Rules = {"product": "P", "quantity": str(case["qty"])}
    if "option_extra" in item:
        line["product"] = "P-more"
    if _unit(case):
        line["unit"] = "other"
    rules = company(currency, **_settings(case)) | {
        "attributes": {"size": {"name": "Size", "type": "choice", "values": {"more": "More"}}},
        "products": {"P": _product(case), "OTHER": _other(case)},
        "categories": {"things": {"name": "Things"}, **{_id(name): {"name": name} for name in _categories(case)}},
        "price_lists": _lists(case, currency),
        "price_rules": {_id(rule["id"]): _rule(rule, rank, case) for rank, rule in enumerate(_ranked(case))},
    }
    rules["currencies"] |= {other: {"name": other} for other in _currencies(case)}
    return priced(rules, {"lines": [line], **({"date": case["date"][:10]} if "date" in case else {})}, currency).lines[
        0
    ]


def _currency(case: Case) -> str:
    return "KWD" if case["settings"]["minor_digits"] == 4 else case.get("currency", "USD")


def _currencies(case: Case) -> set[str]:
    named = {rule["currency"] for rule in case["price_rules"] if "currency" in rule}
    return (named | {case["item"].get("currency", "USD")}) - {_currency(case)}


def _settings(case: Case) -> Rules:
    additive = "additive" in case["settings"]["rule_combination"]
    floors = {"floors": "hold"} if "min_unit_price" in case["item"] else {}
    unit = {"rules_per": "unit"} if "running_price" in case["settings"]["rule_combination"] else {}
    return {"percent_of": "original" if additive else "running", **floors, **unit}


def _unit(case: Case) -> Decimal | None:
    """How many of the item's own unit the unit has that the case asks for; None where that is its own."""
    factor = Decimal(case.get("uom_factor", "1"))
    return None if factor == 1 else factor


def _product(case: Case) -> Rules:
    item, unit = case["item"], _unit(case)
    made: Rules = {
        "kind": "variants" if "option_extra" in item else "sku",
        "name": item["product"],
        "category": _id(_categories(case)[0]) if _categories(case) else "things",
        "tax_class": "goods",
        "tags": [_id(tag) for tag in (item.get("family"), *_categories(case)[1:]) if tag],
    }
    if "option_extra" not in item:
        made["order"] = {"step": "0.001"}
    else:
        made |= {"axes": {"size": ["more"]}, "code": "P-{size}"}
    if "cost_price" in item:
        made["cost"] = item["cost_price"]
    if unit is not None or any("uom" in rule for rule in case["price_rules"]):
        made["units"] = {"other": {"name": case.get("uom", "other"), "contains": str(unit or 10)}}
    return made


def _other(case: Case) -> Rules:
    """A product that is never ordered, with every name that a rule may have as its target."""
    tags = sorted({_id(rule["target"]) for rule in case["price_rules"] if "target" in rule})
    return {"kind": "sku", "name": "Other", "category": "things", "tax_class": "goods", "tags": tags}


def _categories(case: Case) -> list[str]:
    return case["item"].get("categories", [])


def _id(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name).strip("-")


def _lists(case: Case, currency: str) -> Rules:
    """The list in force; where the item is listed in another currency, or by a chain of lists, one that is based on that."""
    item = case["item"]
    entry: Rules = {"price": item["list_price"]}
    if "min_unit_price" in item:
        entry["floor"] = item["min_unit_price"]
    if "option_extra" in item:
        entry["surcharges"] = {"size": {"more": item["option_extra"]}}
    listed = {
        "name": "Listed",
        "currency": item.get("currency", currency),
        "channel": "direct",
        "entries": {"P": entry},
    }
    if "fx_rate" in case:
        based = {"list": "listed", "rate": case["fx_rate"]}
        return {"listed": listed, "L": {"name": "L", "currency": currency, "channel": "direct", "based_on": based}}
    chain = [rule for rule in case["price_rules"] if isinstance(rule.get("base"), dict)]
    if chain:
        (below,) = chain[0]["base"]["pricelist"]
        listed["valid"] = {"to": "2000-01-01"}
        based = {"list": "listed", "percent": f"{-Decimal(below['value'])}%"}
        later = {"from": "2000-01-02"}
        return {
            "listed": listed,
            "L": {"name": "L", "currency": currency, "channel": "direct", "valid": later, "based_on": based},
        }
    return {"listed": listed}


def _ranked(case: Case) -> list[Case]:
    """The rules, the first to go first."""
    rules = [part for rule in case["price_rules"] if rule["type"] != "base_pricelist" for part in _parts(rule)]
    match case["settings"]["rule_combination"]:
        case "first_match_by_scope_specificity_then_min_qty_desc":
            return sorted(rules, key=lambda r: (-SCOPES.index(r["scope"]), -Decimal(r.get("min_qty", "0"))))
        case "first_match_in_listed_order":
            return rules
        case _:
            return sorted(rules, key=lambda r: -r.get("priority", 0))


def _parts(rule: Case) -> list[Case]:
    """A margin and a discount after it are two rules."""
    if rule["type"] != "margin_then_discount":
        return [rule]
    margin, discount = rule["margin"], rule["discount"]
    up = {"percent": "percent_off", "amount": "amount_off"}
    first = {
        **rule,
        "id": f"{rule['id']}-margin",
        "type": up[margin["type"]],
        "value": f"-{margin['value']}",
        "stack": "always",
    }
    return [first, {**rule, "type": up[discount["type"]], "value": discount["value"]}]


def _rule(rule: Case, rank: int, case: Case) -> Rules:
    made: Rules = {"name": rule["id"], "priority": 1000 - rank, "adjust": _adjust(rule, case)}
    several = not rule.get("exclusive") and case["settings"]["rule_combination"] not in ONE_ONLY
    made["stack"] = several or rule.get("stack") == "always"
    lines = [
        f"quantity {sign} {rule[limit]}" for limit, sign in (("min_qty", ">="), ("max_qty", "<=")) if limit in rule
    ]
    if "uom" in rule:
        lines.append('unit == "other"')
    if lines:
        made["lines"] = " and ".join(lines)
    valid = {ours: rule[theirs][:10] for theirs, ours in (("starts", "from"), ("ends", "to")) if theirs in rule}
    target = _target(rule, case)
    return made | ({"valid": valid} if valid else {}) | ({"target": target} if target else {})


def _target(rule: Case, case: Case) -> Rules:
    """What the rule is for; what the item is not, is a product that is never ordered."""
    match rule["scope"]:
        case "global":
            return {}
        case "product":
            return {"products": ["P"]} if rule["target"] == case["item"]["product"] else {"products": ["OTHER"]}
        case "category" if _categories(case)[:1] == [rule["target"]]:
            return {"categories": [_id(rule["target"])]}
        case _:
            return {"tags": [_id(rule["target"])]}


def _adjust(rule: Case, case: Case) -> Rules:
    currency = rule.get("currency", _currency(case))
    match rule["type"]:
        case "percent_off":
            return {"percent": f"{-Decimal(rule['value'])}%"}
        case "amount_off":
            return {"amount": {currency: str(-Decimal(rule["value"]))}}
        case "set_price":
            contains = _unit(case) if "uom" in rule else None
            return {"price": {currency: str(Decimal(rule["value"]) / (contains or 1))}}
        case _:
            return {"formula": _formula(rule["formula"])}


def _formula(text: str) -> str:
    for theirs, ours in (("unit_price", "unit_net"), ("list_price", "unit_list"), ("cost_price", "cost")):
        text = text.replace(theirs, ours)
    return text


def difference(case: Case) -> str | None:
    """What a line says otherwise than the case expects; nothing where they agree."""
    line = line_of(case)
    unit = line.contains if "expected_price_unit" in case["settings"] else Decimal(1)
    listed, net = Decimal(case["item"]["list_price"]), line.unit_net / unit
    said: dict[str, Any] = {
        "unit_price": net,
        "list_price": line.unit_list,
        "discount": line.unit_list - line.unit_net,
        "discount_percent": line.off_list * 100,
        "total_discount_percent": (listed - net) / listed * 100 if listed else Decimal(0),
        "price_with_margin": sum((step.amount for step in line.trace[:2]), Decimal(0)),
        "not_discounted": line.net == line.list_amount,
        "applied": [step.rule for step in line.trace[1:]],
    }
    wrong = {key: said[key] for key, wanted in case["expect"].items() if said[key] != _meant(wanted)}
    return f"{wrong}, not {case['expect']}" if wrong else None


def _meant(wanted: object) -> object:
    return Decimal(wanted) if isinstance(wanted, str) else wanted
