"""Baskets of other engines: the products, prices and deliveries of a case as a rulebook of ours, and what is in it as a request."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpq.priced_quote import PricedQuote
from tests.corpus.basket_benefits import NEVER
from tests.corpus.basket_conditions import groups_of, id_of, tags_in, tags_of
from tests.corpus.basket_promotions import counters_of, promotions_of
from tests.corpus.basket_settings import currency_of, listed, settings_of, tax_class, taxes, with_tax
from tests.corpus.peer_cases import Case, Rules, company, priced


def quote_of(case: Case) -> PricedQuote:
    return priced(rules_of(case), request_of(case), currency_of(case))


def ordered(case: Case) -> list[int]:
    """The numbers of a case's lines in the order of the request: where units are gone through from the cheapest, the cheapest first."""
    numbers = list(range(1, len(case["lines"]) + 1))
    cheapest = any(then.get("unit_order") == "cheapest_first" for each in _promotions(case) for then in each["then"])
    return sorted(numbers, key=lambda n: Decimal(case["lines"][n - 1]["unit_price"])) if cheapest else numbers


def _promotions(case: Case) -> list[Case]:
    return case.get("promotions", [])


def rules_of(case: Case) -> Rules:
    rules = company(currency_of(case), **settings_of(case)) | taxes(case)
    rules["customers"]["C"]["groups"] = groups_of(case)
    gifts = _gifts(case)
    named = list(dict.fromkeys(tags_in(_promotions(case))))
    products = {
        **{
            f"P{number}": _product(line.get("product", line["id"]), line, tags_of(line))
            for number, line in enumerate(case["lines"], 1)
        },
        **{f"S{number}": _product(each["id"], each, []) for number, each in _charged(case)},
        "GIFT": _product(gifts[0]["product"] if gifts else "Gift", {}, []),
        # Never ordered, but with every name that a promotion may have for its target.
        "OTHER": _product("Other", {}, named),
    }
    return rules | {
        "products": products,
        "price_lists": {"L": _list(case)},
        "delivery_methods": _methods(case),
        "promotions": promotions_of(case),
    }


def _product(name: str, taxed: Case, tags: list[str]) -> Rules:
    return {"kind": "sku", "name": name, "category": "things", "tax_class": tax_class(taxed), "tags": tags}


def _charged(case: Case) -> Iterator[tuple[int, Case]]:
    """Surcharges are products; what is taken off instead is a discount by hand."""
    return ((number, each) for number, each in enumerate(case.get("surcharges", []), 1) if Decimal(each["amount"]) > 0)


def _list(case: Case) -> Rules:
    entries: Rules = {f"P{number}": _entry(case, line) for number, line in enumerate(case["lines"], 1)}
    entries |= {f"S{number}": each["amount"] for number, each in _charged(case)}
    gifts = _gifts(case)
    entries |= {"GIFT": gifts[0].get("unit_price", "1") if gifts else "0", "OTHER": "0"}
    tax = "included" if with_tax(case) else "excluded"
    return {"name": "List", "currency": currency_of(case), "channel": "direct", "tax": tax, "entries": entries}


def _gifts(case: Case) -> list[Case]:
    return [then for each in _promotions(case) for then in each["then"] if then["type"] == "gift"]


def _entry(case: Case, line: Case) -> object:
    price = listed(case, line)
    return {"price": price, "floor": line["min_unit_price"]} if "min_unit_price" in line else price


def _methods(case: Case) -> Rules:
    asked = {
        id_of(each["id"]): {
            "name": each["id"],
            "tax_class": tax_class(each),
            "price": {currency_of(case): each["price"]},
        }
        for each in case.get("shipping", [])
    }
    return {**asked, NEVER: {"name": "Never", "tax_class": tax_class({})}}


def request_of(case: Case) -> Rules:
    lines = [{"product": f"P{number}", "quantity": case["lines"][number - 1]["qty"]} for number in ordered(case)]
    lines += [{"product": f"S{number}", "quantity": 1} for number, _ in _charged(case)]
    made: Rules = {
        # A quote without lines is none; something for nothing stands for what is delivered.
        "lines": lines or [{"product": "OTHER", "quantity": 1}],
        "coupons": [id_of(code) for code in case.get("coupons") or []],
        "counters": counters_of(case),
        "deliveries": [{"method": id_of(each["id"])} for each in case.get("shipping", [])],
    }
    if "previous_orders" in case.get("customer", {}):
        made["previous_orders"] = case["customer"]["previous_orders"]
    taken = -sum((min(Decimal(each["amount"]), Decimal(0)) for each in case.get("surcharges", [])), Decimal(0))
    return made | ({"discount": {"amount": str(taken), "reason": "Surcharge below zero"}} if taken else {})
