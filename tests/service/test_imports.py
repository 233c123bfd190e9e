"""Files of leads over HTTP: sent, mapped, looked at, imported as a job; nothing is lost, doubled or half written."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select

from cpq.api import imports
from cpq.leads.service.importing import LeadRows
from cpq.leads.tables import LEADS
from cpq.platform.imports import keeping
from cpq.platform.jobs.running import Jobs
from cpq.platform.jobs.tables import JOBS
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.orders.cloud import sample
from tests.service.caller import caller, key_of
from tests.service.conftest import ON_ONE
from tests.service.test_jobs import all_due
from tests.service.test_orders import Client

FILE = """姓名,公司名称,手机号,邮箱,备注
林怡,厦门鹭岛精密机械有限公司,138 0013 8000,lin@ludao.example,
,,13800138001,,only a number
Bo,Berg AG,12345,bo@berg.example,=cmd()
陈晨,,,chen@@x,
Ada,Ada GmbH,+49 30 901820,ada@ada.example,"a, b"
"""


class Desk(Client):
    """The service, and its jobs done when the test says."""

    def upload(self, content: bytes, query: str = "name=leads.csv", status: int = 201) -> Any:
        answer = self.service.call(
            "POST", f"/v1/imports?{query}", content=content, headers={"content-type": "text/csv"}
        )
        assert answer.status_code == status, answer.text
        self._fits("post", "/v1/imports", answer)
        return answer.json()

    def run(self, id: str) -> Any:
        self("POST", f"/v1/imports/{id}/run", status=202)
        self.work()
        return self("GET", f"/v1/imports/{id}")

    def work(self) -> None:
        handler = keeping.handler(self.database, lambda: {"leads": LeadRows(sample())})
        Jobs(self.database, {imports.KIND: handler}).do_what_is_due()

    def leads(self) -> int:
        return self.database.read(lambda connection: connection.scalar(select(func.count()).select_from(LEADS))) or 0


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_a_file_is_mapped_looked_at_and_imported_with_its_errors_by_row_and_column(desk: Desk) -> None:
    made = desk.upload(FILE.encode("gb18030"))
    assert (made["layout"]["encoding"], made["layout"]["separator"], made["total"]) == ("gb18030", ",", 5)
    assert made["mapping"] == {
        "name": "姓名",
        "company": "公司名称",
        "phone": "手机号",
        "email": "邮箱",
        "notes": "备注",
    }
    path = f"/v1/imports/{made['id']}"
    rows = desk("GET", f"{path}/preview?rows=3")["rows"]
    assert (rows[0]["becomes"]["phone"], rows[0]["errors"], rows[0]["before"]) == ("+8613800138000", [], False)
    assert [(each["row"], each["column"], each["code"]) for each in rows[2]["errors"]] == [(4, "手机号", "phone")]
    assert desk.leads() == 0
    done = desk.run(made["id"])
    assert (done["state"], done["position"], done["created"], done["failed"]) == ("done", 5, 2, 3)
    errors = desk("GET", f"{path}/errors")["items"]
    assert [(each["row"], each["column"], each["code"]) for each in errors] == [
        (3, None, "nameless"),
        (4, "手机号", "phone"),
        (5, "邮箱", "email"),
    ]
    assert errors[1]["text"]["zh"] != errors[1]["text"]["en"]
    lead = desk("GET", "/v1/leads?phone=13800138000")["items"][0]
    assert (lead["source"], lead["provenance"]["phone"]["source"], lead["provenance"]["phone"]["detail"][:9]) == (
        "import",
        "import",
        "leads.csv",
    )
    told = desk.service.get("/v1/events?kind=import.done").json()["items"]
    assert [each["content"]["created"] for each in told] == [2]


@ON_ONE
def test_errors_as_csv_have_both_languages_and_no_formulas(desk: Desk) -> None:
    made = desk.upload("姓名,手机号\nA,=1+1\n".encode())
    desk.run(made["id"])
    answer = desk.service.get(f"/v1/imports/{made['id']}/errors.csv")
    heads, line = answer.content.decode("utf-8-sig").splitlines()
    assert heads == "row,column,field,code,zh,en"
    assert line.startswith("2,手机号,phone,phone,")
    assert "attachment" in answer.headers["content-disposition"]


def test_the_same_file_again_changes_nothing_and_an_external_id_is_the_same_lead(desk: Desk) -> None:
    file = "编号,姓名,手机号\nE1,林怡,13800138000\nE2,Bo,\n".encode()
    assert desk.run(desk.upload(file)["id"])["created"] == 2
    again = desk.run(desk.upload(file)["id"])
    assert (again["created"], again["changed"], again["same"]) == (0, 0, 2)
    other = "编号,姓名,手机号\nE2,Bo,13800138002\nE3,Ada,\nE1,林怡,13800138000\n".encode()
    later = desk.run(desk.upload(other)["id"])
    assert (later["created"], later["changed"], later["same"], desk.leads()) == (1, 1, 1, 3)
    plain = "姓名\n甲\n甲\n".encode()
    assert desk.run(desk.upload(plain)["id"])["created"] == 2
    assert desk.run(desk.upload(plain)["id"])["same"] == 2


def test_a_file_does_not_overwrite_what_a_person_wrote(desk: Desk) -> None:
    file = "编号,姓名,职务\nE1,林怡,{}\n"
    desk.run(desk.upload(file.format("Buyer").encode())["id"])
    (lead,) = desk("GET", "/v1/leads")["items"]
    desk("PATCH", f"/v1/leads/{lead['id']}", {"title": "CTO", "base": lead["version"]})
    assert desk.run(desk.upload(file.format("Chef").encode())["id"])["state"] == "done"
    (lead,) = desk("GET", "/v1/leads")["items"]
    assert (lead["title"], lead["provenance"]["title"]["offered"]["value"]) == ("CTO", "Chef")


class Killed(Exception):
    pass


@contextmanager
def dying(after: int, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """As if the process died in a batch: after so many rows of it, before its commit."""
    count, line = 0, keeping._line

    def counted(*arguments: Any) -> Any:
        nonlocal count
        count += 1
        if count > after:
            raise Killed
        return line(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "_line", counted)
        yield


def test_an_import_that_died_in_any_batch_goes_on_without_loss_or_doubles(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "BATCH", 7)
    rows = "".join(f"P{n},{'1' if n % 5 == 0 else ''}\n" for n in range(30))
    made = desk.upload(f"姓名,手机号\n{rows}".encode())
    desk("POST", f"/v1/imports/{made['id']}/run", status=202)
    positions: list[int] = []
    for after in (3, 9, 7):
        with dying(after, monkeypatch):
            desk.work()
        positions.append(desk("GET", f"/v1/imports/{made['id']}")["position"])
        all_due(desk.database)
    assert positions == [0, 7, 14]
    desk.work()
    done = desk("GET", f"/v1/imports/{made['id']}")
    assert (done["state"], done["created"], done["failed"], desk.leads()) == ("done", 24, 6, 24)
    assert len(desk("GET", f"/v1/imports/{made['id']}/errors")["items"]) == 6


@ON_ONE
def test_an_import_that_was_given_up_can_be_begun_again(desk: Desk) -> None:
    made = desk.upload("姓名\n甲\n".encode())
    desk("POST", f"/v1/imports/{made['id']}/run", status=202)
    desk.database.write(lambda connection: connection.execute(JOBS.update().values(state="failed")))
    assert desk.run(made["id"])["state"] == "done"
    assert (desk.run(made["id"])["state"], desk.leads()) == ("done", 1)


@ON_ONE
def test_columns_are_mapped_by_hand_and_a_file_is_read_otherwise(desk: Desk) -> None:
    made = desk.upload("foo;bar\n林怡;13800138000\n".encode("gb18030"))
    path = f"/v1/imports/{made['id']}"
    assert (made["mapping"], made["unmapped"]) == ({}, ["foo", "bar"])
    assert desk.refused("POST", f"{path}/run", None) == [("mapping", "/mapping")]
    desk("PATCH", path, {"mapping": {"name": "foo"}}, 428)
    wrong = {"mapping": {"nmae": "foo", "phone": "baz"}}
    told = desk("PATCH", path, wrong, 422, if_match='"1"')["errors"]
    assert [each["pointer"] for each in told] == ["/mapping/nmae", "/mapping/phone", "/mapping"][: len(told)]
    changed = desk("PATCH", path, {"mapping": {"name": "foo", "phone": "bar"}}, if_match='"1"')
    assert changed["version"] == 2
    assert desk("GET", f"{path}/preview")["rows"][0]["becomes"]["name"] == "林怡"
    done = desk.run(made["id"])
    assert done["created"] == 1
    desk("PATCH", path, {"country": "DE"}, 409, if_match=f'"{done["version"]}"')


@ON_ONE
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b'a,b\n1,"x', "open-quote"),
        (b"a\n\xff\xff", "encoding"),
        (b"PK\x03\x04", "no-workbook"),
        (b"a,b\n", "no-rows"),
    ],
)
def test_a_broken_file_leaves_nothing(desk: Desk, content: bytes, code: str) -> None:
    assert desk.upload(content, status=422)["errors"][0]["code"] == code
    assert desk("GET", "/v1/imports")["items"] == []


@ON_ONE
def test_a_file_is_bounded_and_of_a_known_kind(database: Database) -> None:
    service = caller(sample(), database=database, most_import_bytes=1_000)
    headers = {"content-type": "text/csv"}
    assert service.call("POST", "/v1/imports", content=b"a\n" * 501, headers=headers).status_code == 413
    assert (
        service.call("POST", "/v1/imports", content=b"a\nb\n", headers={"content-type": "text/html"}).status_code == 415
    )
    told = service.call("POST", "/v1/imports?kind=lead", content=b"a\nb\n", headers=headers).json()
    assert "leads" in told["detail"]


@ON_ONE
def test_who_may_not_import_does_not_and_others_do_not_see_the_file(desk: Desk) -> None:
    made = desk.upload("姓名\n甲\n".encode())
    rep = desk.service.with_key(key_of(desk.database, Role.REP))
    assert rep.get("/v1/imports").status_code == 403
    manager = desk.service.with_key(key_of(desk.database, Role.MANAGER))
    assert manager.get(f"/v1/imports/{made['id']}").status_code == 404
    assert manager.get("/v1/imports").json()["items"] == []
