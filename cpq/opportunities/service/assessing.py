"""What sellers say of the fourteen indicators of a deal."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping

from cpq.bom.line import Where
from cpq.opportunities.given import AssessmentGiven
from cpq.opportunities.portrait import Assessment
from cpq.opportunities.service.writing import must_write
from cpq.opportunities.store.portraits import add
from cpq.orders.refusal import refusal
from cpq.platform.act import Act
from cpq.quote_json import plain
from cpq.rulebook.rulebook import Rulebook
from cpq.selling.advising import good_until


def assess(act: Act, id: str, given: Sequence[AssessmentGiven], rulebook: Rulebook, where: Where) -> RowMapping:
    """Keeps assessments. Raises `Refused` for a yes that rests on nothing, for a day to come, and for what is over before it begins."""
    row = must_write(act, id)
    made = [_assessment(act, each, rulebook, where, index) for index, each in enumerate(given)]
    add(act.connection, id, made, act.now)
    act.audit("opportunity.assessed", "opportunity", id, None, [plain(each) for each in made])
    said = {each.indicator.value: each.value for each in made}
    act.event("opportunity.assessed", id, plain(said), owner=row["owner"], team=row["team"])
    return row


def _assessment(act: Act, given: AssessmentGiven, rulebook: Rulebook, where: Where, index: int) -> Assessment:
    today = act.now.date()
    day = given.day or today
    if day > today:
        raise refusal(
            "in-the-future",
            "评估日期不能在将来",
            "the day of an assessment is today or earlier",
            where("assessments", index, "day"),
        )
    if given.value == "yes" and given.evidence is None:
        raise refusal(
            "evidence-missing",
            f"{given.indicator.value} 评为 yes 须写明依据 evidence",
            f"a yes of {given.indicator.value} says what it rests on: write the `evidence`",
            where("assessments", index, "value"),
        )
    by_rules = None if given.value == "unknown" else good_until(rulebook, given.indicator, day)
    expires = given.expires or by_rules
    if expires is not None and expires < day:
        raise refusal(
            "over-before-it-begins",
            "有效期早于评估日期",
            "it expires before the day of the assessment",
            where("assessments", index, "expires"),
        )
    said = given.indicator, given.value, day, act.caller.id
    return Assessment(*said, given.evidence, given.coach_confirmed, expires)
