"""The examples as workspaces: they check without a word, their worked cases hold, their requests are quoted."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_commands import cpq
from tests.literature.spaces import EXAMPLES

WORKSPACES = sorted(path.parent.name for path in EXAMPLES.glob("*/rules") if path.parent.name != "minimal")
REFUSED = {"clash.yaml", "too-dear.yaml"}
"""Requests that show what is refused."""


@pytest.mark.parametrize("name", [name for name in WORKSPACES if name != "box"])
def test_an_example_checks_and_its_requests_are_quoted(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CPQ_COMPILE_SECONDS", "0.5")  # three are not compiled within ten either
    workspace = EXAMPLES / name
    checked = json.loads(cpq("check", "--json", "--workspace", str(workspace)).stdout)
    assert [finding for finding in checked["findings"] if finding["severity"] == "error"] == []
    for request in sorted(workspace.glob("requests/*.yaml")):
        quoted = cpq("quote", str(request), "--json", "--workspace", str(workspace))
        assert (quoted.returncode == 0) is (request.name not in REFUSED), quoted.stdout + quoted.stderr


def test_the_bill_of_a_bus_follows_its_configuration():
    """40 DeLuxe seats of 40 W and two players of 50 W take 1700 W, and four fuses."""
    workspace = EXAMPLES / "olympic-bus"
    answered = cpq("bom", str(workspace / "requests" / "tour.yaml"), "--json", "--workspace", str(workspace))
    (line,) = json.loads(answered.stdout)["lines"]
    assert line["totals"] == {"power": "1700", "displays": "40"}
    assert {code: line["needed"][code] for code in ("FUSE", "LAMP", "LCD")} == {"FUSE": "4", "LAMP": "40", "LCD": "40"}


def test_what_is_not_on_offer_is_not_shown():
    workspace = str(EXAMPLES / "tshirt")
    answered = cpq("configure", "TSHIRT", "--json", "--workspace", workspace)
    whole = json.loads(answered.stdout)["whole"]
    assert all(each["why"] is None for each in (*whole["groups"].values(), *whole["inputs"].values()))


def test_a_bill_says_what_it_does_not_find():
    answered = cpq("bom", "BUSS", "--lang", "en", "--workspace", str(EXAMPLES / "olympic-bus"))
    assert answered.returncode == 1
    assert 'there is no product with the code "BUSS" — did you mean "BUS"?; nor is there such a file' in answered.stderr
