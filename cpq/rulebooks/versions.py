"""Stored versions and their activations, as they come in and go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from cpq.platform.moments import Moment
from cpq.rulebook.model import Strict

Version = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Note = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$", max_length=500)]


class UploadQuery(Strict):
    """How an archive is taken in.

    上传规则的选项。
    """

    check_only: bool = False
    """Says what is wrong and stores nothing. / 只检查，不保存。"""
    note: Note | None = None
    """What is new in it. / 说明。"""


class ActivationGiven(Strict):
    """A version that is to be in force from a moment on; an earlier one again rolls back.

    从某一时刻起启用一个版本；启用旧版本即为回退。
    """

    version: Version
    """The version, 64 hexadecimal digits. / 规则版本，64 位十六进制数。"""
    templates: Version | None = None
    """The templates; those that the version came with last where there are none. / 模板版本；不写则为该版本最近上传时的模板。"""
    at: Moment | None = None
    """From when on, with its zone: 2027-01-01T00:00:00+08:00; at once where there is none. / 起始时刻，须带时区；不写则立即。"""
    note: Note | None = None
    """Why. / 说明。"""


@dataclass(frozen=True, slots=True)
class RulebookVersion:
    """A stored version; `templates` are those that it came with last, `size` the bytes of its rules."""

    version: str
    templates: str | None
    files: int
    entries: int
    size: int
    note: str | None
    stored_by: str
    created_at: datetime


State = Literal["ended", "in_force", "to_come", "cancelled"]


@dataclass(frozen=True, slots=True)
class Activation:
    """From when on a version is in force, and by whom. `origin` is workspace where the service took over its own folder at a start."""

    id: str
    version: str
    templates: str | None
    starts_at: datetime
    state: State
    origin: Literal["api", "workspace"]
    note: str | None
    created_by: str
    created_at: datetime
    cancelled_at: datetime | None
    cancelled_by: str | None
