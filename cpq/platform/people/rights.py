"""What a role may do; the whole table on one screen."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Rows = Literal["own", "team", "all"]
"""Whose quotes, orders and customers are seen: one's own; those of one's team and the teams below it; everybody's."""


RoleName = Literal["rep", "manager", "pricing_admin", "finance", "integration", "admin"]


class Role(StrEnum):
    """What somebody is in the company."""

    REP = "rep"
    MANAGER = "manager"
    PRICING_ADMIN = "pricing_admin"
    FINANCE = "finance"
    INTEGRATION = "integration"
    ADMIN = "admin"


class Right(StrEnum):
    """One thing that may be done."""

    CONFIGURE = "configure"
    """Products, configurations and prices, without anything stored."""
    QUOTES_READ = "quotes:read"
    QUOTES_WRITE = "quotes:write"
    APPROVE = "quotes:approve"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    PAYMENTS_WRITE = "payments:write"
    SALES_READ = "sales:read"
    """Leads, accounts, contacts, opportunities and activities of the rows that are seen."""
    SALES_WRITE = "sales:write"
    SALES_MANAGE = "sales:manage"
    """To import, to merge and to assign records, to share them, to set targets."""
    PHONES = "phones"
    """To see telephone numbers of others' records whole."""
    COSTS = "costs"
    """To see costs, margins, floors and the reasons of approvals."""
    RULEBOOKS_READ = "rulebooks:read"
    RULEBOOKS_WRITE = "rulebooks:write"
    EVENTS = "events"
    """Events, and the webhooks that carry them."""
    AUDIT = "audit"
    PEOPLE = "people"
    """Users, teams and keys."""


RightName = Literal[
    "configure",
    "quotes:read",
    "quotes:write",
    "quotes:approve",
    "orders:read",
    "orders:write",
    "payments:write",
    "sales:read",
    "sales:write",
    "sales:manage",
    "phones",
    "costs",
    "rulebooks:read",
    "rulebooks:write",
    "events",
    "audit",
    "people",
]
"""As they are written in a request; the tests hold the names against the members."""

_SELLING = frozenset(
    {
        Right.CONFIGURE,
        Right.QUOTES_READ,
        Right.QUOTES_WRITE,
        Right.ORDERS_READ,
        Right.ORDERS_WRITE,
        Right.SALES_READ,
        Right.SALES_WRITE,
    }
)

RIGHTS = MappingProxyType(
    {
        Role.REP: _SELLING,
        Role.MANAGER: _SELLING | {Right.APPROVE, Right.COSTS, Right.RULEBOOKS_READ, Right.SALES_MANAGE, Right.PHONES},
        Role.PRICING_ADMIN: frozenset(
            {
                Right.CONFIGURE,
                Right.QUOTES_READ,
                Right.APPROVE,
                Right.COSTS,
                Right.RULEBOOKS_READ,
                Right.RULEBOOKS_WRITE,
            }
        ),
        Role.FINANCE: frozenset(
            {
                Right.QUOTES_READ,
                Right.ORDERS_READ,
                Right.ORDERS_WRITE,
                Right.PAYMENTS_WRITE,
                Right.SALES_READ,
                Right.APPROVE,
                Right.COSTS,
            }
        ),
        Role.INTEGRATION: _SELLING
        | {Right.PAYMENTS_WRITE, Right.RULEBOOKS_READ, Right.EVENTS, Right.SALES_MANAGE, Right.PHONES},
        Role.ADMIN: frozenset(Right),
    }
)
"""What each role may do. A key may be narrowed to some of its role's rights, never widened."""

ROWS: MappingProxyType[Role, Rows] = MappingProxyType(
    {
        Role.REP: "own",
        Role.MANAGER: "team",
        Role.PRICING_ADMIN: "all",
        Role.FINANCE: "all",
        Role.INTEGRATION: "all",
        Role.ADMIN: "all",
    }
)
"""Which rows each role sees."""
