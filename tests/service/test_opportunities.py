"""Opportunities over HTTP: fields and their history, stages and what was known of them, quotes, portraits, risks, the forecast."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cpq.opportunities.service import attaching
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.opportunities.deals import selling
from tests.quotes.shop import asked, line
from tests.service.caller import caller, key_of
from tests.service.conftest import ON_ONE
from tests.service.test_orders import Client

NOW = datetime.now(UTC)
PATH = "/v1/opportunities"


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat().replace("+00:00", "Z")


class Deals(Client):
    """A client of a shop that sells in stages."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.service = caller(selling(), database=database)
        self.document = self.service.get("/openapi.json").json()

    def new(self, **given: Any) -> str:
        return self("POST", PATH, {"name": "Rack", "currency": "CNY", **given}, 201)["id"]

    def change(self, id: str, base: int, status: int = 200, /, **given: Any) -> Any:
        return self("PATCH", f"{PATH}/{id}", {**given, "base": base}, status, if_match='"0"')

    def enter(self, id: str, stage: str, status: int = 201, /, **given: Any) -> Any:
        return self("POST", f"{PATH}/{id}/stages", {"stage": stage, **given}, status)

    def quote(self, number: str, quantity: int, **more: Any) -> Any:
        request = {**asked(line("W1", quantity)), "id": number, "date": NOW.date().isoformat()}
        return self("POST", "/v1/quotes", {"request": request, **more}, 201)

    def contacts(self) -> list[dict[str, str]]:
        """A decision maker and a user, at an account of their own."""
        account = self("POST", "/v1/accounts", {"name": "Wuhan Metro"}, 201)["id"]
        made = [self("POST", "/v1/contacts", {"account": account, "name": name}, 201)["id"] for name in ("Lin", "Wu")]
        return [{"contact": id, "role": role} for id, role in zip(made, ("decision_maker", "user"), strict=True)]

    def as_(self, role: Role) -> Deals:
        other = Deals.__new__(Deals)
        other.database, other.document = self.database, self.document
        other.service = self.service.with_key(key_of(self.database, role))
        return other


@pytest.fixture
def deals(database: Database) -> Deals:
    return Deals(database)


def test_an_opportunity_is_made_once_listed_read_and_changed_field_by_field(deals: Deals) -> None:
    given = {
        "amount": "1200.5",
        "close_date": "2027-01-31",
        "contacts": deals.contacts(),
        "products": [{"product": "W1", "quantity": "3", "price": "400.10"}],
        "competitors": [{"name": "Northern", "threat": "high"}],
        "client_id": "phone-1",
    }
    id = deals.new(**given)
    assert deals.new(**given) == id
    made = deals("GET", f"{PATH}/{id}")
    assert (made["pipeline"], made["stage"], made["status"], made["category"]) == (
        "standard",
        "prospect",
        "open",
        "pipeline",
    )
    assert (made["amount"], made["amount_from"]["source"]) == ("1200.50", "person")
    assert made["products"] == [{"product": "W1", "quantity": "3", "price": "400.10"}]
    deals.change(id, 1, close_date="2027-03-31", category="commit")
    deals.change(id, 1, next_step="Call", amount="900.00")
    after = deals.change(id, 3, close_date="2027-02-28")
    assert (after["version"], after["category"], after["category_said"], after["close_date_moves"]) == (
        4,
        "commit",
        True,
        1,
    )
    told = deals("GET", f"{PATH}/{id}/changes?field=close_date")["items"]
    assert [each["fields"] for each in told] == [
        [{"field": "close_date", "before": "2027-03-31", "after": "2027-02-28"}],
        [{"field": "close_date", "before": "2027-01-31", "after": "2027-03-31"}],
        [{"field": "close_date", "before": None, "after": "2027-01-31"}],
    ]
    amounts = deals("GET", f"{PATH}/{id}/changes?field=amount")["items"]
    assert [each["fields"][0]["after"] for each in amounts] == ["900.00", "1200.50"]
    assert deals.change(id, 2, 409, amount="1.00")["errors"][0]["pointer"] == "/amount"
    assert [each["id"] for each in deals("GET", f"{PATH}?category=commit&closes_to=2027-02-28")["items"]] == [id]
    assert deals("GET", f"{PATH}?category=pipeline")["items"] == []


