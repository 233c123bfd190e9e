"""The customer's link: whoever has it may accept what it is of, once, while it lasts; of all else it says one and the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from cpq.quotes.links import unsigned
from cpq.quotes.tables import ACCEPTANCES, LINKS
from cpq.tables import METADATA
from tests.quotes.shop import asked, line
from tests.security.house import House
from tests.service.test_quote_flow import accept, sent, submitted
from tests.service.test_quotes import path, send, today


def document(own: House, token: str) -> str:
    return own.nobody.get(f"/v1/acceptances/{token}").json()["document"]


def nowhere(own: House, token: str) -> bool:
    """Whether it is told as of no link at all, for reading and for accepting."""
    made_up = f"lnk_{'0' * 26}.1.{'0' * 64}"
    body = {"name": "Mallory", "document": "0" * 64}
    said = [
        {**answer.json(), "request_id": "", "status": answer.status_code}
        for each in (token, made_up)
        for answer in (own.nobody.get(f"/v1/acceptances/{each}"), own.nobody.post(f"/v1/acceptances/{each}", body))
    ]
    assert {each["status"] for each in said} == {404}
    return all(each == said[0] for each in said)


def test_accepted_again_it_is_the_first_acceptance(own: House) -> None:
    quote = sent(own.rep, line("W1"))
    digest = document(own, quote["token"])
    first = accept(own.rep, quote["token"], "Chen Xiao", digest).json()
    replayed = accept(own.rep, quote["token"], "Mallory", digest).json()
    assert (replayed["accepted_by"], replayed["accepted_at"]) == ("Chen Xiao", first["accepted_at"])
    count = select(func.count()).select_from(ACCEPTANCES)
    assert own.database.read(lambda connection: connection.scalar(count)) == 1


def test_a_link_of_a_version_that_was_replaced(own: House) -> None:
    quote = sent(own.rep, line("W1"))
    body = {"request": asked(line("W1", 5, id="L1"), date=today())}
    assert send(own.rep, "PUT", f"{path(quote)}/request", body, quote["tag"]).status_code == 200
    assert nowhere(own, quote["token"])


def test_a_link_of_what_was_withdrawn(own: House) -> None:
    quote = sent(own.rep, line("W1"))
    assert own.rep.post(f"{path(quote)}/withdrawal", {}).status_code == 200
    assert nowhere(own, quote["token"])


def test_a_link_that_is_over(own: House) -> None:
    quote = sent(own.rep, line("W1"))
    past = datetime.now(UTC) - timedelta(seconds=1)
    own.database.write(lambda connection: connection.execute(update(LINKS).values(expires_at=past)))
    assert nowhere(own, quote["token"])


def test_parts_of_two_links_are_none(own: House) -> None:
    one, other = (sent(own.rep, line("W1"), number=f"L-{each}")["token"].split(".") for each in range(2))
    for parts in ((one[0], one[1], other[2]), (other[0], one[1], one[2]), (one[0], other[1], other[2])):
        assert nowhere(own, ".".join(parts))


def test_the_document_of_another_quote_is_not_accepted(own: House) -> None:
    one, other = (sent(own.rep, line("W1", count), number=f"L-{count}") for count in (1, 2))
    answer = accept(own.rep, one["token"], "Mallory", document(own, other["token"]))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert own.rep.get(path(one)).json()["summary"]["state"] == "sent"


def test_a_link_shows_the_customer_nothing_internal(own: House) -> None:
    quote = sent(own.rep, line("W1"))
    said = own.nobody.get(f"/v1/acceptances/{quote['token']}").text
    assert [
        each for each in ("cost", "margin", "floor", "pocket", "approv", own.ids["rep"], "usr_") if each in said
    ] == []


def test_the_token_is_in_no_list_no_event_and_no_log_of_what_was_done(own: House) -> None:
    quote = sent(own.rep, line("W1"))
    signature = quote["token"].rpartition(".")[2]
    pages = [
        own.admin.get(each).text for each in ("/v1/audit?limit=200", "/v1/events?limit=200", "/v1/quotes", path(quote))
    ]
    assert [each for each in pages if signature in each] == []


def test_tokens_are_not_tried_by_the_thousand() -> None:
    house = House(burst=5, requests_per_second=0.001)
    answers: list[Any] = [house.nobody.get(f"/v1/acceptances/{each}") for each in range(8)]
    assert [each.status_code for each in answers] == [404] * 5 + [429] * 3
    assert answers[-1].json()["type"] == "/problems/too-many-requests"
    house.database.close()


def test_the_link_is_kept_nowhere_and_told_again_to_who_repeats_the_sending(own: House) -> None:
    quote = submitted(own.rep, line("W1"))
    first, again = (own.rep.post(f"{path(quote)}/sending", {}, idempotency_key="s") for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    token = first.json()["token"]
    kept = own.database.read(
        lambda connection: [str(row) for table in METADATA.sorted_tables for row in connection.execute(select(table))]
    )
    assert any(unsigned(token) in each for each in kept)
    assert not any(token.removeprefix(unsigned(token)) in each for each in kept)
    assert accept(own.rep, again.json()["token"]).status_code == 200
