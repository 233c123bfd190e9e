"""Finding products: by words, category, kind and what may be sold to whom; page by page, with counts of what was found."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.bom.catalogue import Catalogue
from cpq.bom.category import Category
from cpq.bom.products import Product
from cpq.bom.request import LineRequest, QuoteRequest
from cpq.bom.sellability import Reason, why_not_sold
from cpq.bom.situation import Situation, situation_of
from cpq.rulebook.fields import Currency, Day, Ref
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.model import Strict
from cpq.rulebook.place import Place
from cpq.rulebook.problems import problem
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Kind = Literal["sku", "variants", "configurable", "bundle", "subscription", "service", "usage"]
Sort = Literal["id", "-id", "name_zh", "-name_zh", "name_en", "-name_en", "category", "-category"]


class Audience(Strict):
    """To whom and when something would be sold: all four, or none of them.

    卖给谁、何时卖：四项全写或全不写。
    """

    customer: Annotated[str, Ref("customers")] | None = None
    """A customer's id. / 客户编号。"""
    channel: Annotated[str, Ref("channels")] | None = None
    """How it is sold. / 渠道。"""
    date: Day | None = None
    """On which day. / 日期。"""
    currency: Annotated[Currency, Ref("currencies")] | None = None
    """In which currency. / 币种。"""

    @model_validator(mode="after")
    def _all_or_none(self) -> Self:
        written = [self.customer, self.channel, self.date, self.currency]
        if any(written) and None in written:
            text = Text(
                zh="customer、channel、date、currency 须一并写出",
                en="write `customer`, `channel`, `date` and `currency` together",
            )
            raise problem("audience", text)
        return self

    def situation(self, rulebook: Rulebook) -> Situation | None:
        """The situation in which it would be sold; None where nobody is named."""
        if self.customer is None or self.date is None or self.currency is None or self.channel is None:
            return None
        line = LineRequest(product="any", quantity=Decimal(1))
        request = QuoteRequest(
            id="PRODUCTS",
            date=self.date,
            currency=self.currency,
            channel=self.channel,
            customer=self.customer,
            lines=(line,),
        )
        return situation_of(rulebook, request)


class ProductQuery(Audience):
    """Which products are looked for.

    要找哪些产品。
    """

    q: Annotated[str, Field(max_length=200)] | None = None
    """Words in the code or the Chinese or English name; all of them. / 编号或中英文名称中的词，须全部出现。"""
    category: Annotated[str, Ref("categories")] | None = None
    """A category, with everything below it. / 分类，含其下各级。"""
    kind: Kind | None = None
    """A kind of product. / 产品种类。"""
    sellable: bool | None = None
    """Only what may be sold to them on a line of its own (true), or only what may not (false). / 只列可售（true）或不可售（false）的产品。"""
    sort: Sort = "id"
    """The order; `-` reverses it. / 排序，加 - 为倒序。"""
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    """How many on a page. / 每页个数。"""
    cursor: Annotated[str, Field(max_length=1000)] | None = None
    """Where the next page begins, from the page before. / 上一页给出的续页标记。"""

    @model_validator(mode="after")
    def _sellable_to_somebody(self) -> Self:
        if self.sellable is not None and self.customer is None:
            text = Text(
                zh="sellable 还须写 customer、channel、date、currency",
                en="`sellable` needs `customer`, `channel`, `date` and `currency`, too",
            )
            raise problem("audience", text, below=("sellable",))
        return self


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """A product in a list; `why_not` are the reasons why it may not be sold, None where nobody was named."""

    id: str
    kind: str
    name: Text
    description: Text | None
    category: str
    unit: Text
    sold_alone: bool
    valid_from: date | None
    valid_to: date | None
    replaced_by: str | None
    tags: tuple[str, ...]
    why_not: tuple[Reason, ...] | None


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of what was found are of it."""

    id: str
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of what was found: `total` in all, `next` is the cursor of the page after it."""

    products: tuple[FoundProduct, ...]
    total: int
    categories: tuple[Facet, ...]
    kinds: tuple[Facet, ...]
    next: str | None


def kind_of(product: Product) -> str:
    return type(product).__name__.lower()


