"""Conditions and targets of another engine's promotions: what lines must be there, and whom and which lines a promotion is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.corpus.peer_cases import Case, Rules

NAMED = {"product": "product", "product.id": "product", "category": "category", "product_category.id": "category"}


def id_of(name: object) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in str(name)).strip("-")


def tag(kind: str, name: object) -> str:
    return f"{kind}-{id_of(name)}"


def tags_of(line: Case) -> list[str]:
    """Everything that a promotion may call a line's product."""
    found = [tag("product", line["product"])] if "product" in line else []
    found += [tag("category", name) for name in line.get("categories", [])]
    found += [tag(NAMED[name], value) for name, value in line.get("attributes", {}).items()]
    return list(dict.fromkeys(found))


def tags_in(said: object) -> Iterator[str]:
    """Everything that the promotions of a case call a product."""
    if isinstance(said, list):
        for each in said:
            yield from tags_in(each)
    elif isinstance(said, dict):
        case: Case = said
        yield from target_tags(case.get("where"))
        for each in case.get("when", []):
            yield from (tag for need in needs([each], "USD") for tag in need.get("target", {}).get("tags", []))
        for key in ("then", "buy", "get"):
            yield from tags_in(case.get(key))


def target_tags(where: Any) -> list[str]:
    """The tags that a `where` names; conditions of a unit's price and of deliveries are none."""
    if isinstance(where, dict):
        return [tag(NAMED[key], value) for key, value in where.items() if key in NAMED]
    named = [each for each in where or [] if each["attribute"] in NAMED]
    return [tag(NAMED[each["attribute"]], value) for each in named for value in each["values"]]


def lines_of(where: Any, currency: str) -> str | None:
    """A condition of a unit's price as an expression of a line."""
    bounds = where.get("unit_price", {}) if isinstance(where, dict) else {}
    signs = {"gte": ">=", "lte": "<="}
    return " and ".join(f"unit_list {signs[key]} {currency}({value})" for key, value in bounds.items()) or None


def needs(when: Iterable[Case], currency: str) -> list[Rules]:
    """The conditions that are about lines; those about customers are in `when_of`."""
    return [made for each in when for kind, said in each.items() if (made := _need(kind, said, currency)) is not None]


def _need(kind: str, said: Any, currency: str) -> Rules | None:
    match kind:
        case "order_subtotal":
            return {"target": {}, "amount": {"from": {currency: said["gte"]}}}
        case "order_quantity":
            return {"target": {}, "quantity": {"from": said["gte"]}}
        case "any_line_quantity":
            return {"target": {}, "quantity": {"from": said["gte"]}, "per": "line"}
        case "line_quantity":
            between = {"from": said["gte"], **({"to": said["lte"]} if "lte" in said else {})}
            return {"target": _named("product", said["product"]), "quantity": between, "per": "line"}
        case "contains_product":
            return {"target": _named("product", said)}
        case "contains_category":
            return {"target": _named("category", *said)}
        case "category_subtotal" | "product_subtotal":
            name = kind.removesuffix("_subtotal")
            return {"target": _named(name, said[name]), "amount": {"from": {currency: said["gte"]}}}
        case "matching_quantity":
            return {"quantity": {"from": said["gte"]}}
        case "matching_subtotal":
            return {"amount": {"from": {currency: said["gte"]}}}
        case _:
            assert kind in ABOUT, kind
            return None


def _named(kind: str, *names: object) -> Rules:
    return {"tags": [tag(kind, name) for name in names]}


def when_of(when: Iterable[Case]) -> str | None:
    """The conditions that are about the customer, as an expression of the quote."""
    return (
        " and ".join(_about_customer(kind, said) for each in when for kind, said in each.items() if kind in ABOUT)
        or None
    )


ABOUT = ("customer_group", "nth_order", "context")


def _about_customer(kind: str, said: Any) -> str:
    match kind:
        case "customer_group":
            return f'"{id_of(said)}" in customer.groups'
        case "nth_order":
            return f"customer.orders == {said - 1}"
        case _:
            assert said["attribute"] == "customer.customer_group.id", said
            return "(" + " or ".join(f'"{id_of(value)}" in customer.groups' for value in said["values"]) + ")"


def groups_of(case: Case) -> list[str]:
    """The groups that the customer of a case is in."""
    context = case.get("context", {}).get("customer", {}).get("customer_group", {}).get("id")
    return [id_of(name) for name in [*case.get("customer", {}).get("groups", []), *([context] if context else [])]]
