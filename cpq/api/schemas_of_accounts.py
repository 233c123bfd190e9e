"""The schemas of accounts and contacts in the OpenAPI document."""

from __future__ import annotations

from cpq.accounts.given import AccountChanged, AccountGiven, ContactChanged, ContactGiven
from cpq.accounts.given_of_maps import PlanChanged, PlanGiven, PowerMapChanged, PowerMapGiven
from cpq.accounts.service.backfill import Filled
from cpq.accounts.store.maps import PowerMapSummary, PowerMapView
from cpq.accounts.store.plans import PlanView
from cpq.accounts.store.segments import RfmPage
from cpq.accounts.store.trees import AccountTree
from cpq.accounts.views import AccountView, ContactView
from cpq.overviews.block import Overview
from cpq.rulebook.model import Strict

ACCOUNT_REQUESTS: tuple[type[Strict], ...] = (
    AccountGiven,
    AccountChanged,
    ContactGiven,
    ContactChanged,
    PowerMapGiven,
    PowerMapChanged,
    PlanGiven,
    PlanChanged,
)
ACCOUNT_ANSWERS: tuple[type, ...] = (RfmPage, AccountTree, Filled, PowerMapView, Overview)
ACCOUNT_LISTED = (AccountView, ContactView, PowerMapSummary, PlanView)
