"""A lead becomes an account, a contact and an opportunity: all of them or none, and once however often it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from cpq.accounts.cleaned import phone
from cpq.accounts.kinds import ACCOUNT
from cpq.accounts.service.keeping import new_account, new_contact
from cpq.accounts.tables import ACCOUNTS, CONTACTS
from cpq.bom.line import Where
from cpq.leads.given import ConversionGiven, ConvertedDeal
from cpq.leads.service.intake import lead_to_change
from cpq.leads.service.moving import converted, must_become
from cpq.leads.store.leads import lead_row
from cpq.leads.tables import CONVERSIONS, LEADS
from cpq.leads.views import Conversion
from cpq.opportunities.given import OpportunityContact, OpportunityGiven
from cpq.opportunities.pipelines import pipelines
from cpq.opportunities.service.editing import new_opportunity
from cpq.opportunities.service.writing import must_be_seen
from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.records.origin import Source
from cpq.platform.storage.reading import read_as
from cpq.quote_json import Json
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

LONGEST_NAME = 200


def conversion_of(connection: Connection, lead: str) -> Conversion | None:
    """What a lead became; None where it was not converted."""
    row = connection.execute(select(CONVERSIONS).where(CONVERSIONS.c.lead == lead)).mappings().first()
    return None if row is None else read_as(Conversion, row)


def convert(act: Act, rulebook: Rulebook, id: str, given: ConversionGiven, where: Where) -> Conversion:
    """What the lead became. Raises `Refused` for an account that is not there or a pipeline that the rules do not have, a 409 problem for a
    lead that cannot be converted as it is, and for an account with its credit code that the caller does not see.
    """
    lead_row(act.connection, act.caller, id, lock=True)
    if (before := conversion_of(act.connection, id)) is not None:
        return before
    row = lead_to_change(act, id)
    must_become(row, "converted")
    account, how = _account(act, row, given, where)
    contact = _contact(act, row, account)
    opportunity = _opportunity(act, rulebook, row, given, (account, contact), where)
    made = Conversion(id, account, contact, opportunity, how, act.caller.id, act.now)
    act.connection.execute(insert(CONVERSIONS).values(**asdict(made)))
    converted(act, row)
    ids: Json = {"account": account, "contact": contact, "opportunity": opportunity, "matched_by": how}
    act.event("lead.converted", id, ids, owner=row["owner"], team=row["team"])
    return made


def _account(act: Act, row: RowMapping, given: ConversionGiven, where: Where) -> tuple[str, str]:
    """The account that is chosen, the one with the lead's credit code, or a new one; and how it was found."""
    if given.account is not None:
        must_be_seen(act, ACCOUNT, given.account, where("account"))
        return given.account, "id"
    if row["credit_code"] is not None and (known := _by_code(act, row["credit_code"])) is not None:
        return known, "credit_code"
    name = str(row["company"] or row["name"])[:LONGEST_NAME]
    said = {each: row[each] for each in ("credit_code", "industry", "size", "region") if row[each] is not None}
    return str(new_account(act, {"name": name, **said, **_owned(row)}, source=_source(row))["id"]), "new"


def _by_code(act: Act, code: str) -> str | None:
    """The account with a credit code. Whoever converts another lead with this code waits until this one is done, so that there is one account."""
    same = select(LEADS.c.id).where(LEADS.c.credit_code == code).order_by(LEADS.c.id)
    act.connection.execute(same.with_for_update()).all()
    own = ACCOUNTS.c.credit_code == code, ACCOUNTS.c.merged_into.is_(None)
    found = act.connection.execute(select(ACCOUNTS).where(*own).order_by(ACCOUNTS.c.id)).mappings().all()
    seen = [each for each in found if act.caller.sees(each["owner"], each["team"])]
    if found and not seen:
        text = Text(
            zh=f"信用代码 {code} 已有客户，但您看不到；请其负责人或销售管理者共享给您",
            en=f"there is an account with the credit code {code} that you do not see; ask for it to be shared with you",
        )
        raise Problem(CONFLICT, text, [ProblemError("account-of-others", text)])
    return str(seen[0]["id"]) if seen else None


def _contact(act: Act, row: RowMapping, account: str) -> str | None:
    """The contact of the account with the lead's number or address, or a new one; None where the lead names nobody."""
    if row["name"] is None:
        return None
    query = (
        select(CONTACTS).where(CONTACTS.c.account == account, CONTACTS.c.merged_into.is_(None)).order_by(CONTACTS.c.id)
    )
    for each in act.connection.execute(query).mappings():
        numbers = {number["number"] for number in each["phones"]}
        if (row["phone"] in numbers and each["name"] == row["name"]) or (
            row["email"] is not None and row["email"] in each["emails"]
        ):
            return str(each["id"])
    extension = f" ext {row['phone_extension']}" if row["phone_extension"] else ""
    values: dict[str, Any] = {
        "account": account,
        "name": row["name"][:LONGEST_NAME],
        "title": row["title"] and row["title"][:LONGEST_NAME],
        "phones": [phone(f"{row['phone']}{extension}")] if row["phone"] else [],
        "emails": [row["email"]] if row["email"] else [],
        "consent": {True: "given", False: "withdrawn"}.get(row["consent"], "unknown"),
    }
    return str(new_contact(act, {**values, **_owned(row)}, source=_source(row))["id"])


def _opportunity(
    act: Act, rulebook: Rulebook, row: RowMapping, given: ConversionGiven, parts: tuple[str, str | None], where: Where
) -> str | None:
    """The new opportunity; None where none is wanted, or none is described and the rules have no pipeline."""
    described = "opportunity" in given.model_fields_set
    if (described and given.opportunity is None) or (not described and not pipelines(rulebook)):
        return None
    deal, (account, contact) = given.opportunity or ConvertedDeal(), parts
    asked = OpportunityGiven(
        name=(deal.name or row["company"] or row["name"])[:LONGEST_NAME],
        account=account,
        pipeline=deal.pipeline,
        currency=deal.currency,
        amount=deal.amount,
        close_date=deal.close_date,
        next_step=deal.next_step,
        source_lead=row["id"],
        contacts=() if contact is None else (OpportunityContact(contact=contact, role="other"),),
    )
    return str(new_opportunity(act, asked, rulebook, lambda *path: where("opportunity", *path))["id"])


def _owned(row: RowMapping) -> Mapping[str, Any]:
    """Whose the lead is theirs is what it became."""
    return {"owner": row["owner"], "team": row["team"]}


def _source(row: RowMapping) -> Source:
    return Source("person", f"lead {row['id']}")
