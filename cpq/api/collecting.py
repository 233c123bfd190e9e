"""The job that has what is overdue collected, by the rulebook in force; and what is closed at once when money comes in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import select

from cpq.activities.service.collecting import COLLECTION, close_settled, collect
from cpq.api.desk import Desk
from cpq.orders.tables import ALLOCATIONS
from cpq.platform.act import Act
from cpq.platform.jobs.running import Handler, Job, Outcome
from cpq.quote_json import Json
from cpq.selling.collection import CollectionStep


def handler(desk: Desk) -> Handler:
    """Who does the job."""

    def work(_: Job) -> Outcome:
        steps = list(desk.rulebook.all(CollectionStep).values())
        zone = ZoneInfo(desk.settings.time_zone)

        def outcome(act: Act) -> Json:
            done = collect(act, steps, act.now.astimezone(zone).date())
            if done.more:
                act.job(COLLECTION, {})
            return {"made": done.made, "opened": done.opened, "closed": done.closed}

        return outcome

    return work


def close_paid_by(act: Act, funds: str) -> None:
    """Closes the tasks of what a payment or credit note has paid, with it."""
    paid = act.connection.scalars(select(ALLOCATIONS.c.invoice).where(ALLOCATIONS.c.funds == funds).distinct())
    close_settled(act, list(paid))
