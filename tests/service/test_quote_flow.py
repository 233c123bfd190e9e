"""The way of a quote over HTTP, on every database: approvals, sending, acceptance, expiry, and what is limited."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from cpq.platform.act import acted
from cpq.platform.jobs.running import Jobs
from cpq.platform.jobs.tables import JOBS
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.rights import Role
from cpq.platform.people.secrets import digest_of, new_token
from cpq.platform.people.store import add_user
from cpq.platform.people.tables import SIGN_INS
from cpq.platform.storage.database import Database
from cpq.quotes.service.expiring import expire
from cpq.quotes.service.jobs import HANDLERS
from cpq.quotes.tables import ACCEPTANCES, COUNTERS, LINKS, QUOTES, VERSIONS
from cpq.rulebook.rulebook import Rulebook
from tests.quotes.shop import asked, line, shop
from tests.service.caller import Caller, caller
from tests.service.test_quotes import SEASON, new, path, send, today

LIMITED = """
promotions:
  last: {name: Last, coupons: [LAST], limits: {per_coupon: 1}, benefit: {kind: percent, value: 1%}}
"""


def person(
    database: Database, service: Caller, login: str, role: str, approver: str | None = None
) -> tuple[str, Caller]:
    """A user who is signed in: their id, and a client of theirs."""
    now, token = datetime.now(UTC), new_token()
    values = {"login": login, "name": login.title(), "role": role, "team": None, "approver": approver, "password": None}

    def work(connection: Any) -> str:
        id = add_user(connection, now, values)
        row = {"digest": digest_of(token), "user": id, "csrf": "x", "created_at": now, "expires_at": now + timedelta(1)}
        connection.execute(SIGN_INS.insert().values(**row))
        return id

    return database.write(work), service.with_key(token)


def service_of(database: Database, rulebook: Rulebook | None = None, role: Role = Role.INTEGRATION) -> Caller:
    return caller(rulebook or shop(), role=role, database=database)


def state(service: Caller, quote: dict[str, Any]) -> str:
    return service.get(path(quote)).json()["summary"]["state"]


def submitted(service: Caller, *lines: object, **more: Any) -> dict[str, Any]:
    quote = new(service, *lines, **more)
    answer = send(service, "POST", f"{path(quote)}/submission")
    assert answer.status_code == 200, answer.text
    return {**answer.json(), "tag": answer.headers["etag"]}


def sent(service: Caller, *lines: object, **more: Any) -> dict[str, Any]:
    """A quote that needs nobody's approval, sent; with the customer's token."""
    quote = submitted(service, *lines, **more)
    answer = send(service, "POST", f"{path(quote)}/sending")
    assert answer.status_code == 200, answer.text
    return {**answer.json()["quote"], "token": answer.json()["token"], "tag": answer.headers["etag"]}


def accept(service: Caller, token: str, name: str = "Chen Xiao", document: str | None = None) -> Any:
    anybody, address = service.with_key(None), f"/v1/acceptances/{token}"
    document = document or anybody.get(address).json()["document"]
    return anybody.post(address, {"name": name, "document": document})


def test_a_quote_is_approved_level_by_level_by_who_holds_the_roles(database: Database) -> None:
    service = service_of(database)
    _, lead = person(database, service, "lead", "pricing_admin", "lead")
    _, pricing = person(database, service, "pricing", "pricing_admin", "pricing")
    _, boss = person(database, service, "boss", "finance", "boss")
    quote = submitted(service, line("W1", 1, 35))
    approvals = quote["version"]["approvals"]
    assert [(each["approver"], each["standing"]) for each in approvals] == [
        ("lead", "open"), ("pricing", "open"), ("boss", "waiting"),
    ]  # fmt: skip
    assert quote["summary"]["state"] == "in_approval"
    address = f"{path(quote)}/approvals"
    assert boss.post(f"{address}/3", {"decision": "approve"}).json()["type"] == "/problems/not-open"
    assert pricing.post(f"{address}/1", {"decision": "approve"}).json()["type"] == "/problems/not-yours-to-do"
    assert service.post(f"{address}/1", {"decision": "approve"}).status_code == 403
    assert lead.post(f"{address}/1", {"decision": "approve"}).status_code == 200
    assert pricing.post(f"{address}/2", {"decision": "approve"}).status_code == 200
    answer = boss.post(f"{address}/3", {"decision": "approve", "reason": "fine"})
    assert answer.json()["summary"]["state"] == "approved"
    assert answer.json()["version"]["approvals"][2]["decision"]["name"] == "Boss"


def test_an_approver_sees_waterfall_and_margin_and_the_seller_does_not(database: Database) -> None:
    service = service_of(database)
    _, rep = person(database, service, "rep", "rep")
    deputy_id, deputy = person(database, service, "deputy", "rep")
    _, lead = person(database, service, "lead", "manager", "lead")
    quote = submitted(rep, line("W1", 1, 15))
    assert "margin" not in rep.get(path(quote)).text
    assert deputy.get(path(quote)).status_code == 404
    assert lead.get(path(quote)).json()["version"]["quote"]["totals"]["margin"] == "0.294118"
    day = {"since": today(), "until": today()}
    assert deputy.post("/v1/delegations", {"taker": deputy_id, **day}).status_code == 403
    lent = lead.post("/v1/delegations", {"taker": deputy_id, **day})
    assert lent.status_code == 201, lent.text
    assert deputy.get(path(quote)).json()["version"]["approvals"][0]["cases"][0]["reason"]["en"] == "Deep discount"
    decided = deputy.post(f"{path(quote)}/approvals/1", {"decision": "refuse", "reason": "too deep"})
    assert (decided.status_code, decided.json()["summary"]["state"]) == (200, "draft")
    decision = decided.json()["version"]["approvals"][0]["decision"]
    assert (decision["by"], bool(decision["instead_of"]), decision["reason"]) == (deputy_id, True, "too deep")
    assert send(lead, "DELETE", f"/v1/delegations/{lent.json()['id']}").status_code == 204


def test_nobody_approves_their_own_quote(database: Database) -> None:
    service = service_of(database)
    _, both = person(database, service, "both", "admin", "boss")
    _, other = person(database, service, "other", "admin", "boss")
    quote = submitted(both, line("W3", 1))
    assert quote["summary"]["state"] == "approved"  # their own level spares them the boss
    service.post(f"{path(quote)}/recall", {})
    rep_quote = submitted(service, line("W3", 1), number="Q-9")
    assert both.post(f"{path(rep_quote)}/approvals/1", {"decision": "approve"}).status_code == 200
    assert other.post(f"{path(rep_quote)}/approvals/1", {"decision": "approve"}).status_code == 409


def test_a_new_version_keeps_what_was_approved_for_a_worse_case(database: Database) -> None:
    service = service_of(database)
    _, lead = person(database, service, "lead", "pricing_admin", "lead")
    _, boss = person(database, service, "boss", "pricing_admin", "boss")
    quote = submitted(service, line("W1", 1, 20))
    for number, approver in ((1, lead), (2, boss)):
        assert approver.post(f"{path(quote)}/approvals/{number}", {"decision": "approve"}).status_code == 200
    tag = service.get(path(quote)).headers["etag"]
    body = {"request": asked(line("W1", 3, 18, id="L1"), date=today())}
    second = send(service, "PUT", f"{path(quote)}/request", body, tag)
    assert (second.json()["summary"]["newest"], second.json()["summary"]["state"]) == (2, "draft")
    done = send(service, "POST", f"{path(quote)}/submission").json()
    assert done["summary"]["state"] == "approved"
    assert [each["standing"] for each in done["version"]["approvals"]] == ["carried", "carried"]
    assert done["version"]["approvals"][0]["cases"][0]["covered_by"] == 1
    versions = service.get(f"{path(quote)}/versions").json()["items"]
    assert [(each["number"], each["state"]) for each in versions] == [(2, "approved"), (1, "superseded")]
    compared = service.get(f"{path(quote)}/differences?from=1&to=2").json()
    assert compared["difference"]["totals"]["net"]["change"] == "166.00"
    assert "line 1, quantity: 1 → 3" in [each["en"] for each in compared["sentences"]]


def test_a_customer_accepts_once_with_name_time_address_and_document(database: Database) -> None:
    service = service_of(database)
    quote = sent(service, line("W1", 2))
    offer = service.with_key(None).get(f"/v1/acceptances/{quote['token']}").json()
    assert (offer["number"], offer["state"], offer["quote"]["en"]["totals"]["net"]) == ("Q-1", "sent", "200.00")
    assert offer["quote"]["en"]["status"] == "final"
    assert "margin" not in str(offer)
    assert accept(service, quote["token"], document="0" * 64).status_code == 409
    first, again = accept(service, quote["token"]), accept(service, quote["token"], "Somebody else")
    assert first.status_code == 200, first.text
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["accepted_by"]) == ("accepted", "Chen Xiao")
    kept = database.read(lambda connection: connection.execute(select(ACCEPTANCES)).mappings().all())
    assert [(each["name"], each["document"], bool(each["address"])) for each in kept] == [
        ("Chen Xiao", offer["document"], True)
    ]
    assert state(service, quote) == "accepted"
    assert service.post(f"{path(quote)}/withdrawal", {}).status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: token.replace(".", ".9", 1),
        lambda token: "lnk_" + "0" * 26 + token[30:],
        lambda token: token.split(".")[0],
        lambda token: token * 50,
    ],
)
def test_a_forged_link_opens_nothing(database: Database, change: Callable[[str], str]) -> None:
    service = service_of(database)
    quote = sent(service, line("W1", 2))
    forged = change(quote["token"])
    for answer in (service.with_key(None).get(f"/v1/acceptances/{forged}"), accept(service, forged, document="0" * 64)):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/link-not-valid")
    assert state(service, quote) == "sent"


@pytest.mark.parametrize("way", ["withdrawal", "rejection", "revision", "expiry"])
def test_a_link_ends_with_what_it_is_of_and_what_was_reserved_is_free_again(database: Database, way: str) -> None:
    service = service_of(database, shop(LIMITED))
    quote = sent(service, line("W1", 2), coupons=["last"])
    assert reserved(database) == {("promotion.uses", ""): 1, ("promotion.uses", "ACME"): 1,
        ("promotion.amount", ""): 200, ("coupon.uses", ""): 1, ("coupon.uses", "ACME"): 1}  # fmt: skip
    match way:
        case "revision":
            body = {"request": asked(line("W1", 1), date=today(), coupons=["LAST"])}
            revised = send(service, "PUT", f"{path(quote)}/request", body, quote["tag"])
            assert revised.json()["summary"]["net"] == "99.00"  # its own coupon is not held against it
        case "expiry":
            make_old(database)
            assert service.with_key(None).get(f"/v1/acceptances/{quote['token']}").json()["state"] == "expired"
            assert state(service, quote) == "expired"
            assert [each["state"] for each in service.get("/v1/quotes?state=expired").json()["items"]] == ["expired"]
            assert service.get("/v1/quotes?state=sent").json()["items"] == []
            now = datetime.now(UTC)
            assert database.write(lambda connection: acted(connection, SYSTEM, now, "job", expire)) == 1
            assert database.write(lambda connection: acted(connection, SYSTEM, now, "job", expire)) == 0
        case _:
            assert service.post(f"{path(quote)}/{way}", {"reason": "no"}).status_code == 200
    assert set(reserved(database).values()) == {0}
    assert accept(service, quote["token"], document="0" * 64).status_code == 404


def make_old(database: Database) -> None:
    """The last day of every quote was yesterday; links are left as they are."""
    yesterday = date.fromisoformat(today()) - timedelta(days=1)

    def work(connection: Any) -> None:
        connection.execute(update(VERSIONS).values(valid_until=yesterday))
        connection.execute(update(QUOTES).values(valid_until=yesterday))

    database.write(work)


def reserved(database: Database) -> dict[tuple[str, str], int]:
    rows = database.read(lambda connection: connection.execute(select(COUNTERS)).mappings().all())
    return {(each["kind"], each["customer"]): each["reserved"] for each in rows}


def test_two_customers_never_share_the_last_use(database: Database) -> None:
    service = service_of(database, shop(LIMITED))
    quotes = [submitted(service, line("W1", 2), number=f"Q-{number}", coupons=["LAST"]) for number in range(6)]
    assert {each["summary"]["net"] for each in quotes} == {"198.00"}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda each: send(service, "POST", f"{path(each)}/sending"), quotes))
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409, 409, 409]
    refused = next(each for each in answers if each.status_code == 409)
    assert refused.json()["type"] == "/problems/used-up"
    winner = next(each for each in answers if each.status_code == 200).json()
    assert accept(service, winner["token"]).status_code == 200
    rows = database.read(lambda connection: connection.execute(select(COUNTERS)).mappings().all())
    assert {(each["used"], each["reserved"]) for each in rows if each["kind"] == "coupon.uses"} == {(1, 0)}
    later = new(service, line("W1", 2), number="Q-later", coupons=["LAST"])
    assert later["summary"]["net"] == "200.00"
    claimed = new(service, line("W1", 2), number="Q-claimed", coupons=["LAST"], counters={"coupons": {}})
    assert claimed["summary"]["net"] == "200.00"


def test_a_link_that_is_over_opens_nothing(database: Database) -> None:
    service = service_of(database)
    quote = sent(service, line("W1", 2))
    past = datetime.now(UTC) - timedelta(seconds=1)
    database.write(lambda connection: connection.execute(update(LINKS).values(expires_at=past)))
    assert service.with_key(None).get(f"/v1/acceptances/{quote['token']}").status_code == 404


def test_rows_of_others_are_not_seen_nor_changed(database: Database) -> None:
    service = service_of(database)
    _, one = person(database, service, "one", "rep")
    _, other = person(database, service, "other", "rep")
    quote = new(one, line("W1", 2))
    assert [each["number"] for each in one.get("/v1/quotes").json()["items"]] == ["Q-1"]
    assert other.get("/v1/quotes").json()["items"] == []
    tag = quote["tag"]
    for answer in (
        other.get(path(quote)),
        other.get(f"{path(quote)}/versions/1"),
        other.get(f"{path(quote)}/differences?from=1&to=1"),
        other.post(f"{path(quote)}/submission", {}),
        other.post(f"{path(quote)}/withdrawal", {}),
        other.post(f"{path(quote)}/clone", {"id": "Q-2"}),
        send(other, "PUT", f"{path(quote)}/request", {"request": asked(line("W1"))}, tag),
        send(other, "PATCH", f"{path(quote)}/lines", {"edits": [{"op": "remove", "id": "L1"}]}, tag),
        send(other, "POST", f"{path(quote)}/recalculation", tag=tag),
    ):
        assert answer.status_code == 404, answer.text
    assert state(one, quote) == "draft"


def test_who_changed_a_quote_last_does_not_approve_it(database: Database) -> None:
    service = service_of(database)
    _, lead = person(database, service, "lead", "admin", "lead")
    quote = new(service, line("W1", 1, 15))
    body = {"request": asked(line("W1", 1, 16, id="L1"), date=today())}
    assert send(lead, "PUT", f"{path(quote)}/request", body, quote["tag"]).status_code == 200
    assert send(service, "POST", f"{path(quote)}/submission").status_code == 200
    answer = lead.post(f"{path(quote)}/approvals/1", {"decision": "approve"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours-to-do")


def test_a_refusal_is_not_forgotten_when_the_quote_is_submitted_again(database: Database) -> None:
    service = service_of(database)
    _, lead = person(database, service, "lead", "admin", "lead")
    quote = submitted(service, line("W1", 1, 8, id="a"), line("W1", 1, 15, id="b"))
    assert lead.post(f"{path(quote)}/approvals/1", {"decision": "refuse", "reason": "no"}).status_code == 200
    again = send(service, "POST", f"{path(quote)}/submission").json()
    assert again["version"]["approvals"][0]["standing"] == "open"
    service.post(f"{path(quote)}/recall", {})
    third = send(service, "POST", f"{path(quote)}/submission").json()
    assert third["version"]["approvals"][0]["standing"] == "open"


def test_what_an_expired_quote_has_reserved_is_not_held_against_others(database: Database) -> None:
    service = service_of(database, shop(LIMITED))
    sent(service, line("W1", 2), number="Q-old", coupons=["LAST"])
    other = submitted(service, line("W1", 2), number="Q-new")
    body = {"request": {**asked(line("W1", 2, id="L1"), coupons=["LAST"]), "id": "Q-new", "date": today()}}
    assert send(service, "PUT", f"{path(other)}/request", body, other["tag"]).json()["summary"]["net"] == "200.00"
    make_old(database)
    assert sent(service, line("W1", 2), number="Q-unrelated")["summary"]["state"] == "sent"
    assert sent(service, line("W1", 2), number="Q-next", coupons=["LAST"])["summary"]["net"] == "198.00"


def test_a_draft_whose_price_is_not_true_any_more_is_not_submitted(database: Database) -> None:
    service = service_of(database, shop(LIMITED))
    late = new(service, line("W1", 2), number="Q-late", coupons=["LAST"])
    assert late["summary"]["net"] == "198.00"
    sent(service, line("W1", 2), number="Q-first", coupons=["LAST"])
    refused = send(service, "POST", f"{path(late)}/submission")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    assert send(service, "POST", f"{path(late)}/recalculation", tag=late["tag"]).status_code == 200
    assert send(service, "POST", f"{path(late)}/submission").json()["summary"]["net"] == "200.00"
    newer = service_of(database, shop(SEASON))
    other = new(service, line("W1", 2), number="Q-other")
    assert send(newer, "POST", f"{path(other)}/submission").status_code == 409


def test_a_result_is_what_it_is_whatever_the_counters_of_others_say(database: Database) -> None:
    service = service_of(database, shop(LIMITED))
    quote = new(service, line("W1", 2), number="Q-plain")
    sent(service, line("W1", 2), number="Q-first", coupons=["LAST"])
    assert send(service, "POST", f"{path(quote)}/submission").status_code == 200


def test_a_job_of_the_day_after_ends_what_is_over(database: Database) -> None:
    service = service_of(database, shop(LIMITED))
    quotes = [sent(service, line("W1", 1), number=f"Q-{number}") for number in range(3)]
    jobs = Jobs(database, HANDLERS)
    assert jobs.do_what_is_due() == 0
    make_old(database)
    past = datetime.now(UTC) - timedelta(seconds=1)
    database.write(lambda connection: connection.execute(update(JOBS).values(due=past)))
    assert jobs.do_what_is_due() == 1  # one for all quotes of a day
    rows = database.read(lambda connection: connection.execute(select(QUOTES.c.state)).scalars().all())
    assert rows == ["expired"] * len(quotes)
    assert set(reserved(database).values()) <= {0}
