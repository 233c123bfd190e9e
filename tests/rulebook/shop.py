"""A small rulebook's sections, with every sort of field that the loader has messages for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import BeforeValidator, Discriminator, Field, Tag

from cpq.rulebook.document import Document, read_as
from cpq.rulebook.expressions import Bool, Expression, Number, Scope, TextType
from cpq.rulebook.fields import (
    ALWAYS,
    Amounts,
    Compiled,
    Currency,
    Day,
    Id,
    Name,
    NotNegative,
    Positive,
    Ref,
    Share,
    Validity,
    Words,
)
from cpq.rulebook.finding import Finding
from cpq.rulebook.load import Loaded, load
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.section import Section
from cpq.rulebook.text import Text
from cpq.rulebook.validity import Dated, grouped, succession


class Shop(Entity):
    """The shop. / 店铺。"""

    name: Words
    currency: Currency
    open_on_sunday: bool = False


class Category(Entity):
    """A branch. / 分类。"""

    name: Words
    inside: Annotated[str, Ref("categories")] | None = None


class Part(Strict):
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    scrap: Share = Decimal(0)


def _exact(given: object) -> object:
    return Decimal(given) if isinstance(given, int) and not isinstance(given, bool) else given


class Product(Entity):
    """What is sold. / 产品。"""

    name: Words
    category: Annotated[str, Ref("categories")]
    cost: NotNegative | None = None
    tags: Annotated[Sequence[Id], Field(max_length=3)] = ()
    code: Annotated[str, Field(min_length=2, max_length=8)] | None = None
    released: Day | None = None
    facts: Mapping[Name, Annotated[Decimal | bool | str, BeforeValidator(_exact)]] = Field(
        default_factory=dict[str, Any]
    )


class Sku(Product):
    """A plain one. / 单品。"""

    kind: Literal["sku"]


class Bundle(Product):
    """A set. / 组合。"""

    kind: Literal["bundle"]
    parts: Annotated[Mapping[Id, Part], Field(min_length=2)]


class Require(Strict):
    require: str


class Exclude(Strict):
    exclude: Annotated[Sequence[str], Field(min_length=2)]


def _which(given: object) -> str:
    return "exclude" if "exclude" in cast("dict[str, object]", given) else "require"


class Offer(Entity):
    """A reduction. / 优惠。"""

    when: Annotated[Expression, Compiled("offer", Bool())]
    percent: Share | None = None
    off: Amounts | None = None
    price: Positive | Mapping[str, Positive] | None = None
    valid: Validity = ALWAYS
    priority: Annotated[int, Field(ge=0)] = 0
    rules: Sequence[
        Annotated[Annotated[Require, Tag("require")] | Annotated[Exclude, Tag("exclude")], Discriminator(_which)]
    ] = ()


AnyProduct = Annotated[Sku | Bundle, Discriminator("kind")]


def offer_scope(rulebook: Rulebook) -> Scope:
    names = {"category": TextType(frozenset(rulebook.all(Category)) or None), "quantity": Number()}
    return Scope(names, Text(zh="优惠条件", en="an offer's condition"))


def offers_succeed(rulebook: Rulebook) -> list[Finding]:
    dated = (
        (offer.priority, Dated(offer.id, offer.valid, offer.at("valid"))) for offer in rulebook.all(Offer).values()
    )
    return list(succession(grouped(dated), Text(zh="优惠", en="offer")))


SECTIONS: tuple[Section[Any], ...] = (
    Section("shop", Shop, Text(zh="店铺", en="The shop"), single=True),
    Section("categories", Category, Text(zh="分类", en="Categories")),
    Section("products", Product, Text(zh="产品", en="Products"), form=AnyProduct),
    Section("offers", Offer, Text(zh="优惠", en="Offers")),
)
SCOPES = {"offer": offer_scope}
CHECKS = (offers_succeed,)


def load_shop(folder: Path) -> Loaded:
    return load(folder, SECTIONS, SCOPES, CHECKS)


class Order(Strict):
    """A document of its own."""

    id: Id
    quantity: Positive
    note: str | None = None
    lines: Sequence[Part] = ()


def read_order(text: str | bytes, name: str = "order.yaml") -> Document[Order]:
    return read_as(Order, text, name)
