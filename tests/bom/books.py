"""Small rulebooks from YAML text, for tests of the room `bom`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from pydantic import TypeAdapter

from cpq.bom.buyer import Buyer
from cpq.bom.category import Category
from cpq.bom.products import AnyProduct, Product
from cpq.bom.request import QuoteRequest
from cpq.bom.sellability import SellingRule
from cpq.bom.situation import Situation, quote_scope, sale_scope, situation_of
from cpq.company.attribute import Attribute
from cpq.company.currency import SellingCurrency
from cpq.company.market import Channel, Customer, Region, Segment
from cpq.company.payment import PaymentTerm
from cpq.rulebook.expressions import Scope
from cpq.rulebook.model import Entity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

SECTIONS: Mapping[str, type[Entity]] = {
    "currencies": SellingCurrency,
    "regions": Region,
    "channels": Channel,
    "segments": Segment,
    "payment_terms": PaymentTerm,
    "customers": Customer,
    "attributes": Attribute,
    "categories": Category,
    "products": Product,
    "selling_rules": SellingRule,
}

MARKET = """
currencies: {CNY: {name: {zh: 人民币, en: Yuan}}}
regions:
  CN: {name: {zh: 中国, en: China}}
  CN-SH: {name: {zh: 上海, en: Shanghai}, inside: CN}
  EU: {name: {zh: 欧盟, en: EU}}
channels: {direct: {name: {zh: 直销, en: Direct}}, dealer: {name: {zh: 经销, en: Dealer}}}
segments: {gold: {name: {zh: 金牌, en: Gold}}, plain: {name: {zh: 普通, en: Plain}}}
payment_terms: {net30: {name: {zh: 货到三十天, en: 30 days}, text: {zh: 三十天, en: 30 days}}}
customers: {C1: {name: {zh: 甲公司, en: Alpha}, segment: gold, region: CN-SH}}
categories:
  all: {name: {zh: 全部, en: All}}
  hardware: {name: {zh: 硬件, en: Hardware}, inside: all, section: {zh: 设备, en: Equipment}}
  disk: {name: {zh: 硬盘, en: Disks}, inside: hardware}
"""


class Words(yaml.SafeLoader):
    """Dates stay words, numbers are exact."""


Words.add_constructor("tag:yaml.org,2002:float", lambda _, node: Decimal(node.value))
Words.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass
class _Context:
    ids_of: Mapping[str, Collection[str]]
    book: Rulebook
    scopes: Mapping[str, Any] = field(default_factory=lambda: {"sale": sale_scope, "quote": quote_scope})

    def ids(self, section: str) -> Collection[str]:
        return self.ids_of.get(section, ())

    def scope(self, name: str) -> Scope:
        return self.scopes[name](self.book)


def _read(text: str) -> dict[str, Any]:
    return yaml.load(text, Words)


def book(given: str | dict[str, Any], market: str = MARKET) -> Rulebook:
    """The rulebook of a YAML text, in the usual little market. Products need no category and no tax class."""
    read = _read(market)
    for section, written in (_read(given) if isinstance(given, str) else deepcopy(given)).items():
        read.setdefault(section, {}).update(written)
    for product in read.get("products", {}).values():
        product.setdefault("category", "hardware")
        product.setdefault("tax_class", "goods")
    ids = {section: entities.keys() for section, entities in read.items()} | {"tax_classes": {"goods"}}
    entities: dict[type[Entity], dict[str, Entity]] = {}
    for section, kind in SECTIONS.items():
        form: Any = TypeAdapter(AnyProduct if kind is Product else kind)
        context = _Context(ids, Rulebook("test", entities))
        entities[kind] = {
            id: form.validate_python({"id": id, **fields}, context=context)
            for id, fields in read.get(section, {}).items()
        }
    return Rulebook("test", entities)


def request(given: str | dict[str, Any]) -> QuoteRequest:
    """A request with the given lines, on 2026-03-01, in CNY, by the gold customer from Shanghai."""
    lines = _read(given) if isinstance(given, str) else given
    whole = {"id": "Q1", "date": "2026-03-01", "currency": "CNY", "channel": "direct", "customer": "C1", **lines}
    return QuoteRequest.model_validate(whole)


def situation(rulebook: Rulebook, asked: QuoteRequest | None = None) -> Situation:
    return situation_of(rulebook, asked or request("lines: [{product: X, quantity: 1}]"))


def elsewhere(**changed: Any) -> Situation:
    """A situation made of nothing but its parts."""
    buyer = Buyer(name=Text.same("x"), segment="plain", region="EU")
    usual: dict[str, Any] = {
        "date": date(2026, 3, 1), "currency": "CNY", "channel": "direct", "customer": buyer, "regions": ("EU",),
        "payment_term": None, "coupons": frozenset(),
    }  # fmt: skip
    return Situation(**{**usual, **changed})
