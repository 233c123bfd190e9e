"""What is done for quotes without anybody asking at the time: ending those whose last day is over."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.platform.act import Act
from cpq.platform.jobs.running import Handler, Job, Outcome
from cpq.quote_json import Json
from cpq.quotes.service.expiring import AT_ONCE, expire

EXPIRY = "quotes.expiry"
MOST_ROUNDS = 100


def expiry(_: Job) -> Outcome:
    """Ends every quote whose last day is over; done twice it does nothing more."""

    def outcome(act: Act) -> Json:
        ended = 0
        for _ in range(MOST_ROUNDS):
            now = expire(act)
            ended += now
            if now < AT_ONCE:
                break
        return {"expired": ended}

    return outcome


HANDLERS: Mapping[str, Handler] = {EXPIRY: expiry}
"""Kind of job → who does it."""
