"""What is sent to merge records and to decide about likely duplicates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cpq.platform.pages import PageQuery
from cpq.platform.people.model import Reference
from cpq.platform.records.choosing import Side
from cpq.rulebook.model import Strict

FieldName = Annotated[str, StringConstraints(min_length=1, max_length=60)]
DuplicateState = Literal["open", "same", "different"]


class MergeGiven(Strict):
    """Two records for one thing, and which of them stands.

    合并两条记录，及保留哪一条。
    """

    survivor: Reference
    """The id of the record that stands. / 保留的记录。"""
    merged: Reference
    """The id of the record that becomes part of it. / 并入的记录。"""
    fields: Annotated[Mapping[FieldName, Side], Field(max_length=100)] | None = None
    """Field → whose value stands; of those that are not written what a person confirmed, else the newer, else what there is.

    / 字段 → 取哪条记录的值；未写的字段：人工确认的优先，其次较新的，空值让位。"""
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """Why. / 原因。"""


class MergeQuery(PageQuery):
    """Which merges, page by page.

    查询合并记录，逐页列出。
    """

    record: Reference | None = None
    """Of which record, on either side. / 涉及的记录。"""


class DuplicateChanged(Strict):
    """What somebody decided about two records that may be one.

    对疑似重复的判断。
    """

    state: Literal["open", "different"]
    """`different` is not asked about again; a merge makes it `same`. / different 不再提示；合并即为 same。"""


class DuplicateQuery(PageQuery):
    """Which pairs of records that may be one, page by page.

    查询疑似重复，逐页列出。
    """

    state: DuplicateState | None = None
    """In which state. / 状态。"""
    kind: FieldName | None = None
    """Of which kind of record: lead, contact, account. / 记录种类：lead、contact、account。"""
    verdict: Literal["same", "review"] | None = None
    """How likely. / 判断：same 基本确定，review 待核对。"""
    record: Reference | None = None
    """With which record. / 涉及的记录。"""
