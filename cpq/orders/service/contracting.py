"""Contracts: kept once they are signed, and amended by differences. Nothing of them is changed afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import RowMapping, func, insert, or_, select

from cpq.bom.line import Where
from cpq.orders.amounts import fit, minor
from cpq.orders.contracts import ContractAmendmentGiven, ContractGiven
from cpq.orders.refusal import NOWHERE, refusal
from cpq.orders.store.numbers import next_number
from cpq.orders.store.rows import seen
from cpq.orders.tables import AMENDMENTS, CONTRACTS, ORDERS
from cpq.platform.act import Act
from cpq.platform.storage.tables import new_id
from cpq.quote_json import Json, plain
from cpq.quotes.tables import ATTACHMENTS
from cpq.rulebook.place import Place

AHEAD = timedelta(days=1)
"""So far the day of the signature may be ahead of the service's, which counts days in UTC."""
_SUMS = ("net", "tax", "gross")


def sign(act: Act, given: ContractGiven, where: Where) -> str:
    """Keeps the contract of an order; returns its id. Raises `Refused` where the order is cancelled or has one, and for a number that is taken."""
    order = seen(act.connection, act.caller, ORDERS, given.order, lock=True)
    _open(order, where("order"))
    _not_ahead(act, given.signed, where("signed"))
    _unused(act, order, where("order"))
    id = new_id("ctr")
    values = {
        "id": id,
        "number": _number(act, given.number, where("number")),
        "order": order["id"],
        "signed": given.signed,
        "signatories": plain(given.signatories),
        **_document(act, given.attachment, [order["quote"]], where("attachment")),
        **{name: order[name] for name in (*_SUMS, "customer", "currency", "owner", "team")},
    }
    act.connection.execute(insert(CONTRACTS).values(**values, created_by=act.caller.id, created_at=act.now))
    _tell(act, "contract.signed", values, values)
    return id


def amend(act: Act, id: str, given: ContractAmendmentGiven, where: Where) -> str:
    """Keeps what was agreed afterwards; returns the contract's id. Raises `Refused` for an order of somebody else or one that counts already."""
    contract = seen(act.connection, act.caller, CONTRACTS, id, lock=True)
    _not_ahead(act, given.signed, where("signed"))
    first = act.connection.execute(select(ORDERS).where(ORDERS.c.id == contract["order"])).mappings().one()
    order = None if given.order is None else _amending(act, contract, given.order, where("order"))
    quotes = [first["quote"], *([] if order is None else [order["quote"]])]
    last = select(func.max(AMENDMENTS.c.sequence)).where(AMENDMENTS.c.contract == contract["id"])
    values = {
        "contract": contract["id"],
        "sequence": (act.connection.scalar(last) or 0) + 1,
        "order": None if order is None else order["id"],
        "signed": given.signed,
        "reason": given.reason,
        **_document(act, given.attachment, quotes, where("attachment")),
        **(_written(given, contract["currency"], where) if order is None else {name: order[name] for name in _SUMS}),
    }
    act.connection.execute(insert(AMENDMENTS).values(**values, created_by=act.caller.id, created_at=act.now))
    _tell(act, "contract.amended", contract, values)
    return contract["id"]


def _written(given: ContractAmendmentGiven, currency: str, where: Where) -> dict[str, int]:
    net, tax = (
        minor(fit(amount, currency, where(name)), currency)
        for name, amount in (("net", given.net), ("tax", given.tax))
        if amount is not None
    )
    return {"net": net, "tax": tax, "gross": net + tax}


def _amending(act: Act, contract: RowMapping, id: str, place: Place) -> RowMapping:
    order = seen(act.connection, act.caller, ORDERS, id, lock=True)
    _open(order, place)
    _unused(act, order, place)
    if (order["customer"], order["currency"]) != (contract["customer"], contract["currency"]):
        raise refusal(
            "other-customer",
            f"订单 {order['number']} 的客户或币种与合同不同",
            f"order {order['number']} is of another customer or currency than the contract",
            place,
        )
    return order


def _open(order: RowMapping, place: Place) -> None:
    if order["state"] == "cancelled":
        raise refusal("order-state", "订单已取消，没有合同", "the order is cancelled; nothing is signed for it", place)


def _not_ahead(act: Act, signed: date, place: Place) -> None:
    if signed > act.now.date() + AHEAD:
        raise refusal("not-signed-yet", "签署日不能在将来", "the day of the signature is still to come", place)


def _unused(act: Act, order: RowMapping, place: Place) -> None:
    """An order counts in one contract, once."""
    by = select(CONTRACTS.c.number).outerjoin(AMENDMENTS, AMENDMENTS.c.contract == CONTRACTS.c.id)
    number = act.connection.scalar(by.where(or_(CONTRACTS.c.order == order["id"], AMENDMENTS.c.order == order["id"])))
    if number is not None:
        raise refusal(
            "contract-there",
            f"订单 {order['number']} 已计入合同 {number}",
            f"order {order['number']} counts in contract {number} already",
            place,
        )


def _number(act: Act, number: str | None, place: Place) -> str:
    if number is None:
        return next_number(act.connection, "CTR", act.now.year)
    if act.connection.scalar(select(CONTRACTS.c.id).where(CONTRACTS.c.number == number)) is not None:
        raise refusal(
            "contract-number",
            f"合同编号 {number} 已被使用，请换一个",
            f"there is a contract {number} already; use another number",
            place,
        )
    return number


def _document(act: Act, attachment: str | None, quotes: list[str], place: Place = NOWHERE) -> dict[str, Any]:
    """The digest of the signed document, which stays when the attachment is removed."""
    if attachment is None:
        return {"attachment": None, "digest": None}
    of = ATTACHMENTS.c.id == attachment, ATTACHMENTS.c.quote.in_(quotes)
    digest = act.connection.scalar(select(ATTACHMENTS.c.digest).where(*of))
    if digest is None:
        raise refusal(
            "unknown-attachment",
            f"订单的报价没有附件 {attachment}；请先上传（POST /v1/quotes/…/attachments）",
            f"the order's quote has no attachment {attachment}; send the file first (POST /v1/quotes/…/attachments)",
            place,
        )
    return {"attachment": attachment, "digest": digest}


def _tell(act: Act, kind: str, contract: Any, said: Any) -> None:
    content: Json = {
        **{name: contract[name] for name in ("id", "number", "order", "customer", "currency")},
        "signed": str(said["signed"]),
        **{name: plain(said[name]) for name in (*_SUMS, "digest")},
    }
    act.audit(kind, "contract", contract["id"], None, content)
    act.event(kind, contract["id"], content, owner=contract["owner"], team=contract["team"])