@ON_ONE
def test_what_is_sent_is_looked_at(deals: Deals) -> None:
    head = {"name": "Rack", "currency": "CNY"}
    assert deals.refused("POST", PATH, {**head, "pipeline": "stnadard"}) == [("unknown-pipeline", "/pipeline")]
    assert deals.refused("POST", PATH, {**head, "stage": "won"}) == [("closed-from-the-start", "/stage")]
    assert deals.refused("POST", PATH, {**head, "amount": "1.001"}) == [("amount-digits", "/amount")]
    assert deals.refused("POST", PATH, {**head, "owner": "usr_01k0x3v9m2q4r6t8w0y2z4a6b8"}) == [
        ("unknown-owner", "/owner")
    ]
    nobody = "con_01k0x3v9m2q4r6t8w0y2z4a6b8"
    contacts = [{"contact": nobody, "role": "user"}]
    assert deals.refused("POST", PATH, {**head, "contacts": contacts}) == [("unknown-contact", "/contacts/0/contact")]
    assert deals.refused("POST", PATH, {**head, "account": "acc_01k0x3v9m2q4r6t8w0y2z4a6b8"}) == [
        ("unknown-account", "/account")
    ]
    assert deals.refused("POST", PATH, {**head, "entered": ago(-1)}) == [("in-the-future", "/entered")]
    price = [{"product": "W1", "quantity": "1", "price": "0.001"}]
    assert deals.refused("POST", PATH, {**head, "products": price}) == [("amount-digits", "/products/0/price")]
    id = deals.new(amount="100.55")
    assert deals.change(id, 1, 422, currency="JPY")["errors"][0]["code"] == "amount-digits"
    assert deals.change(id, 1, currency="USD")["amount"] == "100.55"
    deals("PATCH", f"{PATH}/{id}", {"name": "X"}, 428)
    deals("PATCH", f"{PATH}/{id}", {"name": "X"}, 412, if_match='"1"')
    assert deals("PATCH", f"{PATH}/{id}", {"name": "X"}, if_match='"2"')["name"] == "X"


@ON_ONE
def test_others_see_neither_the_opportunity_nor_anything_of_it(deals: Deals) -> None:
    id = deals.new()
    rep = deals.as_(Role.REP)
    assert rep("GET", PATH)["items"] == []
    for path in ("", "/changes", "/stages", "/portrait", "/assessments", "/risks"):
        rep("GET", f"{PATH}/{id}{path}", status=404)
    rep("POST", f"{PATH}/{id}/stages", {"stage": "lost", "loss_reason": "price"}, 404)
    rep("POST", f"{PATH}/{id}/assessments", {"assessments": [{"indicator": "1C", "value": "no"}]}, 404)
    deals.as_(Role.PRICING_ADMIN)("GET", PATH, status=403)
    deals.as_(Role.FINANCE)("POST", PATH, {"name": "X", "currency": "CNY"}, 403)
    own = rep.new()
    assert [each["id"] for each in rep("GET", PATH)["items"]] == [own]
    assert {each["id"] for each in deals("GET", PATH)["items"]} == {id, own}


