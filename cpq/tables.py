"""Every table of the service, for the migrations: whoever imports this has declared them all."""

from __future__ import annotations

from cpq.accounts import tables as accounts
from cpq.activities import tables as activities
from cpq.leads import tables as leads
from cpq.opportunities import tables as opportunities
from cpq.orders import tables as orders
from cpq.platform import rate_ledger, repeats
from cpq.platform.audit import tables as audit
from cpq.platform.events import tables as events
from cpq.platform.imports import tables as imports
from cpq.platform.jobs import tables as jobs
from cpq.platform.people import tables as people
from cpq.platform.records import tables as records
from cpq.platform.storage.tables import METADATA
from cpq.platform.webhooks import tables as webhooks
from cpq.quotes import tables as quotes
from cpq.rulebooks import tables as rulebooks

__all__ = [
    "METADATA",
    "accounts",
    "activities",
    "audit",
    "events",
    "imports",
    "jobs",
    "leads",
    "opportunities",
    "orders",
    "people",
    "quotes",
    "rate_ledger",
    "records",
    "repeats",
    "rulebooks",
    "webhooks",
]
