"""Campaigns and what they cost; forms on web pages, and what comes by them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from cpq.bom.line import Where
from cpq.leads.given_of_campaigns import CampaignChanged, CampaignGiven, CostGiven, FormGiven, FormLeadGiven
from cpq.leads.service.giving import Giver
from cpq.leads.service.intake import NAMELESS, given_fields, take_in, unknown_campaign, values_of
from cpq.leads.tables import CAMPAIGN, CAMPAIGN_COSTS, FORMS
from cpq.money import CURRENCIES
from cpq.platform.act import Act
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Role
from cpq.platform.records.editing import PERSON, Basis, edit
from cpq.platform.records.origin import Source
from cpq.platform.records.standing import writable
from cpq.platform.records.store import create, found
from cpq.platform.storage.columns import LARGEST
from cpq.platform.storage.tables import new_id
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.text import Text

FASTEST = 2
"""Seconds in which nobody fills in a form."""


def add_campaign(act: Act, given: CampaignGiven, where: Where) -> RowMapping:
    """A new campaign. Raises `Refused` where it ends before it begins, or its currency has no such fine digits."""
    said = {name: getattr(given, name) for name in CAMPAIGN.fields}
    _in_order(said, where)
    budget = None if given.budget is None else _minor(given.budget, given.currency, "budget", where)
    return create(act, CAMPAIGN, {**said, "budget": budget}, PERSON, given.client_id)


def change_campaign(act: Act, id: str, given: CampaignChanged, basis: Basis, where: Where) -> RowMapping:
    """A campaign with what was said of it. Raises as for a new one."""
    row = found(act.connection, act.caller, CAMPAIGN, id, lock=True)
    said: dict[str, Any] = {name: getattr(given, name) for name in given.model_fields_set - {"base"}}
    if said.get("name", "") is None:
        raise Refused([Finding("nameless", where("name"), Text(zh="名称不能清空", en="a campaign needs its name"))])
    _in_order({**row, **said}, where)
    if said.get("budget") is not None:
        said["budget"] = _minor(said["budget"], row["currency"], "budget", where)
    return edit(act, CAMPAIGN, id, said, basis)


def set_cost(act: Act, id: str, given: CostGiven, where: Where) -> RowMapping:
    """The campaign with what it cost on a day. Raises a 404 problem where the caller sees none, 403 for one that is shared for reading only."""
    row = writable(act, CAMPAIGN, id)
    amount = _minor(given.amount, row["currency"], "amount", where)
    own = CAMPAIGN_COSTS.c.campaign == id, CAMPAIGN_COSTS.c.day == given.day
    before = act.connection.scalar(select(CAMPAIGN_COSTS.c.amount).where(*own))
    act.connection.execute(delete(CAMPAIGN_COSTS).where(*own))
    values = {"campaign": id, "day": given.day, "amount": amount, "by": act.caller.id, "at": act.now}
    act.connection.execute(insert(CAMPAIGN_COSTS).values(**values))
    day = given.day.isoformat()
    if before != amount:
        act.audit("campaign.cost", "campaign", id, {day: before}, {day: amount})
        act.event("campaign.cost", id, {"day": day}, owner=row["owner"], team=row["team"])
    return row


def add_form(act: Act, given: FormGiven, where: Where) -> RowMapping:
    """A new form. Raises `Refused` for a campaign that there is not, or that the caller does not see."""
    if refused := [*unknown_campaign(act, given.campaign, where)]:
        raise Refused(refused)
    consent = None if given.consent is None else {"zh": given.consent.zh, "en": given.consent.en}
    said = {
        "name": given.name,
        "campaign": given.campaign,
        "channel": given.channel,
        "consent": consent,
        "origins": [*given.origins],
    }
    id = new_id("form")
    act.connection.execute(
        insert(FORMS).values(id=id, active=True, created_by=act.caller.id, created_at=act.now, **said)
    )
    act.audit("lead_form.added", "lead_form", id, None, {"name": given.name})
    return act.connection.execute(select(FORMS).where(FORMS.c.id == id)).mappings().one()


def close_form(act: Act, row: RowMapping) -> None:
    """Takes no more leads by a form; twice is once."""
    if row["active"]:
        act.connection.execute(update(FORMS).where(FORMS.c.id == row["id"]).values(active=False))
        act.audit("lead_form.closed", "lead_form", row["id"], {"active": True}, {"active": False})


def visitor(form: RowMapping) -> Caller:
    """Who fills in a form: somebody whom nobody knows, and who sees nothing."""
    return Caller("customer", form["id"], form["name"], Role.REP, frozenset(), "own")


def is_robot(given: FormLeadGiven) -> bool:
    """Whether it was filled in by a program: in a field that people do not see, or faster than anybody types."""
    return bool(given.website) or (given.seconds is not None and given.seconds < FASTEST)


def by_form(giver: Giver, form: RowMapping, given: FormLeadGiven, where: Where) -> RowMapping:
    """The lead that somebody filled in. Raises `Refused` with what is wrong, or that the form's sentence was not agreed to."""
    values = values_of(given_fields(given, {"website", "seconds", "client_id"}), where)
    wrong: list[Finding] = []
    if not values.get("name") and not values.get("company"):
        wrong.append(Finding("nameless", where(), NAMELESS))
    if not values.get("phone") and not values.get("email"):
        wrong.append(
            Finding(
                "unreachable",
                where(),
                Text(zh="电话与邮箱至少写一项", en="say a telephone number or an e-mail address"),
            )
        )
    if form["consent"] and not given.consent:
        wrong.append(
            Finding("no-consent", where("consent"), Text(zh="须同意所列条款", en="the sentence has to be agreed to"))
        )
    if wrong:
        raise Refused(wrong)
    origin: Mapping[str, Any] = {
        "campaign": form["campaign"],
        "channel": form["channel"],
        "form": form["id"],
        "source": "web_form",
    }
    return take_in(giver, {**values, **origin}, Source("form", form["id"], confidence=70), given.client_id)


def _in_order(said: Mapping[str, Any], where: Where) -> None:
    if said["start"] is not None and said["end"] is not None and said["end"] < said["start"]:
        text = Text(
            zh=f"结束日 {said['end']} 早于开始日 {said['start']}",
            en=f"it ends on {said['end']}, before it begins on {said['start']}",
        )
        raise Refused([Finding("order-of-days", where("end"), text)])


def _minor(amount: Decimal, currency: str, field: str, where: Where) -> int:
    units = amount.scaleb(CURRENCIES[currency])
    if units != units.to_integral_value():
        digits = CURRENCIES[currency]
        text = Text(
            zh=f"{currency} 至多 {digits} 位小数",
            en=f"an amount in {currency} has at most {digits} digits after the point",
        )
        raise Refused([Finding("amount-digits", where(field), text)])
    if units > LARGEST:
        raise Refused([Finding("too-large", where(field), Text(zh="金额过大", en="the amount is too large"))])
    return int(units)
