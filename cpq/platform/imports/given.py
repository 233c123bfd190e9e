"""What is sent about imports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cpq.platform.pages import PageQuery
from cpq.rulebook.model import Strict

Encoding = Literal["utf-8-sig", "gb18030", "utf-16", "big5", "latin-1"]
Separator = Literal[",", ";", "\t", "|", "，"]
Head = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]


class UploadQuery(Strict):
    """What the file is.

    上传的文件。
    """

    kind: Annotated[str, StringConstraints(pattern="^[a-z_]{1,40}$")] = "leads"
    """What its rows become. / 导入为何种记录。"""
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = "import.csv"
    """The name of the file. / 文件名。"""
    encoding: Encoding | None = None
    """Of CSV; not written: as it is found. / CSV 的编码；不写则自动识别。"""
    separator: Separator | None = None
    """Of CSV; not written: as it is found. / CSV 的分隔符；不写则自动识别。"""
    sheet: Head | None = None
    """The sheet of a workbook; not written: the first. / 工作表；不写则为第一张。"""
    country: Country = "CN"
    """Where numbers without a country code are. / 不带国家代码的电话所在国家。"""


class ImportChanged(Strict):
    """How the file is read after all; what is not written stays.

    修改导入设置；未写的不变。
    """

    mapping: Annotated[Mapping[str, Head], Field(max_length=200)] | None = None
    """Field → the head of its column. / 字段 → 列名。"""
    country: Country | None = None
    """Where numbers without a country code are. / 不带国家代码的电话所在国家。"""
    encoding: Encoding | None = None
    """Of CSV. / CSV 的编码。"""
    separator: Separator | None = None
    """Of CSV. / CSV 的分隔符。"""
    sheet: Head | None = None
    """The sheet of a workbook. / 工作表。"""


class ImportQuery(PageQuery):
    """Which imports, page by page.

    查询导入，逐页列出。
    """

    kind: Annotated[str, StringConstraints(pattern="^[a-z_]{1,40}$")] | None = None
    """Of which kind. / 种类。"""


class PreviewQuery(Strict):
    """How many rows are looked at.

    预览行数。
    """

    rows: Annotated[int, Field(ge=1, le=100)] = 10
    """How many. / 行数。"""
    after: Annotated[int, Field(ge=0, le=200_000)] = 0
    """After how many. / 跳过前几行。"""
