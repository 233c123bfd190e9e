"""A term of a condition in words that can be repeated to a customer: `the quantity is at least 100`, and what is there instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple, cast

from cpq.bom.category import Category
from cpq.bom.products import Product
from cpq.company.attribute import Attribute
from cpq.company.market import Channel, Customer, Region, Segment
from cpq.company.payment import PaymentTerm
from cpq.pricing.contract import Contract
from cpq.pricing.delivery_method import DeliveryMethod
from cpq.rulebook.expressions import Equality, Expression, Holding, Range, at_least, lookup
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

_Named = Category | Channel | Contract | Customer | DeliveryMethod | PaymentTerm | Product | Region | Segment


class Spoken(NamedTuple):
    """What a term asks for (`the quantity is at least 100`), and what is there instead (`here it is 36`)."""

    asked: Text
    have: Text


class _Name(NamedTuple):
    """The noun for a name of the expressions, of what its values are the ids or the values, and whether they are amounts of money."""

    noun: Text
    entity: type[_Named] | None = None
    money: bool = False
    attribute: Attribute | None = None


_NAMES: Mapping[str, _Name] = {
    "customer.id": _Name(Text(zh="客户", en="the customer"), Customer),
    "customer.segment": _Name(Text(zh="客户分群", en="the customer's segment"), Segment),
    "customer.region": _Name(Text(zh="客户所在地区", en="the customer's region"), Region),
    "customer.regions": _Name(Text(zh="客户所在地区及其上级", en="the customer's regions"), Region),
    "customer.groups": _Name(Text(zh="客户的群组", en="the customer's groups")),
    "customer.contracts": _Name(Text(zh="客户的有效合同", en="the customer's contracts"), Contract),
    "customer.bought": _Name(Text(zh="客户买过的产品", en="the customer's earlier purchases"), Product),
    "customer.orders": _Name(Text(zh="客户此前的订单数", en="the number of the customer's earlier orders")),
    "channel": _Name(Text(zh="渠道", en="the channel"), Channel),
    "currency": _Name(Text(zh="报价币种", en="the currency")),
    "date": _Name(Text(zh="报价日期", en="the date of the quote")),
    "payment_term": _Name(Text(zh="付款条件", en="the term of payment"), PaymentTerm),
    "coupons": _Name(Text(zh="优惠券", en="the coupons")),
    "delivery.methods": _Name(Text(zh="配送方式", en="the methods of delivery"), DeliveryMethod),
    "delivery.net": _Name(Text(zh="配送净额", en="the net amount of the deliveries"), money=True),
    "order.list": _Name(Text(zh="整单目录金额", en="the order's list amount"), money=True),
    "order.net": _Name(Text(zh="整单净额", en="the order's net amount"), money=True),
    "order.quantity": _Name(Text(zh="各行数量之和", en="the number of units in the order")),
    "product.id": _Name(Text(zh="产品", en="the product"), Product),
    "product.category": _Name(Text(zh="产品分类", en="the product's categories"), Category),
    "product.tags": _Name(Text(zh="产品标签", en="the product's tags")),
    "quantity": _Name(Text(zh="数量", en="the quantity")),
    "term": _Name(Text(zh="合同期限（月）", en="the term in months")),
    "unit_list": _Name(Text(zh="目录单价", en="the list price"), money=True),
    "line.list": _Name(Text(zh="本行目录金额", en="the line's list amount"), money=True),
    "line.net": _Name(Text(zh="本行净额", en="the line's net amount"), money=True),
}


def in_words(term: Expression, values: Mapping[str, object], rulebook: Rulebook) -> Spoken | None:
    """None for a term that has no words."""
    found, least = lookup(term), at_least(term)
    if isinstance(found, Range | Equality | Holding):
        name = found.name
    elif least is not None:
        name = least.name
    else:
        return None
    known = _NAMES.get(name) or _attribute(name, rulebook)
    if known is None:
        return None
    speaker = _Speaker(name, known, values, rulebook)
    match found:
        case Equality(_, words):
            return speaker.one_of(words)
        case Holding(_, word):
            return speaker.includes(word)
        case Range(_, low, high, low_included, high_included):
            return speaker.between((low, low_included), (high, high_included))
        case _ if least is not None:
            return speaker.between((least.low, least.included), (None, True), least.currency)
        case _:
            return None


def _attribute(name: str, rulebook: Rulebook) -> _Name | None:
    attribute = rulebook.get(Attribute, name.removeprefix("product.")) if name.startswith("product.") else None
    return None if attribute is None else _Name(attribute.name, attribute=attribute)


class _Speaker:
    """The words of one name of the expressions."""

    def __init__(self, name: str, known: _Name, values: Mapping[str, object], rulebook: Rulebook) -> None:
        self._name, self._rulebook = known, rulebook
        self._currency = str(values.get("currency", ""))
        self._have, self._is_there = values.get(name), name in values

    def one_of(self, words: frozenset[object]) -> Spoken:
        each = [self._shown(word) for word in sorted(words, key=str)]
        return self._spoken(
            Text(zh="或".join(word.zh for word in each), en=" or ".join(word.en for word in each)), "为"
        )

    def includes(self, word: str) -> Spoken:
        return self._spoken(self._shown(word), "含", "include")

    def between(self, low: tuple[object, bool], high: tuple[object, bool], currency: str | None = None) -> Spoken:
        """Bounds with whether they count in; None is no bound."""
        day = isinstance(low[0] or high[0], date)
        parts = [
            _bound(self._shown(bound, currency), words)
            for (bound, included), words in zip((low, high), _DAYS if day else _BOUNDS, strict=True)
            if bound is not None
            for words in [words[included]]
        ]
        return self._spoken(Text(zh="、".join(p.zh for p in parts), en=" and ".join(p.en for p in parts)), "")

    def _spoken(self, asked: Text, zh: str, en: str = "is") -> Spoken:
        noun = self._name.noun
        return Spoken(Text(zh=_joined(noun.zh, zh, asked.zh), en=f"{noun.en} {en} {asked.en}"), self._there())

    def _there(self) -> Text:
        if not self._is_there:
            return Text(zh="这里没有", en="there is none here")
        several = isinstance(self._have, frozenset)
        if several and not self._have:
            return Text(zh="现在没有", en="here there are none")
        have = self._shown(self._have)
        return Text(zh=_joined("现在为", have.zh), en=f"here {'they are' if several else 'it is'} {have.en}")

    def _shown(self, value: object, currency: str | None = None) -> Text:
        match value:
            case frozenset():
                each = [self._shown(word) for word in sorted(cast("frozenset[str]", value))]
                return Text(zh="、".join(word.zh for word in each), en=", ".join(word.en for word in each))
            case Decimal() if self._name.money:
                return Text.same(f"{value:,f} {currency or self._currency}")
            case Decimal() | bool() | str() if self._name.attribute is not None:
                return self._name.attribute.text_of(value)
            case Decimal():
                return Text.same(f"{value.normalize():,f}")
            case str() if self._name.entity is not None and (entity := self._rulebook.get(self._name.entity, value)):
                return Text(zh=f"“{entity.name.zh}”", en=f"“{entity.name.en}”")
            case str():
                return Text(zh=f"“{value}”", en=f"“{value}”") if value else Text(zh="空", en="not given")
            case _:
                return Text.same(str(value))


def _joined(*parts: str) -> str:
    """Chinese words, with a space beside Latin letters and figures."""
    said = ""
    for part in filter(None, parts):
        said += " " + part if said and said[-1].isascii() != part[0].isascii() else part
    return said


def _bound(value: Text, words: Text) -> Text:
    return Text(zh=words.zh.format(value.zh), en=words.en.format(value.en))


_BOUNDS = (
    {True: Text(zh="不少于 {}", en="at least {}"), False: Text(zh="超过 {}", en="above {}")},
    {True: Text(zh="不超过 {}", en="at most {}"), False: Text(zh="低于 {}", en="below {}")},
)
"""The lower bound and the upper one, by whether they count in."""
_DAYS = (
    {True: Text(zh="不早于 {}", en="{} or later"), False: Text(zh="晚于 {}", en="after {}")},
    {True: Text(zh="不晚于 {}", en="{} or earlier"), False: Text(zh="早于 {}", en="before {}")},
)
