"""Files of registers: read whole or refused whole, with every wrong line."""

from __future__ import annotations

import pytest

from cpq.accounts.registry import SampleRegistry, companies
from cpq.rulebook.finding import Refused

CODE = "91310115MA1K4AAA1G"
HEAD = "统一社会信用代码,企业名称,电话,人数\n"


def refused(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as raised:
        companies(text, "gs.csv")
    return [(each.code, str(each.place)) for each in raised.value.findings]


def test_a_file_with_chinese_heads_is_brought_into_form() -> None:
    found = companies(f"\ufeff{HEAD}91310115ma1k4aaa1g,上海云杉 ,021-58881234,420\n,,,\n", "gs.csv")
    assert list(found) == [CODE]
    assert (found[CODE]["name"], found[CODE]["size"], found[CODE]["phone"]["number"]) == (
        "上海云杉",
        420,
        "+862158881234",
    )


def test_everything_wrong_is_told_by_line() -> None:
    rows = f"{CODE},A,123,5\n{CODE[:-1]}X,B,,\n,C,,\n{CODE},D,,many\n{CODE},E,,1,2\n"
    assert sorted(refused(HEAD + rows), key=lambda each: each[1]) == [
        ("phone", "gs.csv:2"),
        ("credit-code-check", "gs.csv:3"),
        ("missing-value", "gs.csv:4"),
        ("bad-value", "gs.csv:5"),
        ("too-many-values", "gs.csv:6"),
    ]


def test_unknown_columns_and_broken_quotes_are_told() -> None:
    assert {code for code, _ in refused("credit_code,nmae\n")} == {"missing-column", "unknown-column"}
    assert refused(f'{HEAD}{CODE},"A\n')[0][0] == "syntax"
    assert refused("")[0][0] == "missing-column"


def test_the_sample_knows_its_own() -> None:
    assert (SampleRegistry().company(CODE) or {})["name_en"].startswith("Spruce")
    assert SampleRegistry().company("x") is None
