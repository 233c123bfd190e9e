"""Many at once, on every database: a coupon's last use, a link, an approval, a draft are each given once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from cpq.quotes.tables import ACCEPTANCES, COUNTERS
from tests.quotes.shop import asked, line, shop
from tests.security.house import House
from tests.service.test_quote_flow import LIMITED, accept, sent, submitted
from tests.service.test_quotes import new, path, send, today

AT_ONCE = 6


@pytest.fixture
def own(url: str) -> Iterator[House]:
    made = House(shop(LIMITED), url)
    yield made
    made.database.close()


def test_the_last_use_of_a_coupon_is_not_won_by_withdrawing_and_sending_in_turn(own: House) -> None:
    """Reps of two teams send, withdraw and send again for one use: never is more than one reserved, and none is lost."""
    sellers = [own.rep, own.stranger] * (AT_ONCE // 2)
    quotes = [
        submitted(seller, line("W1", 2), number=f"C-{number}", coupons=["LAST"])
        for number, seller in enumerate(sellers)
    ]

    def fight(index: int) -> list[int]:
        seller, address = sellers[index], path(quotes[index])
        first = send(seller, "POST", f"{address}/sending").status_code
        return [first, seller.post(f"{address}/withdrawal", {}).status_code] if first == 200 else [first]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        said = [*pool.map(fight, range(AT_ONCE))]
    assert {each[0] for each in said} <= {200, 409}
    assert [200, 200] in said
    rows = own.database.read(lambda connection: connection.execute(select(COUNTERS)).mappings().all())
    assert {(each["reserved"], each["used"]) for each in rows} == {(0, 0)}
    left = [index for index, each in enumerate(said) if each[0] == 409]
    if left:
        assert send(sellers[left[0]], "POST", f"{path(quotes[left[0]])}/sending").status_code == 200


def test_a_link_that_many_open_at_once_is_accepted_once(own: House) -> None:
    quote = sent(own.rep, line("W1", 2), coupons=["LAST"])
    digest = own.nobody.get(f"/v1/acceptances/{quote['token']}").json()["document"]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [*pool.map(lambda name: accept(own.rep, quote["token"], f"N{name}", digest), range(AT_ONCE))]
    assert {each.status_code for each in answers} == {200}
    assert len({(each.json()["accepted_by"], each.json()["accepted_at"]) for each in answers}) == 1
    count = select(func.count()).select_from(ACCEPTANCES)
    assert own.database.read(lambda connection: connection.scalar(count)) == 1
    rows = own.database.read(lambda connection: connection.execute(select(COUNTERS)).mappings().all())
    assert {(each["kind"], each["reserved"], each["used"]) for each in rows if each["kind"] == "coupon.uses"} == {
        ("coupon.uses", 0, 1)
    }


def test_of_many_who_change_one_draft_one_does(own: House) -> None:
    quote = new(own.rep, line("W1"))
    bodies = [{"request": asked(line("W1", number + 2, id="L1"), date=today())} for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [*pool.map(lambda body: send(own.rep, "PUT", f"{path(quote)}/request", body, quote["tag"]), bodies)]
    assert Counter(each.status_code for each in answers) == {200: 1, 412: AT_ONCE - 1}


def test_of_an_approval_and_a_refusal_at_once_one_counts(own: House) -> None:
    quote = submitted(own.rep, line("W1", 1, 15))
    decisions = [{"decision": "approve"}, {"decision": "refuse", "reason": "no"}] * 2
    people = [own.lead, own.chief] * 2
    with ThreadPoolExecutor(4) as pool:
        answers = [*pool.map(lambda pair: pair[0].post(f"{path(quote)}/approvals/1", pair[1]), zip(people, decisions, strict=True))]  # fmt: skip
    assert Counter(each.status_code for each in answers) == {200: 1, 409: 3}


def test_one_key_at_once_makes_one_quote(own: House) -> None:
    body = {"request": asked(line("W1"), date=today())}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [*pool.map(lambda _: own.rep.post("/v1/quotes", body, idempotency_key="once"), range(AT_ONCE))]
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["summary"]["id"] for each in answers}) == 1
    assert len(own.rep.get("/v1/quotes").json()["items"]) == 1


def test_one_key_at_once_attaches_one_file(own: House) -> None:
    """Nothing but the key is unique here: who comes second gets the first answer, and no defect."""
    quote = new(own.rep, line("W1"))
    headers = {"content-type": "text/plain", "idempotency_key": "once"}
    address = f"{path(quote)}/attachments"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [*pool.map(lambda _: own.rep.post(f"{address}?name=a.txt", "x", **headers), range(AT_ONCE))]
    assert {each.status_code for each in answers} == {201}
    assert len({each.text for each in answers}) == 1
    assert len(own.rep.get(address).json()["items"]) == 1


def test_one_key_at_once_changes_and_submits_once(own: House) -> None:
    """What the first did refuses the others: they get its answer all the same, and no conflict."""
    quote = new(own.rep, line("W1"))
    body = {"request": asked(line("W1", 2, id="L1"), date=today())}
    for method, step, headers in (("PUT", "request", {"if-match": quote["tag"]}), ("POST", "submission", {})):
        named = {**headers, "idempotency-key": step}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            address = f"{path(quote)}/{step}"
            answers = [
                *pool.map(
                    lambda _, m=method, a=address, n=named: own.rep.call(m, a, json=body, headers=n), range(AT_ONCE)
                )
            ]
        assert [each.status_code for each in answers] == [200] * AT_ONCE
        assert len({(each.content, each.headers["etag"]) for each in answers}) == 1


def test_one_number_at_once_is_of_one_quote(own: House) -> None:
    body = {"request": asked(line("W1"), date=today())}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [*pool.map(lambda who: who.post("/v1/quotes", body), [own.rep, own.stranger] * (AT_ONCE // 2))]
    assert Counter(each.status_code for each in answers) == {201: 1, 409: AT_ONCE - 1}


def test_one_login_at_once_is_of_one_user(own: House) -> None:
    user = {"login": "twin", "name": "Twin", "role": "rep"}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [*pool.map(lambda _: own.admin.post("/v1/users", user), range(AT_ONCE))]
    assert Counter(each.status_code for each in answers) == {201: 1, 409: AT_ONCE - 1}
