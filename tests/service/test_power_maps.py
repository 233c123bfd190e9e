"""Power maps and plans over HTTP, on both kinds of database: data, history, pictures, and progress by the map."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.service.conftest import ON_ONE
from tests.service.people import Desk

HOSTILE = '<script>alert("林")</script>'


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


class Spruce:
    """An account with two people and a map of both."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.account = desk, desk.account("Spruce")
        self.boss, self.other = self.contact("周国强"), self.contact(HOSTILE)
        members = [self.member(self.boss, role="decision_maker"), self.member(self.other, role="user")]
        edges = [{"source": self.other, "target": self.boss, "kind": "reports_to"}]
        body = {"account": self.account, "name": "Core", "members": members, "edges": edges}
        self.map = desk("POST", "/v1/power-maps", body, 201)
        self.path = f"/v1/power-maps/{self.map['id']}"

    def contact(self, name: str) -> str:
        return self.desk("POST", "/v1/contacts", {"name": name, "account": self.account}, 201)["id"]

    def member(self, contact: str, **given: str) -> dict[str, str]:
        return {"contact": contact, **given}


def test_a_map_is_kept_with_its_history(desk: Desk) -> None:
    spruce = Spruce(desk)
    before = desk("GET", spruce.path)
    assert [(each["name"], each["role"], each["coverage"]) for each in before["members"]] == [
        ("周国强", "decision_maker", "unknown"),
        (HOSTILE, "user", "unknown"),
    ]
    members = [spruce.member(spruce.boss, role="approver", support="enemy", coverage="in_depth")]
    after = desk("PATCH", spruce.path, {"base": 1, "members": members, "edges": []})
    assert ([each["role"] for each in after["members"]], after["version"]) == (["approver"], 2)
    assert [each["version"] for each in after["versions"]] == [1, 2]
    known_at = before["versions"][0]["known_at"]
    then = desk("GET", f"{spruce.path}?known_at={known_at}")
    assert (then["members"], then["edges"]) == (before["members"], before["edges"])
    desk("GET", f"{spruce.path}?known_at=2020-01-01T00:00:00Z", status=404)
    (listed,) = desk("GET", f"/v1/power-maps?account={spruce.account}")["items"]
    assert (listed["members"], listed["edges"]) == (1, 0)


@ON_ONE
def test_what_does_not_fit_a_map_is_refused_where_it_stands(desk: Desk) -> None:
    spruce = Spruce(desk)
    a, b, stranger = spruce.boss, spruce.other, "con_" + "0" * 26
    members = [spruce.member(a), spruce.member(b), spruce.member(a), spruce.member(stranger)]
    edges = [
        {"source": a, "target": b, "kind": "reports_to"},
        {"source": b, "target": a, "kind": "reports_to"},
        {"source": b, "target": a, "kind": "conflict"},
        {"source": a, "target": b, "kind": "conflict"},
        {"source": a, "target": a, "kind": "influence"},
        {"source": a, "target": "con_" + "1" * 26, "kind": "influence"},
    ]
    assert sorted(desk.refused("PATCH", spruce.path, {"base": 1, "members": members, "edges": edges})) == [
        ("cycle", "/edges/1"),
        ("cycle", "/edges/4"),
        ("duplicate-edge", "/edges/3"),
        ("duplicate-member", "/members/2"),
        ("unknown-contact", "/members/3/contact"),
        ("unknown-member", "/edges/5"),
    ]


@ON_ONE
def test_the_picture_is_well_formed_says_everything_in_words_and_runs_nothing(desk: Desk) -> None:
    spruce = Spruce(desk)
    drawn = desk("GET", f"{spruce.path}/picture?locale=zh")
    root = ET.fromstring(drawn)
    words = {each.tag.rpartition("}")[2]: each.text or "" for each in root}
    assert words["title"] == "权力地图：Core"
    assert f"{HOSTILE}向周国强汇报" in words["desc"]
    assert "周国强，决策者，接触未知" in words["desc"]
    assert "script" not in {each.tag.rpartition("}")[2] for each in root.iter()}
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on") or "href" in name]
    assert desk("GET", f"{spruce.path}/picture?locale=zh") == drawn
    assert "Decision maker" in desk("GET", f"{spruce.path}/picture?locale=en")


@ON_ONE
def test_a_map_and_a_plan_are_seen_by_those_who_see_the_account(desk: Desk) -> None:
    ann, bob = desk.user(Role.REP), desk.user(Role.REP)
    spruce = Spruce(ann)
    bob("GET", spruce.path, status=404)
    bob("GET", f"{spruce.path}/picture", status=404)
    plan = {"account": spruce.account, "name": "2027", "start": "2027-01-01", "end": "2027-12-31"}
    assert bob.refused("POST", "/v1/plans", plan) == [("unknown-account", "/account")]
    made = ann("POST", "/v1/plans", plan, 201)
    bob("GET", f"/v1/plans/{made['id']}", status=404)
    assert bob("GET", "/v1/plans")["items"] == []


def test_the_progress_of_a_plan_follows_the_map(desk: Desk) -> None:
    spruce = Spruce(desk)
    body: dict[str, Any] = {
        "account": spruce.account,
        "map": spruce.map["id"],
        "name": "2026",
        "start": "2026-01-01",
        "end": "2026-12-31",
        "objectives": [{"text": "Frame", "due": "2026-02-01"}, {"text": "B", "reached": "2026-01-05"}],
        "actions": [{"text": "Visit", "owner": "usr_x", "due": "2099-01-01"}],
        "coverage": [
            {"role": "decision_maker", "coverage": "multiple", "by": "2099-01-01"},
            {"role": "approver", "coverage": "brief", "by": "2026-02-01"},
        ],
    }
    made = desk("POST", "/v1/plans", body, 201)
    path = f"/v1/plans/{made['id']}"
    progress = made["progress"]
    counted = ("objectives", "objectives_reached", "objectives_overdue", "actions_done", "goals", "goals_met")
    assert [progress[each] for each in counted] == [2, 1, 1, 0, 2, 0]
    assert [(each["members"], each["covered"], each["state"]) for each in progress["coverage"]] == [
        (1, 0, "open"),
        (0, 0, "overdue"),
    ]
    members = [spruce.member(spruce.boss, role="decision_maker", coverage="in_depth")]
    desk("PATCH", spruce.path, {"base": 1, "members": members, "edges": []})
    assert desk("GET", path)["progress"]["coverage"][0]["state"] == "done"
    desk("PATCH", path, {"base": 1, "end": "2025-01-01"}, 422)
    wrong = {**body, "map": "map_" + "0" * 26}
    assert desk.refused("POST", "/v1/plans", wrong) == [("unknown-power-map", "/map")]
    assert [each["id"] for each in desk("GET", f"/v1/plans?account={spruce.account}")["items"]] == [made["id"]]
