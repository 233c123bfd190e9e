"""How leads come in, by whichever door: cleaned, kept with where every value is from, given to somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import RowMapping, select, update

from cpq.bom.explosion import nowhere
from cpq.bom.line import Where
from cpq.leads.cleaned import Given, cleaned
from cpq.leads.given import LeadChanged, LeadGiven
from cpq.leads.service.giving import Giver
from cpq.leads.service.scoring import keep
from cpq.leads.store.leads import NOBODY, lead_row
from cpq.leads.tables import CAMPAIGNS, LEAD, LEADS
from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT, FORBIDDEN
from cpq.platform.problems import Problem
from cpq.platform.records.editing import PERSON, Basis, edit
from cpq.platform.records.origin import Source
from cpq.platform.records.store import Values, change, create, may_write, seen_by
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.model import Strict
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

_NOT_FIELDS = frozenset({"owner", "client_id", "base"})
NAMELESS = Text(zh="姓名与公司至少写一项", en="say a name or a company")


def given_fields(given: Strict, but: frozenset[str] | set[str] = _NOT_FIELDS) -> Given:
    """What was written, by field."""
    return {name: getattr(given, name) for name in sorted(given.model_fields_set - but)}


def values_of(given: Given, where: Where = nowhere) -> dict[str, Any]:
    """The columns of what was written. Raises `Refused` with everything that is wrong."""
    made = cleaned(given)
    if made.wrong:
        raise Refused(Finding(each.code, where(name), each.text) for name, each in made.wrong.items())
    return {**made.values, **made.keys}


def take_in(giver: Giver, values: Values, source: Source, client_id: str | None = None) -> RowMapping:
    """A new lead of clean values, given to whom the rules say; the one that there is where the sender sent it before."""
    act = giver.act
    before = _sent_before(act, client_id)
    if before is not None:
        return before
    head = {"owner": NOBODY, "team": None, "pool": "", "state": "new", "state_at": act.now, "active_at": act.now}
    row = create(act, LEAD, {**head, **values}, source, client_id)
    return giver.take(row)


def add(giver: Giver, given: LeadGiven, where: Where = nowhere) -> RowMapping:
    """A lead that somebody sends: a person by hand, or a system. Raises `Refused`; a 403 problem for who gives it to others and may not."""
    act = giver.act
    values = values_of(given_fields(given), where)
    refused = [*_nameless(values, where), *unknown_campaign(act, given.campaign, where)]
    if refused:
        raise Refused(refused)
    if given.owner is not None:
        giver.must_be_worker(given.owner, where("owner"))
    by_hand = act.caller.kind == "user"
    source = Source("person", confirmed=True) if by_hand else Source("form", act.caller.name)
    row = take_in(giver, values, source, given.client_id)
    if given.owner is not None and row["owner"] != given.owner:
        return giver.give_to(row, given.owner, where("owner"))
    return row


def change_lead(
    act: Act, rulebook: Rulebook | None, id: str, given: LeadChanged, basis: Basis, where: Where = nowhere
) -> RowMapping:
    """A lead with what was said of it, scored anew where the rules are given. Raises a 409 problem for one that waits in the public pool: it is
    claimed first.
    """
    row = lead_to_change(act, id)
    values = values_of(given_fields(given), where)
    refused = [*_nameless({**row, **values}, where)]
    if given.campaign != row["campaign"]:
        refused += unknown_campaign(act, given.campaign, where)
    if refused:
        raise Refused(refused)
    changed = edit(act, LEAD, id, {name: value for name, value in values.items() if name in LEAD.fields}, basis, PERSON)
    kept = _kept(act, changed, values)
    if rulebook is not None:
        keep(act, rulebook, kept)
    return kept


def say_again(act: Act, rulebook: Rulebook, id: str, values: Values, source: Source) -> bool:
    """Whether a lead is another one by what a file or a form says of it now; where it was merged into another, that one is."""
    row = (
        act.connection.execute(select(LEADS).where(LEADS.c.id == _survivor(act, id)).with_for_update()).mappings().one()
    )
    said = {name: value for name, value in values.items() if name in LEAD.fields}
    changed = _kept(act, change(act, LEAD, row, said, source), values)
    if changed["version"] != row["version"]:
        keep(act, rulebook, changed)
    return changed["version"] != row["version"]


def lead_to_change(act: Act, id: str) -> RowMapping:
    """A lead that the caller may change, held until the commit. Raises a 404 problem where they see none, 409 for one of the public pool, which
    is claimed first, 403 for one that is shared for reading only.
    """
    row = lead_row(act.connection, act.caller, id, lock=True)
    if row["pool"] and not act.caller.sees(row["owner"], row["team"]):
        text = Text(
            zh="线索在公海中，请先领取（POST …/claim）",
            en="the lead is in the public pool; claim it first (POST …/claim)",
        )
        raise Problem(CONFLICT, text)
    if not may_write(act.connection, act.caller, row):
        raise Problem(FORBIDDEN, Text(zh="此线索只共享给您查看", en="this lead is shared with you for reading only"))
    return row


def _survivor(act: Act, id: str) -> str:
    into = act.connection.scalar(select(LEADS.c.merged_into).where(LEADS.c.id == id))
    return id if into is None else _survivor(act, into)


def _kept(act: Act, row: RowMapping, values: Values) -> RowMapping:
    """The row with the keys of what was taken: a value that a person stands for keeps its own."""
    keys = {
        key: values[key]
        for key, field in (("email_key", "email"), ("company_key", "company"))
        if key in values and row[field] == values[field]
    }
    touched = {**keys, "active_at": act.now}
    act.connection.execute(update(LEADS).where(LEADS.c.id == row["id"]).values(**touched))
    return act.connection.execute(select(LEADS).where(LEADS.c.id == row["id"])).mappings().one()


def _sent_before(act: Act, client_id: str | None) -> RowMapping | None:
    if client_id is None:
        return None
    own = LEADS.c.created_by == act.caller.id, LEADS.c.client_id == client_id
    return act.connection.execute(select(LEADS).where(*own)).mappings().first()


def _nameless(values: Mapping[str, Any], where: Callable[..., Place]) -> Iterator[Finding]:
    if not values.get("name") and not values.get("company"):
        yield Finding("nameless", where(), NAMELESS)


def unknown_campaign(act: Act, campaign: str | None, where: Where) -> Iterator[Finding]:
    """What is wrong with a campaign that is named: that it is not there, or not the caller's to see."""
    seen = CAMPAIGNS.c.id == campaign, seen_by(act.caller, CAMPAIGNS)
    if campaign is not None and act.connection.scalar(select(CAMPAIGNS.c.id).where(*seen)) is None:
        text = Text(zh=f"没有市场活动 {campaign}，或您看不到", en=f"there is no campaign {campaign} that you see")
        yield Finding("unknown-campaign", where("campaign"), text)
