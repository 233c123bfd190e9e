"""Rulebooks that are sent over HTTP to break what reads them: refused with findings, in bounded time and memory, and nothing is stored."""

from __future__ import annotations

import json
import resource
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

import httpx
import pytest
import yaml

from cpq.platform.people.rights import Role
from tests.rulebooks.minimal import version, workspace, zipped
from tests.security.house import House
from tests.service.caller import Caller

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/security/hostile_rulebooks.yaml").read_text("utf-8"))
FORMULA = """
products: {{X: {{kind: sku, name: X, category: furniture, tax_class: goods, cost: 1}}}}
price_lists:
  evil:
    name: Evil
    currency: CNY
    channel: direct
    valid: {{from: 2031-01-01, to: 2031-12-31}}
    entries: {{X: {{method: formula, price: {}}}}}
"""
MEGABYTES = 1_000
ZIP = {"content-type": "application/zip"}


@pytest.fixture(scope="module")
def pricer() -> Iterator[Caller]:
    house = House(version())
    yield house.key(Role.PRICING_ADMIN)
    house.database.close()


def sent(pricer: Caller, content: bytes) -> httpx.Response:
    return pricer.call("POST", "/v1/rulebooks", content=content, headers=ZIP)


def refused(pricer: Caller, content: bytes) -> list[str]:
    """The codes of what is wrong; nothing of the inside is told, nothing kept, and no folder touched."""
    before = peak()
    answer = sent(pricer, content)
    assert answer.status_code in (400, 422), answer.text[:500]
    assert "Traceback" not in answer.text
    assert len(answer.text) < 1_000_000
    assert pricer.get("/v1/rulebooks").json()["items"] == []
    assert not Path("owned").exists()
    assert peak() - before < MEGABYTES
    return [each["code"] for each in answer.json()["errors"]]


def peak() -> float:
    """The most memory that this process has ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


def written(parts: list[Any]) -> str:
    """A text of what a case says it is made of."""
    return "".join(each if isinstance(each, str) else _bomb(each) for each in parts)


def _bomb(part: dict[str, Any]) -> str:
    match part:
        case {"times": [str() as text, int() as count]}:
            return text * count
        case {"aliases": int() as count}:
            return "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, count))
        case {"merges": int() as count}:
            return "".join(f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}], b{n}: *m{n - 1}}}\n" for n in range(1, count))
        case {"steps": int() as count}:
            return "".join(f"{' ' * n}a:\n" for n in range(count))
        case _:
            raise AssertionError(part)


def test_the_rulebook_beside_them_is_right(pricer: Caller) -> None:
    """Else everything here would be refused for what is the matter with it."""
    fine = FORMULA.format(json.dumps("cost * 2"))
    for content in (zipped(workspace()), zipped(workspace(**{"rules/evil.yaml": fine.encode()}), ZIP_STORED)):
        checked = pricer.call("POST", "/v1/rulebooks?check_only=true", content=content, headers=ZIP)
        assert checked.json()["fine"], checked.text


@pytest.mark.parametrize("case", CASES["yaml"], ids=lambda case: case["name"])
def test_yaml(pricer: Caller, case: dict[str, Any]) -> None:
    content = written(case["text"]).encode("utf-8", "surrogatepass")
    codes = refused(pricer, zipped(workspace(**{"rules/evil.yaml": content}), ZIP_STORED))
    assert case["error"] in codes


@pytest.mark.parametrize("case", CASES["formulas"], ids=lambda case: case["name"])
def test_a_formula(pricer: Caller, case: dict[str, Any]) -> None:
    formula = case["write"] * case.get("times", 1) + ("1" if case.get("times") else "")
    content = FORMULA.format(json.dumps(formula)).encode()
    codes = refused(pricer, zipped(workspace(**{"rules/evil.yaml": content}), ZIP_STORED))
    assert [each for each in codes if each.startswith(case["error"])]


@pytest.mark.parametrize(
    "name",
    ["../evil.yaml", "rules/../../evil.yaml", "/etc/evil.yaml", "C:/evil.yaml", "rules\\..\\..\\evil.yaml", "rules/\u202eevil.yaml"],
)  # fmt: skip
def test_a_name_that_leads_out(pricer: Caller, name: str) -> None:
    codes = refused(pricer, zipped({**workspace(), name: b"x"}))
    assert codes == ["archive-name"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_what_is_no_plain_file(pricer: Caller, kind: int) -> None:
    evil = ZipInfo("rules/evil.yaml")
    evil.external_attr, evil.compress_type = (kind | 0o777) << 16, ZIP_DEFLATED
    assert refused(pricer, zipped(cast("Any", {**workspace(), evil: b"/etc/passwd"})))


def test_a_bomb_of_zeros(pricer: Caller) -> None:
    assert refused(pricer, zipped(workspace(**{"rules/x.csv": b"0" * 50_000_000}))) == ["archive-ratio"]


def test_an_archive_in_an_archive_is_not_unpacked(pricer: Caller) -> None:
    inner = zipped(workspace())
    assert refused(pricer, zipped({"rules/inner.zip": inner}))


def test_more_files_than_are_read(pricer: Caller) -> None:
    many: dict[str, bytes | str] = {f"rules/{number}.yaml": b"" for number in range(5_000)}
    assert refused(pricer, zipped({**workspace(), **many})) == ["archive-too-large"]


def test_a_file_that_a_rule_names_is_in_the_archive_or_nowhere(pricer: Caller, tmp_path: Path) -> None:
    """Tables of prices are named by rules: none of the machine is read."""
    outside = tmp_path / "all.prices.csv"
    outside.write_text("item,price\nDESK-120,1.23\n", "utf-8")
    for name in (str(outside), f"../../../../../../{outside}", outside.as_uri(), "/etc/passwd"):
        table = (
            f"price_lists: {{T: {{name: T, currency: CNY, channel: direct, table: {json.dumps(name)}, entries: {{}}}}}}"
        )
        answer = sent(pricer, zipped(workspace(**{"rules/evil.yaml": table.encode()})))
        assert answer.status_code == 422, answer.text
        assert "no-table" in {each["code"] for each in answer.json()["errors"]}
        assert "1.23" not in answer.text
        assert "root:" not in answer.text
