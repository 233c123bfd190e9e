"""One record of every kind that sales people keep, all of the rep of the east: what a manager alone may do is done by their chief."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cpq.platform.act import acted
from cpq.platform.people.caller import SYSTEM
from cpq.platform.records.queue import Likely, keep
from cpq.platform.storage.database import Database
from tests.service.caller import Caller
from tests.service.test_quotes import today

SIGNATORIES = [{"side": side, "name": side} for side in ("buyer", "seller")]
PHONE = "13800138000"
DAY = "2026-12-31"


def made(client: Caller, path: str, body: Any, status: int = 201) -> dict[str, Any]:
    answer = client.post(path, body)
    assert answer.status_code == status, answer.text
    return answer.json()


def kept_records(rep: Caller, chief: Caller, database: Database, sold: dict[str, str]) -> dict[str, str]:
    """Names as paths have them, by kind. `sold` has the quote that is attached to the opportunity, and the order of the contract."""
    customers = _customers(rep)
    return {**customers, **_leads(rep, chief, database), **_deal(rep, customers["account"], sold), **_file(chief)}


def _customers(rep: Caller) -> dict[str, str]:
    account = made(rep, "/v1/accounts", {"name": "Eastern Pumps", "customer": "ACME"})["id"]
    of = {"account": account, "name": "Core"}
    year = {"start": "2026-01-01", "end": DAY}
    about = {"subjects": [account]}
    call = {"kind": "call", "occurred_at": "2026-08-03T06:00:00Z", **about}
    bodies: dict[str, tuple[str, Any]] = {
        "contact": ("contacts", {**of, "phones": [PHONE]}),
        "map": ("power-maps", of),
        "plan": ("plans", {**of, **year}),
        "activity": ("activities", call),
        "task": ("tasks", {"title": "Call again", **about}),
    }
    return {"account": account, **{name: made(rep, f"/v1/{path}", body)["id"] for name, (path, body) in bodies.items()}}


def _leads(rep: Caller, chief: Caller, database: Database) -> dict[str, str]:
    """A lead, what it is likely to be one with, one that was merged into it, and one that became an account."""
    campaign = made(rep, "/v1/campaigns", {"name": "Fair", "currency": "CNY"})["id"]
    lead, twin, merged, converted = (
        made(rep, "/v1/leads", {"name": name, "phone": PHONE, "campaign": campaign})["id"]
        for name in ("Lin", "Lin Y.", "Lin Yi", "Wu")
    )
    merge = made(chief, "/v1/merges", {"survivor": lead, "merged": merged})["id"]
    made(rep, f"/v1/leads/{converted}/conversion", {}, 200)
    one, other = sorted((lead, twin))
    pair = Likely(one, other, "same", 90, ())
    now = datetime.now(UTC)
    database.write(lambda connection: acted(connection, SYSTEM, now, "test", lambda act: keep(act, "lead", [pair])))
    found = chief.get("/v1/duplicates").json()["items"]
    return {"campaign": campaign, "lead": lead, "converted": converted, "merge": merge, "pair": found[0]["id"]}


def _deal(rep: Caller, account: str, sold: dict[str, str]) -> dict[str, str]:
    deal = made(rep, "/v1/opportunities", {"name": "Pumps", "currency": "CNY", "account": account, "close_date": DAY})[
        "id"
    ]
    made(rep, f"/v1/opportunities/{deal}/quotes", {"quote": sold["quote"]}, 200)
    signed = {"order": sold["order"], "signed": today(), "signatories": SIGNATORIES}
    contract = made(rep, "/v1/contracts", signed)
    return {"opportunity": deal, "contract": contract["id"], "contract_number": contract["number"]}


def _file(chief: Caller) -> dict[str, str]:
    content = b"name,phone\nLin,13800138001\n"
    kind = {"content-type": "text/csv"}
    answer = chief.call("POST", "/v1/imports?name=leads.csv", content=content, headers=kind)
    assert answer.status_code == 201, answer.text
    return {"import": answer.json()["id"]}
