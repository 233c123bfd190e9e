"""What is sent of activities and tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from cpq.platform.moments import Moment
from cpq.platform.pages import PageQuery
from cpq.platform.people.model import Reference
from cpq.rulebook.fields import NotNegative, Number
from cpq.rulebook.model import Strict

ActivityKind = Literal["call", "visit", "mail", "note", "meeting"]
Direction = Literal["in", "out"]
Priority = Literal["low", "normal", "high"]
TaskState = Literal["open", "done", "cancelled"]
Short = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$", max_length=200)]
Long = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Minutes = Annotated[int, Field(ge=0, le=10_080)]
Base = Annotated[int, Field(ge=1, le=1_000_000_000)]


class PlaceGiven(Strict):
    """Where something was: as the phone measured it (WGS 84), as people say it, or both.

    地点：手机定位（WGS 84）、地址，或两者都写。
    """

    latitude: Annotated[Number, Field(ge=-90, le=90, decimal_places=7)] | None = None
    """Degrees north, at most 7 decimals, which is a centimetre. / 纬度，至多 7 位小数。"""
    longitude: Annotated[Number, Field(ge=-180, le=180, decimal_places=7)] | None = None
    """Degrees east. / 经度。"""
    accuracy: Annotated[NotNegative, Field(le=100_000, decimal_places=1)] | None = None
    """How far off the phone may be, in metres. / 定位误差（米）。"""
    address: Short | None = None
    """As people say it. / 地址。"""


class AttendeeGiven(Strict):
    """Somebody who was there.

    与会者。
    """

    name: Short
    """Their name. / 姓名。"""
    record: Reference | None = None
    """The contact or user that they are. / 对应的联系人或用户。"""


Attendees = Annotated[Sequence[AttendeeGiven], Field(max_length=100)]
Subjects = Annotated[Sequence[Reference], Field(max_length=20)]


class ActivityGiven(Strict):
    """Something that was done with a customer: a call, a visit, a mail, a meeting, or a note.

    与客户的一次往来：电话、拜访、邮件、会议或备注。
    """

    kind: ActivityKind
    """call, visit, mail, note or meeting. / 电话、拜访、邮件、备注或会议。"""
    subjects: Annotated[Subjects, Field(min_length=1)]
    """The records that it is about: leads, accounts, contacts, opportunities, quotes, orders, invoices. / 所涉对象的编号。"""
    occurred_at: Moment
    """When it began. / 开始时刻。"""
    direction: Direction | None = None
    """Of a call or mail: in from the customer, or out to them. / 来电来信为 in，去电去信为 out。"""
    minutes: Minutes | None = None
    """How long it took. / 时长（分钟）。"""
    title: Short | None = None
    """What it was about, in a line. / 主题。"""
    text: Long | None = None
    """What was said. / 内容。"""
    outcome: Short | None = None
    """What came of it. / 结果。"""
    place: PlaceGiven | None = None
    """Where, of a visit or meeting. / 拜访或会议的地点。"""
    attendees: Attendees | None = None
    """Who was there, of a visit or meeting. / 拜访或会议的参加者。"""


class ActivityChanged(Strict):
    """What changes of an activity; what is not written stays, null takes it away.

    修改往来记录；未写的不变，null 表示清除。
    """

    base: Base | None = None
    """The version that was read: then only the same field that somebody else changed meanwhile is a conflict. / 读取时的版本：仅同一字段被他人改过才算冲突。"""
    occurred_at: Moment | None = None
    """When it began. / 开始时刻。"""
    direction: Direction | None = None
    """in or out. / 来或去。"""
    minutes: Minutes | None = None
    """How long it took. / 时长（分钟）。"""
    title: Short | None = None
    """What it was about. / 主题。"""
    text: Long | None = None
    """What was said. / 内容。"""
    outcome: Short | None = None
    """What came of it. / 结果。"""
    place: PlaceGiven | None = None
    """Where. / 地点。"""
    attendees: Attendees | None = None
    """Who was there. / 参加者。"""


class TaskGiven(Strict):
    """Something that is to be done.

    待办任务。
    """

    title: Short
    """What, in a line. / 要做什么。"""
    note: Long | None = None
    """More about it. / 说明。"""
    subjects: Subjects = ()
    """The records that it is about. / 所涉对象的编号。"""
    due_at: Moment | None = None
    """Until when. / 截止时刻。"""
    remind_at: Moment | None = None
    """When the event `task.due` tells of it; not written: when it is due. / 提醒时刻（事件 task.due）；不写则在截止时。"""
    priority: Priority = "normal"
    """low, normal or high. / 优先级。"""
    assignee: Reference | None = None
    """The user who is to do it; not written: whoever makes it. / 由哪位用户办理；不写则为自己。"""


class TaskChanged(Strict):
    """What changes of a task; what is not written stays, null takes it away.

    修改任务；未写的不变，null 表示清除。
    """

    base: Base | None = None
    """The version that was read: then only the same field that somebody else changed meanwhile is a conflict. / 读取时的版本：仅同一字段被他人改过才算冲突。"""
    title: Short | None = None
    """What, in a line. / 要做什么。"""
    note: Long | None = None
    """More about it. / 说明。"""
    due_at: Moment | None = None
    """Until when. / 截止时刻。"""
    remind_at: Moment | None = None
    """When to remind of it. / 提醒时刻。"""
    priority: Priority | None = None
    """low, normal or high. / 优先级。"""
    assignee: Reference | None = None
    """The user who is to do it. / 由哪位用户办理。"""
    state: TaskState | None = None
    """open, done or cancelled. / 未完成、已完成或已取消。"""
    outcome: Short | None = None
    """What came of it. / 结果。"""


class DraftedEdit(Strict):
    """Fields of a record that somebody changed out of reach.

    离线修改的记录字段。
    """

    record: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    """The record's id, or the id of the draft that made it. / 记录编号，或新建它的草稿编号。"""
    base: Base
    """The version that the phone had read; 1 of what a draft made. / 手机读到的版本；草稿新建的为 1。"""
    fields: Annotated[Mapping[str, Any], Field(min_length=1, max_length=50)]
    """Field → value, as in a PATCH of the record. / 字段与新值，写法同 PATCH。"""


