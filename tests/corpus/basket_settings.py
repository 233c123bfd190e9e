"""What a basket of another engine declares, as settings of a company of ours, its currency and its price list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.corpus.peer_cases import Case, Rules

CURRENCIES: dict[int | None, str] = {None: "UYW", 0: "JPY"}
"""Amounts that the other engine never rounds get the most minor digits that a currency has, four; amounts in minor units get none."""

BY_PEER: dict[str, Rules] = {
    # A discount of half a cent is taken as none: there the amount that is left is rounded half up.
    "vendure": {"rounding": "half_down"},
    # Percentages of a unit are of its price before other promotions.
    "sylius": {"percent_of": "original"},
}
"""What the engines do everywhere, and the cases therefore do not declare."""

REMAINDERS = {"remainder_to_first": "first", "remainder to the first": "first", "last line takes": "last"}


def currency_of(case: Case) -> str:
    settings = case["settings"]
    return CURRENCIES.get(settings["minor_digits"]) or settings.get("currency", "USD")


def settings_of(case: Case) -> Rules:
    declared = case["settings"]
    made = dict(BY_PEER.get(case["peer"], {}))
    rounding = str(declared.get("rounding", "")).split(" ")[0]
    if rounding in ("down", "half_up"):
        made["rounding"] = rounding
    allocation = declared.get("order_discount_allocation", "")
    remainder = next((ours for theirs, ours in REMAINDERS.items() if theirs in allocation), None)
    if remainder is not None:
        made["remainder"] = remainder
    if declared.get("tax_round_level") == "unit":
        made["tax_per"] = "unit"
    if any("min_unit_price" in line for line in case["lines"]):
        made["floors"] = "hold"
    return made


def with_tax(case: Case) -> bool:
    """Whether the price list has prices with tax: where theirs are, and where discounts are taken off amounts with tax."""
    declared = case["settings"]
    return (
        declared.get("prices_include_tax", False)
        or declared.get("discount_basis") == "gross"
        or any(line.get("tax_included") for line in case["lines"])
    )


def listed(case: Case, line: Case) -> str:
    """The price of a line as the price list has it, which is with or without tax for all of them."""
    price = Decimal(line["unit_price"])
    own = line.get("tax_included", case["settings"].get("prices_include_tax", False))
    return str(price * (1 + rate_of(line)) if with_tax(case) and not own else price)


def rate_of(taxed: Case) -> Decimal:
    return Decimal(taxed.get("tax_rate", "0")) / 100


def tax_class(taxed: Case) -> str:
    return "rate-" + taxed.get("tax_rate", "0").replace(".", "-")


def taxes(case: Case) -> Rules:
    """A class of goods for each rate."""
    taxed: list[Any] = [*case["lines"], *case.get("shipping", []), *case.get("surcharges", []), {}]
    rates = {tax_class(each): {"name": "Tax", "rate": f"{rate_of(each) * 100}%"} for each in taxed}
    return {
        "tax_classes": {"goods": {"name": "Goods"}, **{id: {"name": id} for id in rates}},
        "taxes": {"here": {"region": "XX", "rates": rates}},
    }


def once(case: Case) -> bool:
    """Whether a percentage of all units is rounded once, and neither for each unit nor for each line."""
    rounding = case["settings"].get("rounding", "")
    return rounding.startswith("down") and "per unit" not in rounding
