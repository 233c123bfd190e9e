"""The schemas of orders, invoices, payments, events and webhooks in the OpenAPI document."""

from __future__ import annotations

from cpq.api.describing import reference
from cpq.orders.contracts import ContractAmendmentGiven, ContractGiven, ContractView
from cpq.orders.following import Amendment, Renewal
from cpq.orders.given import (
    AllocationGiven,
    CreditGiven,
    IssueGiven,
    OrderGiven,
    PaymentGiven,
    RefundGiven,
    ReleaseGiven,
    UsageGiven,
    WhyGiven,
)
from cpq.orders.views import (
    FundsView,
    InvoiceSummary,
    InvoiceView,
    OrderSummary,
    OrderView,
    PaymentView,
    Receivables,
    SubscriptionView,
    UsagePeriod,
)
from cpq.platform.webhooks.model import (
    EventPage,
    NewWebhook,
    ReplayGiven,
    Webhook,
    WebhookChanged,
    WebhookGiven,
    WebhookTries,
)
from cpq.rulebook.model import Strict
from cpq.rulebook.schema import JsonSchema

ORDER_REQUESTS: tuple[type[Strict], ...] = (
    OrderGiven,
    WhyGiven,
    IssueGiven,
    UsageGiven,
    CreditGiven,
    PaymentGiven,
    AllocationGiven,
    ReleaseGiven,
    RefundGiven,
    Amendment,
    Renewal,
    ContractGiven,
    ContractAmendmentGiven,
    WebhookGiven,
    WebhookChanged,
    ReplayGiven,
)
ORDER_ANSWERS = (
    OrderView,
    SubscriptionView,
    UsagePeriod,
    InvoiceView,
    FundsView,
    Receivables,
    EventPage,
    NewWebhook,
    WebhookTries,
)
ORDER_LISTED = (OrderSummary, InvoiceSummary, PaymentView, ContractView)


def around_orders() -> dict[str, JsonSchema]:
    """What endpoints put around them."""
    return {
        "Issued": _items("InvoiceSummary"),
        "Usage": _items(UsagePeriod.__name__),
        "Webhooks": _items(Webhook.__name__),
    }


def _items(name: str) -> JsonSchema:
    items = {"type": "array", "items": reference(name)}
    return {"type": "object", "properties": {"items": items}, "required": ["items"], "additionalProperties": False}