def test_gates_say_what_is_missing_and_a_manager_may_let_pass(deals: Deals) -> None:
    id = deals.new()
    refused = deals.enter(id, "proposal", 409)["errors"]
    assert {each["text"]["en"].partition(" (")[0] for each in refused} == {
        "At least two contacts",
        "Who decides is clear",
    }
    assert {(each["code"], each["pointer"]) for each in refused} == {("gate-not-met", "/stage")}
    passed = deals.enter(id, "proposal", override="The board meets tomorrow")
    assert passed["stage"] == "proposal"
    entry = deals("GET", f"{PATH}/{id}/stages")["entries"][-1]
    assert entry["override"] == "The board meets tomorrow"
    assert [each["en"].partition(" (")[0] for each in entry["overridden"]] == [
        "At least two contacts",
        "Who decides is clear",
    ]
    assert entry["overridden"][0]["en"].endswith("(contacts is 0)")
    undone = deals.enter(id, "contract", 409)["errors"]
    assert undone[0]["text"]["en"].startswith("Demonstration")
    deals.change(id, passed["version"], tasks_done=["demo"])
    assert deals.enter(id, "contract")["category"] == "commit"
    rep = deals.as_(Role.REP)
    own = rep.new()
    rep.enter(own, "proposal", 403, override="I say so")
    rep.change(own, 1, contacts=rep.contacts())
    rep(
        "POST",
        f"{PATH}/{own}/assessments",
        {"assessments": [{"indicator": "4C", "value": "yes", "evidence": "chart"}]},
        201,
    )
    assert rep.enter(own, "proposal")["stage"] == "proposal"


def test_a_deal_is_lost_opened_again_put_back_and_corrected_and_the_log_tells_all_of_it(deals: Deals) -> None:
    id = deals.new(entered=ago(30))
    why = {"override": "known customer"}
    deals.enter(id, "proposal", entered=ago(20), **why)
    assert deals.enter(id, "lost", 422)["errors"][0]["code"] == "loss-reason-missing"
    assert deals.enter(id, "lost", 422, loss_reason="cheaper")["errors"][0]["code"] == "competitor-missing"
    assert deals.enter(id, "lost", 422, loss_reason="other")["errors"][0]["code"] == "reason-missing"
    assert "cheaper" in deals.enter(id, "lost", 422, loss_reason="cheapr")["errors"][0]["text"]["en"]
    lost = deals.enter(id, "lost", loss_reason="cheaper", lost_to="Northern", entered=ago(10))
    assert (lost["status"], lost["category"], lost["loss_reason"], lost["lost_to"]) == (
        "lost",
        "omitted",
        "cheaper",
        "Northern",
    )
    assert lost["closed_at"] == lost["entered"]
    assert deals.enter(id, "proposal", 422)["errors"][0]["code"] == "reason-missing"
    again = deals.enter(id, "proposal", reason="They called again", entered=ago(5))
    assert (again["status"], again["closed_at"], again["loss_reason"]) == ("open", None, None)
    assert deals.enter(id, "prospect", 422)["errors"][0]["code"] == "reason-missing"
    deals.enter(id, "prospect", reason="Wrong contact", entered=ago(4))
    assert "cannot be skipped" in str(deals.enter(id, "won", 409)["errors"])
    corrected = deals.enter(id, "proposal", entered=ago(4), retracts=5, reason="Was right after all", **why)
    assert (corrected["stage"], corrected["entered"]) == ("proposal", again["entered"])
    log = deals("GET", f"{PATH}/{id}/stages")
    assert [each["stage"] for each in log["visits"]] == ["prospect", "proposal", "lost", "proposal"]
    assert [each["retracted_by"] for each in log["entries"]] == [None, None, None, None, 6, None]
    known = log["entries"][4]["known"]
    assert deals("GET", f"{PATH}/{id}/stages?known_at={known}")["stage"] == "prospect"
    assert deals("GET", f"{PATH}/{id}/stages?at={ago(15)}")["stage"] == "proposal"
    assert deals("GET", f"{PATH}/{id}/stages?at={ago(15)}&known_at={ago(1)}")["stage"] is None
    back = deals("POST", f"{PATH}/{id}/stages/4/retraction", {"reason": "another customer"})
    assert back["stage"] == "proposal"
    deals("POST", f"{PATH}/{id}/stages/4/retraction", {"reason": "twice"}, 422)
    only = deals.new()
    assert (
        deals("POST", f"{PATH}/{only}/stages/1/retraction", {"reason": "x"}, 409)["errors"][0]["code"]
        == "no-stage-left"
    )


