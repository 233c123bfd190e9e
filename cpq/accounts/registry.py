"""Registers of companies (工商信息): what they say of a company by its credit code."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from cpq.accounts.cleaned import account_values
from cpq.accounts.given import AccountGiven
from cpq.rulebook.finding import Finding, Refused, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

Fields = Mapping[str, Any]
"""Clean values of fields of an account."""

FIELDS = ("credit_code", "name", "name_en", "kind", "industry", "size", "region", "address", "website", "phone")
"""What a register may say; the columns of its files."""
_HEADS = {
    "统一社会信用代码": "credit_code",
    "企业名称": "name",
    "英文名称": "name_en",
    "类型": "kind",
    "行业": "industry",
    "人数": "size",
    "地区": "region",
    "地址": "address",
    "网址": "website",
    "电话": "phone",
}
MOST_ROWS = 1_000_000
_LONGEST = 2_000


class CompanyRegistry(Protocol):
    """A register: a commercial service, a file that was imported, the embedded sample."""

    @property
    def name(self) -> str:
        """As the origin of a value has it."""
        ...

    @property
    def confidence(self) -> int:
        """How far it is believed, from 0 to 100."""
        ...

    def company(self, credit_code: str) -> Fields | None:
        """What it says of a company, clean; None where it does not know it."""
        ...


class SampleRegistry:
    """A few made-up companies that come with the program."""

    name = "sample"
    confidence = 50

    def company(self, credit_code: str) -> Fields | None:
        return _sample().get(credit_code)


@cache
def _sample() -> Mapping[str, Fields]:
    file = Path(__file__).with_name("sample_companies.csv")
    return companies(file.read_text("utf-8"), file.name)


def companies(text: str, file: str) -> dict[str, Fields]:
    """Credit code → fields, from CSV with a row of heads. Raises `Refused` with every row that is wrong, by line; then none is taken."""
    rows = csv.reader(StringIO(text.removeprefix("\ufeff")), strict=True)
    found: dict[str, Fields] = {}
    refused: list[Finding] = []
    no_row: list[str] = []
    try:
        heads = _heads(next(rows, no_row), file)
        for row in rows:
            place = Place(file, rows.line_num)
            values = _company(dict(zip(heads, row, strict=False)), len(row) - len(heads), place, refused)
            if values is not None:
                found[values["credit_code"]] = values
            if rows.line_num > MOST_ROWS:
                refused.append(
                    Finding(
                        "too-many-rows", place, Text(zh="行数过多，请分成几个文件", en="too many rows; split the file")
                    )
                )
                break
    except csv.Error as error:
        broken = Text(
            zh=f"CSV 无法读取：{error}；请检查引号", en=f"the CSV cannot be read: {error}; look at its quotes"
        )
        refused.append(Finding("syntax", Place(file, rows.line_num), broken))
    if refused:
        raise Refused(refused)
    return found


def _heads(row: list[str], file: str) -> list[str]:
    heads = [_HEADS.get(each.strip(), each.strip()) for each in row]
    refused = list(_wrong_heads(heads, Place(file, 1)))
    if refused:
        raise Refused(refused)
    return heads


def _wrong_heads(heads: list[str], place: Place) -> Iterator[Finding]:
    for each in heads:
        if each not in FIELDS:
            near, known = did_you_mean(each, [*FIELDS, *_HEADS]), "、".join(_HEADS)
            en = f'there is no column "{each[:40]}"{near.en}; known are {", ".join(FIELDS)}'
            yield Finding("unknown-column", place, Text(zh=f"没有列“{each[:40]}”{near.zh}；可用：{known}", en=en))
    if "credit_code" not in heads or "name" not in heads:
        text = Text(zh="须有“统一社会信用代码”和“企业名称”两列", en="the columns credit_code and name are needed")
        yield Finding("missing-column", place, text)
    if len(set(heads)) < len(heads):
        yield Finding("duplicate-column", place, Text(zh="有两列同名", en="two columns have the same name"))


def _company(row: dict[str, str], more: int, place: Place, refused: list[Finding]) -> Fields | None:
    """The clean fields of a row; what is wrong with it is added to what is refused."""
    given: dict[str, Any] = {name: value.strip()[:_LONGEST] for name, value in row.items() if value.strip()}
    if more > 0:
        refused.append(
            Finding("too-many-values", place, Text(zh="值比列多", en="the row has more values than columns"))
        )
        return None
    if not given:
        return None
    if "credit_code" not in given:
        refused.append(Finding("missing-value", place, Text(zh="缺统一社会信用代码", en="the credit code is missing")))
        return None
    if given.get("size", "").isdecimal():
        given["size"] = int(given["size"])
    try:
        return account_values(AccountGiven(**given), lambda *_: place)
    except ValidationError as error:
        refused += [_invalid(each["loc"], each["msg"], place) for each in error.errors()]
    except Refused as unclean:
        refused += unclean.findings
    return None


def _invalid(loc: tuple[int | str, ...], message: str, place: Place) -> Finding:
    name = ".".join(map(str, loc))
    return Finding("bad-value", place, Text(zh=f"{name}：{message}", en=f"{name}: {message}"))
