"""The client, part by part."""

from __future__ import annotations

from types import TracebackType
from typing import Literal, Self

import httpx

from cpq.client.accounts import Accounts, Contacts, Plans, PowerMaps
from cpq.client.activities import Activities, Drafts, Tasks
from cpq.client.billing import Invoices, Payments
from cpq.client.calling import Calling
from cpq.client.catalogue import Products
from cpq.client.configurations import Configurations
from cpq.client.contracts import Contracts
from cpq.client.duplicates import Duplicates, Merges
from cpq.client.events import Events, Webhooks
from cpq.client.exports import Exports
from cpq.client.imports import Imports
from cpq.client.leads import Campaigns, Forms, Leads
from cpq.client.opportunities import Opportunities
from cpq.client.orders import Orders
from cpq.client.patience import Patience
from cpq.client.people import Keys, SignIns, Teams, Users
from cpq.client.prices import Prices
from cpq.client.quote_files import Attachments, Documents, Templates
from cpq.client.quotes import Acceptances, Delegations, Quotes
from cpq.client.rulebooks import Activations, Rulebooks
from cpq.client.service import Audit, Jobs, Service


class Client:
    """Calls a service at `base_url` with a key, or with the token of a sign-in; without one only what anybody may ask. Texts of problems
    are in `language`. Threads may share a client; `with` or `close` ends its connections. `transport` is one of httpx's own.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        *,
        language: Literal["en", "zh"] = "en",
        transport: httpx.BaseTransport | None = None,
        timeout: float = 60.0,
        patience: Patience | None = None,
    ) -> None:
        headers = {"accept-language": language, "accept": "application/json, */*;q=0.5"}
        if key is not None:
            headers["authorization"] = f"Bearer {key}"
        self._http = httpx.Client(base_url=base_url, headers=headers, transport=transport, timeout=timeout)
        calling = Calling(self._http, patience or Patience())
        self._about_selling(calling)
        self._about_customers(calling)
        self._about_running(calling)

    def _about_selling(self, calling: Calling) -> None:
        self.prices = Prices(calling)
        self.products = Products(calling)
        self.configurations = Configurations(calling)
        self.quotes = Quotes(calling)
        self.documents = Documents(calling)
        self.attachments = Attachments(calling)
        self.templates = Templates(calling)
        self.delegations = Delegations(calling)
        self.acceptances = Acceptances(calling)
        self.orders = Orders(calling)
        self.invoices = Invoices(calling)
        self.payments = Payments(calling)
        self.contracts = Contracts(calling)

    def _about_customers(self, calling: Calling) -> None:
        self.leads = Leads(calling)
        self.campaigns = Campaigns(calling)
        self.forms = Forms(calling)
        self.imports = Imports(calling)
        self.duplicates = Duplicates(calling)
        self.merges = Merges(calling)
        self.accounts = Accounts(calling)
        self.contacts = Contacts(calling)
        self.power_maps = PowerMaps(calling)
        self.plans = Plans(calling)
        self.opportunities = Opportunities(calling)
        self.activities = Activities(calling)
        self.tasks = Tasks(calling)
        self.drafts = Drafts(calling)

    def _about_running(self, calling: Calling) -> None:
        self.rulebooks = Rulebooks(calling)
        self.activations = Activations(calling)
        self.events = Events(calling)
        self.exports = Exports(calling)
        self.webhooks = Webhooks(calling)
        self.jobs = Jobs(calling)
        self.users = Users(calling)
        self.teams = Teams(calling)
        self.keys = Keys(calling)
        self.sign_ins = SignIns(calling)
        self.audit = Audit(calling)
        self.service = Service(calling)

    def close(self) -> None:
        """Ends its connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