@ON_ONE
def test_a_stage_allows_only_the_ways_back_that_the_rules_give(deals: Deals) -> None:
    id = deals.new()
    deals.enter(id, "proposal", override="x")
    deals.enter(id, "contract", override="x")
    assert deals.enter(id, "proposal", 409, reason="x")["errors"][0]["text"]["en"].startswith(
        "no way from Contract back"
    )
    assert deals.enter(id, "proposl", 422)["errors"][0]["code"] == "unknown-stage"
    assert deals.enter(id, "won", 422, entered=ago(-1))["errors"][0]["pointer"] == "/entered"
    assert deals.enter(id, "won")["category"] == "closed"


def test_the_amount_follows_the_primary_quote_at_every_change(deals: Deals) -> None:
    id = deals.new(amount="5.00", currency="USD")
    first = deals.quote("Q-1", 2, opportunity=id)["summary"]
    view = deals("GET", f"{PATH}/{id}")
    assert (view["amount"], view["currency"]) == ("200.00", "CNY")
    assert (view["amount_from"]["source"], view["amount_from"]["detail"]) == ("quote", "Q-1")
    request = {**asked(line("W1", 7)), "id": "Q-1", "date": NOW.date().isoformat()}
    deals("PUT", f"/v1/quotes/{first['id']}/request", {"request": request}, if_match='"1"')
    view = deals("GET", f"{PATH}/{id}")
    assert (view["amount"], view["quotes"][0]["net"], view["quotes"][0]["primary"]) == ("700.00", "700.00", True)
    refused = deals.change(id, view["version"], 409, amount="1.00")["errors"][0]
    assert (refused["code"], refused["pointer"]) == ("amount-of-a-quote", "/amount")
    second = deals.quote("Q-2", 1, opportunity=id)["summary"]
    assert deals("GET", f"{PATH}/{id}")["amount"] == "700.00"
    quotes = f"{PATH}/{id}/quotes"
    assert deals("POST", quotes, {"quote": second["id"], "primary": True})["amount"] == "100.00"
    alone = deals("DELETE", f"{quotes}/{second['id']}")
    assert (alone["amount"], [each["number"] for each in alone["quotes"]]) == ("100.00", ["Q-1"])
    assert deals.change(id, alone["version"], amount="42.00")["amount_from"]["source"] == "person"
    other = deals.new()
    refused = deals("POST", f"{PATH}/{other}/quotes", {"quote": first["id"]}, 409)["errors"][0]
    assert (refused["code"], refused["pointer"]) == ("quote-of-another", "/quote")
    told = [each["fields"][0]["after"] for each in deals("GET", f"{PATH}/{id}/changes?field=amount")["items"]]
    assert told == ["42.00", "100.00", "700.00", "200.00", "5.00"]


