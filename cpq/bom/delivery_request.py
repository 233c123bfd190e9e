"""The deliveries that a request asks for: each by a method of the rulebook, or at a price by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from cpq.bom.reason import Reason
from cpq.rulebook.fields import Id, Longest, NotNegative, Ref, Words
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

MOST_DELIVERIES = 20


class DeliveryRequest(Strict):
    """One delivery: its method, and if need be its price by hand with the reason.

    一次配送：配送方式；必要时可改定价格，并写明理由。
    """

    method: Annotated[str, Ref("delivery_methods")]
    """How it is delivered. / 配送方式。"""
    id: Id | None = None
    """A name of one's own for the delivery; else it is D1, D2, … / 自定编号；不写则为 D1、D2……"""
    price: NotNegative | None = None
    """What this delivery costs instead, in the quote's currency, after every promotion; as with the price list, with or without tax.

    / 改定的运费，按报价币种，在所有促销之后；是否含税与价目表相同。"""
    reason: Reason | None = None
    """Why the price is set by hand. / 改定价格的理由。"""
    note: Annotated[Words, Longest(2000)] | None = None
    """Printed under the delivery. / 备注。"""

    @model_validator(mode="after")
    def _price_with_a_reason(self) -> Self:
        if (self.price is None) != (self.reason is None):
            text = Text(
                zh="改定运费须同时写 price 与 reason（例如 {method: …, price: 95.00, reason: …}）",
                en="a price by hand has both `price` and `reason`, such as {method: …, price: 95.00, reason: …}",
            )
            raise problem("delivery-price", text)
        return self


def _kind(given: object) -> str:
    return "method" if isinstance(given, str) else "delivery"


def _by_method(given: object) -> object:
    return {"method": given}


ByMethod = Annotated[DeliveryRequest, BeforeValidator(_by_method), WithJsonSchema({"type": "string"})]
"""`deliveries: [express]` asks for no more than the method."""

AnyDelivery = Annotated[
    Annotated[ByMethod, Tag("method")] | Annotated[DeliveryRequest, Tag("delivery")], Discriminator(_kind)
]


def ids_of(deliveries: Sequence[DeliveryRequest]) -> tuple[str, ...]:
    """The id of each delivery: its own, or its number D1, D2, …"""
    return tuple(each.id or f"D{number}" for number, each in enumerate(deliveries, 1))


def _told_apart(deliveries: Sequence[DeliveryRequest]) -> Sequence[DeliveryRequest]:
    """No id stands twice, nor is it the number of a line or of another delivery: an answer is looked up by either."""
    seen = set[str]()
    for position, delivery in enumerate(deliveries):
        if delivery.id is None:
            continue
        numbers = {f"D{number}" for number in range(1, len(deliveries) + 1) if number != position + 1}
        if delivery.id in seen | numbers or delivery.id[0].isdigit():
            text = Text(
                zh=f"配送编号“{delivery.id}”与别的行号重复或以数字开头，请改用字母开头、未用过的编号",
                en=f'"{delivery.id}" is the number of another line or begins with a digit; begin with a letter, and write no id twice',
            )
            raise problem("delivery-id", text, below=(position, "id"))
        seen.add(delivery.id)
    return deliveries


Deliveries = Annotated[Sequence[AnyDelivery], Field(max_length=MOST_DELIVERIES), AfterValidator(_told_apart)]
"""Methods, or deliveries with more to say, in the order in which they are listed."""
