"""What people write stands in a document as they wrote it: it is no markup, no template, no formula, and has nothing fetched."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.documents import reading
from tests.quotes.shop import asked, line
from tests.security.house import House
from tests.service.test_quote_files import PNG, attach
from tests.service.test_quotes import new, path, today

SECRET = "TOP-SECRET-OF-THE-MACHINE"


@pytest.fixture(scope="module")
def own(house: House) -> House:
    """What is added here is in nobody's way."""
    return house


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The addresses that anybody in this process connects to."""
    seen: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: seen.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **_: seen.append(asked) or [])
    return seen


def hostile(tmp_path: Path) -> dict[str, str]:
    """What is written where: everything that a document shows of what was typed."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, "utf-8")
    return {
        "title": f'<img src="{secret.as_uri()}"><b>T1</b>',
        "notes": "<script>alert(1)</script>{{ 7 * 191 }}{% include 'quote.html.j2' %}{{ self.__class__ }}",
        "sales_rep": f'<link rel="attachment" href="{secret.as_uri()}">&lt;ok&gt;',
        "name": '<iframe src="http://127.0.0.1:9/x"></iframe>&amp;"\'>',
        "contact": '<style>@import url("http://127.0.0.1:9/c.css");</style>',
        "address": "]]><svg/onload=alert(1)><!--",
        "note": f'<object data="{secret.as_uri()}"></object>',
    }


@pytest.mark.parametrize(("who", "view"), [("rep", "customer"), ("admin", "internal")])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_what_is_written_is_text_and_fetches_nothing(
    own: House, tmp_path: Path, dialled: list[Any], who: str, view: str, locale: str
) -> None:
    said = hostile(tmp_path)
    buyer = {each: said[each] for each in ("name", "contact", "address")}
    head = {"id": f"H-{locale}-{view}", "date": today(), "customer": {**buyer, "segment": "business", "region": "CN"}}
    head |= {each: said[each] for each in ("title", "notes", "sales_rep")}
    quote = own.rep.post("/v1/quotes", {"request": {**asked({**line("W1"), "note": said["note"]}), **head}})
    assert quote.status_code == 201, quote.text
    made = own.people[who].post(f"{path(quote.json())}/documents", {"locale": locale, "view": view})
    assert made.status_code == 201, made.text
    pdf = own.people[who].get(made.headers["location"]).content
    shown = reading.text(pdf)
    for each in said.values():
        assert re.sub(r"\s+", "", each) in shown
    assert SECRET not in shown
    assert "1337" not in shown
    assert list(reading.reader(pdf).attachments) in ([], ["quote.json"])
    assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|EmbeddedFile /Type)\b", pdf)
    assert dialled == []


def test_the_document_for_the_customer_tells_no_cost(own: House) -> None:
    """Not in what is shown, nor in the request and answer that are attached to it."""
    quote = new(own.rep, line("W1", 3, 15), number="H-COST")
    made = own.rep.post(f"{path(quote)}/documents", {"locale": "en"})
    pdf = own.rep.get(made.headers["location"]).content
    files = reading.reader(pdf).attachments
    told = reading.text(pdf) + "".join(content.decode() for each in files.values() for content in each)
    assert "255.00" in told
    assert [
        each
        for each in ("180.00", "margin", "Thin margin", "Deep discount", '"cost"', "floor", "pocket")
        if each in told
    ] == []


NAMES = {
    "../../../etc/cron.d/evil.png": "evil.png",
    "..\\..\\evil.png": "evil.png",
    'a"; filename="b.exe.png': "a_; filename=_b.exe.png",
    "a\r\nset-cookie: x=1.png": "a__set-cookie_ x=1.png",
    "gpj.\u202egnp.png": "gpj._gnp.png",
    "=cmd|'calc'!A0.png": "=cmd_'calc'!A0.png",
    "<img src=x onerror=alert(1)>.png": "_img src=x onerror=alert(1)_.png",
    "报价\u2028单.png": "报价_单.png",
    "a" * 290 + ".png": "a" * 116 + ".png",
}


@pytest.mark.parametrize(("name", "kept"), NAMES.items(), ids=range(len(NAMES)))
def test_the_name_of_a_file_leads_nowhere_and_ends_no_header(own: House, name: str, kept: str) -> None:
    quote = new(own.rep, line("W1"), number=f"F-{[*NAMES].index(name)}")
    answer = own.rep.call(
        "POST", f"{path(quote)}/attachments", params={"name": name}, content=PNG, headers={"content-type": "image/png"}
    )
    if answer.status_code == 422:  # signs that no text has are refused as such
        assert answer.json()["errors"][0]["code"] == "unseen-character"
        return
    assert answer.status_code == 201, answer.text
    assert answer.json()["items"][0]["name"] == kept
    read = own.rep.get(answer.headers["location"])
    said = read.headers["content-disposition"]
    assert re.fullmatch(r"attachment; filename=\"[\w.-]+\"; filename\*=UTF-8''[\w.%~!*'()-]+", said, re.ASCII), said
    assert "set-cookie" not in read.headers
    assert read.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in read.headers["content-security-policy"] or "'none'" in read.headers["content-security-policy"]


def test_a_file_is_shown_as_nothing_that_runs(own: House) -> None:
    quote = new(own.rep, line("W1"), number="F-HTML")
    page = b"<html><script>alert(1)</script>"
    answer = attach(own.rep, quote, "a.txt", page, "text/plain")
    read = own.rep.get(answer.headers["location"])
    assert (read.content, read.headers["content-type"].partition(";")[0]) == (page, "text/plain")
    assert read.headers["content-disposition"].startswith("attachment;")