@ON_ONE
def test_where_the_opportunity_cannot_follow_the_quote_is_not_changed_either(
    deals: Deals, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = deals.new()
    quote = deals.quote("Q-1", 2, opportunity=id)["summary"]["id"]

    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(attaching, "_follow", fails)
    request = {**asked(line("W1", 7)), "id": "Q-1", "date": NOW.date().isoformat()}
    deals("PUT", f"/v1/quotes/{quote}/request", {"request": request}, 500, if_match='"1"')
    assert deals("GET", f"/v1/quotes/{quote}")["summary"]["net"] == "200.00"
    assert deals("GET", f"{PATH}/{id}")["amount"] == "200.00"


@ON_ONE
def test_a_quote_of_an_opportunity_that_is_not_there_is_not_kept(deals: Deals) -> None:
    request = {**asked(line("W1", 1)), "id": "Q-9", "date": NOW.date().isoformat()}
    body = {"request": request, "opportunity": "opp_01k0x3v9m2q4r6t8w0y2z4a6b8"}
    deals("POST", "/v1/quotes", body, 404)
    assert deals("GET", "/v1/quotes")["items"] == []


def test_the_portrait_of_a_day_has_what_was_known_then_and_what_to_do(deals: Deals) -> None:
    id = deals.new(entered=ago(90))
    path = f"{PATH}/{id}/assessments"
    day = (NOW - timedelta(days=70)).date().isoformat()
    said = [
        {"indicator": "4C", "value": "yes", "evidence": "Chart", "day": day},
        {"indicator": "1F", "value": "yes", "evidence": "Call", "coach_confirmed": True, "day": day},
        {"indicator": "2C", "value": "partial", "day": day},
    ]
    deals("POST", path, {"assessments": said}, 201)
    then = deals("GET", f"{PATH}/{id}/portrait?day={day}")
    assert then["notation"] == "1C1F0W"
    now = deals("GET", f"{PATH}/{id}/portrait")
    (deciders,) = [each for each in now["indicators"] if each["indicator"] == "4C"]
    assert (now["notation"], deciders["value"], deciders["expired"]) == ("0C1F0W", "unknown", True)
    assert [each["en"] for each in deciders["advice"]] == ["Draw who decides"]
    assert len(deals("GET", path)["items"]) == 3
    yes = {"assessments": [{"indicator": "1W", "value": "yes"}]}
    assert deals.refused("POST", path, yes) == [("evidence-missing", "/assessments/0/value")]
    later = (NOW + timedelta(days=2)).date().isoformat()
    tomorrow = {"assessments": [{"indicator": "1W", "value": "no", "day": later}]}
    assert deals.refused("POST", path, tomorrow) == [("in-the-future", "/assessments/0/day")]
    over = {"assessments": [{"indicator": "1W", "value": "no", "expires": "2020-01-01"}]}
    assert deals.refused("POST", path, over) == [("over-before-it-begins", "/assessments/0/expires")]


def test_risks_are_told_with_the_facts_that_say_so(deals: Deals) -> None:
    id = deals.new(close_date="2027-01-01")
    assert [each["risk"] for each in deals("GET", f"{PATH}/{id}/risks")["items"]] == ["alone"]
    deals.change(id, 1, close_date="2027-02-01")
    deals.change(id, 2, close_date="2027-03-01")
    worst, least = deals("GET", f"{PATH}/{id}/risks")["items"]
    assert (worst["risk"], worst["facts"]) == ("pushed", [{"name": "close_date_pushes", "value": "2"}])
    assert (least["risk"], least["facts"]) == ("alone", [{"name": "contacts", "value": "0"}])
    deals.enter(id, "lost", loss_reason="price")
    assert deals("GET", f"{PATH}/{id}/risks")["items"] == []


def test_the_forecast_adds_up_by_period_category_and_owner_in_the_companys_currency(deals: Deals) -> None:
    deals.new(amount="100.00", close_date="2027-01-05")
    deals.new(amount="50.00", close_date="2027-02-05", category="commit")
    deals.new(close_date="2027-01-06")
    deals.new(amount="10.00")
    deals.new(amount="7.00", currency="NOK", close_date="2027-01-07")
    deals.new(amount="3.00", close_date="2028-01-07")
    won = deals.new(amount="30.00", pipeline="simple", close_date="2027-02-01", entered=ago(1))
    deals.enter(won, "won")
    rep = deals.as_(Role.REP)
    rep.new(amount="20.00", close_date="2027-01-31")
    asked = f"{PATH}/forecast?from={NOW.date()}&to=2027-03-31&period=quarter"
    found = deals("GET", asked)
    assert found["currency"] == "CNY"
    first = [each for each in found["rows"] if each["period"] == "2027-01-01"]
    assert sorted((each["category"], each["amount"], each["opportunities"]) for each in first) == [
        ("commit", "50.00", 1),
        ("pipeline", "100.00", 3),
        ("pipeline", "20.00", 1),
    ]
    assert {each["weighted"] for each in first} == {"5.000", "10.000", "2.000"}
    assert found["totals"] == {
        "closed": "30.00",
        "commit": "50.00",
        "best_case": "0",
        "pipeline": "120.00",
        "omitted": "0",
    }
    assert (found["without_amount"], found["without_rate"], found["undated"]) == (1, 1, 1)
    assert rep("GET", asked)["totals"]["pipeline"] == "20.00"
    deals("GET", f"{PATH}/forecast?from=2027-01-01", status=422)
