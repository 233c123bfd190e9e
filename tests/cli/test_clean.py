"""`cpq clean`: one form for what people type, and why something has none."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_commands import cpq


def test_a_value_in_its_form_for_people_and_for_machines() -> None:
    assert "e164: +8651255500188\n" in cpq("clean", "phone", "（0512）5550 0188 转 801").stdout
    told = json.loads(cpq("clean", "company", "云杉信息技術（上海）有限公司", "--json").stdout)
    assert (told["core"], told["trade"], told["places"], told["form"]) == ("云杉", "信息技术", ["上海"], "有限公司")


@pytest.mark.parametrize(
    ("what", "typed", "proposed"),
    [("credit-code", "913205009021005734", "913205009021005374"), ("email", "a@163，com", "a@163.com")],
)
def test_what_has_no_form_ends_with_a_finding_that_says_what_was_meant(what: str, typed: str, proposed: str) -> None:
    done = cpq("clean", what, typed)
    assert (done.returncode, done.stdout) == (1, "")
    assert proposed in done.stderr
