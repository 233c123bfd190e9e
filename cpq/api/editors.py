"""Who edits which records out of drafts: every kind of record that a phone may change, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from cpq.accounts.cleaned import account_values, contact_values
from cpq.accounts.given import AccountChanged, ContactChanged
from cpq.accounts.service.keeping import change_account, change_contact
from cpq.activities.given import ActivityChanged, TaskChanged
from cpq.activities.service.activities import change_activity
from cpq.activities.service.drafting import Editor
from cpq.activities.service.tasks import change_task
from cpq.leads.given import LeadChanged
from cpq.leads.service.intake import change_lead
from cpq.opportunities.given import OpportunityChanged
from cpq.opportunities.service.editing import change_opportunity
from cpq.platform.act import Act
from cpq.platform.bodies import Body
from cpq.platform.records.editing import Basis
from cpq.rulebook.rulebook import Rulebook


def _activity(act: Act, id: str, body: Body[ActivityChanged], basis: Basis) -> RowMapping:
    return change_activity(act, id, body.value, basis)


def _task(act: Act, id: str, body: Body[TaskChanged], basis: Basis) -> RowMapping:
    return change_task(act, id, body.value, basis)


def _account(act: Act, id: str, body: Body[AccountChanged], basis: Basis) -> RowMapping:
    return change_account(act, id, account_values(body.value, body.at), basis, body.at)


def _contact(act: Act, id: str, body: Body[ContactChanged], basis: Basis) -> RowMapping:
    return change_contact(act, id, contact_values(body.value, body.at), basis, body.at)


def editors(rulebook: Rulebook) -> Mapping[str, Editor[Any]]:
    """How ids begin → who edits such records, by the rules in force."""

    def lead(act: Act, id: str, body: Body[LeadChanged], basis: Basis) -> RowMapping:
        return change_lead(act, rulebook, id, body.value, basis, body.at)

    def opportunity(act: Act, id: str, body: Body[OpportunityChanged], basis: Basis) -> RowMapping:
        return change_opportunity(act, id, body.value, basis, rulebook, body.at)

    return {**_ALWAYS, "lead": Editor(LeadChanged, lead), "opp": Editor(OpportunityChanged, opportunity)}


_ALWAYS: Mapping[str, Editor[Any]] = {
    "act": Editor(ActivityChanged, _activity),
    "tsk": Editor(TaskChanged, _task),
    "acc": Editor(AccountChanged, _account),
    "con": Editor(ContactChanged, _contact),
}