def has_words(product: Product, words: Sequence[str]) -> bool:
    """Whether the code, a name, the category or the kind has every word."""
    text = " ".join([product.id, product.name.zh, product.name.en, product.category, kind_of(product)]).lower()
    return all(word.lower() in text for word in words)


def search(rulebook: Rulebook, query: ProductQuery) -> FoundPage:
    """The page that a query asks for. Raises `Refused` for a cursor that is not one of this order."""
    situation = query.situation(rulebook)
    reasons = _Reasons(rulebook, situation)
    found = [each for each in rulebook.all(Product).values() if _fits(each, query, rulebook, reasons)]
    key = _KEYS[query.sort.removeprefix("-")]
    backwards = query.sort.startswith("-")
    found.sort(key=lambda product: (key(product), product.id), reverse=backwards)
    start = _start(found, query, key)
    page = found[start : start + query.limit]
    more = start + query.limit < len(found)
    return FoundPage(
        tuple(shown(each, reasons.of(each)) for each in page),
        len(found),
        _categories(found, rulebook),
        tuple(Facet(kind, Text.same(kind), count) for kind, count in sorted(Counter(map(kind_of, found)).items())),
        _cursor(query.sort, key(page[-1]), page[-1].id) if more else None,
    )


def shown(product: Product, why_not: tuple[Reason, ...] | None) -> FoundProduct:
    """What a list says of a product."""
    return FoundProduct(
        product.id,
        kind_of(product),
        product.name,
        product.description,
        product.category,
        product.unit,
        product.sold_alone,
        product.valid.from_,
        product.valid.to,
        product.replaced_by,
        tuple(product.tags),
        why_not,
    )


@dataclass(frozen=True, slots=True)
class _Reasons:
    """Why products may not be sold; None where nobody is named."""

    rulebook: Rulebook
    situation: Situation | None

    def of(self, product: Product) -> tuple[Reason, ...] | None:
        return None if self.situation is None else why_not_sold(self.rulebook, product, self.situation)


def _fits(product: Product, query: ProductQuery, rulebook: Rulebook, reasons: _Reasons) -> bool:
    if query.kind is not None and kind_of(product) != query.kind:
        return False
    if query.category is not None and query.category not in rulebook.derived(Catalogue).categories_of(product):
        return False
    if query.q is not None and not has_words(product, query.q.split()):
        return False
    return query.sellable is None or query.sellable is not bool(reasons.of(product))


_KEYS: Mapping[str, Callable[[Product], str]] = {
    "id": lambda product: product.id,
    "name_zh": lambda product: product.name.zh,
    "name_en": lambda product: product.name.en,
    "category": lambda product: product.category,
}


def _categories(found: Sequence[Product], rulebook: Rulebook) -> tuple[Facet, ...]:
    catalogue = rulebook.derived(Catalogue)
    counts = Counter(id for product in found for id in catalogue.categories_of(product))
    known = rulebook.all(Category)
    return tuple(Facet(id, known[id].name, counts[id]) for id in known if counts[id])


def _cursor(sort: Sort, key: str, id: str) -> str:
    return urlsafe_b64encode(json.dumps([sort, key, id]).encode()).decode().rstrip("=")


def _start(found: Sequence[Product], query: ProductQuery, key: Callable[[Product], str]) -> int:
    """The index of the first product after the cursor's, whether that is still there or not."""
    if query.cursor is None:
        return 0
    try:
        padded = query.cursor + "=" * (-len(query.cursor) % 4)
        sort, *last = json.loads(urlsafe_b64decode(padded.encode("ascii")))
        name, id = last
    except ValueError:
        sort, name, id = None, "", ""
    if sort != query.sort or not isinstance(name, str) or not isinstance(id, str):
        text = Text(
            zh="cursor 不是这一排序给出的续页标记；去掉它从头开始",
            en="this cursor was not given for this order; leave it out to begin again",
        )
        raise Refused([Finding("bad-cursor", Place("cursor"), text)])
    keys = [(key(product), product.id) for product in found]
    if query.sort.startswith("-"):
        return len(keys) - bisect_left(keys[::-1], (name, id))
    return bisect_right(keys, (name, id))