class DraftGiven(Strict):
    """One thing that was made or changed on a phone; exactly one of activity, task and edit.

    手机上新建或修改的一项；activity、task、edit 三者写一个。
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$", max_length=64)]
    """The phone's own name for it, which never names anything else. / 手机生成的编号，不得重复使用。"""
    activity: ActivityGiven | None = None
    """A new activity. / 新的往来记录。"""
    task: TaskGiven | None = None
    """A new task. / 新任务。"""
    edit: DraftedEdit | None = None
    """A changed record. / 对记录的修改。"""


class ActivityQuery(PageQuery):
    """Which activities, page by page.

    查询往来记录，逐页列出。
    """

    subject: Reference | None = None
    """About which record. / 所涉对象。"""
    kind: ActivityKind | None = None
    """Of which kind. / 类型。"""
    owner: Reference | None = None
    """Whose. / 归属人。"""


class TaskQuery(PageQuery):
    """Which tasks, page by page.

    查询任务，逐页列出。
    """

    subject: Reference | None = None
    """About which record. / 所涉对象。"""
    state: TaskState | None = None
    """In which state. / 状态。"""
    assignee: Reference | None = None
    """Whose. / 办理人。"""
    priority: Priority | None = None
    """Of which priority. / 优先级。"""
    due_before: Moment | None = None
    """Due before a moment. / 截止早于此刻。"""


class TimelineQuery(PageQuery):
    """What happened with a record, page by page.

    一个对象的时间线，逐页列出。
    """

    subject: Reference
    """The record. / 对象编号。"""
