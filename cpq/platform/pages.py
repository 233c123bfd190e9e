"""Lists page by page: after the last row that was seen, never by counting rows off."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Column, Connection, RowMapping, Select

from cpq.platform.kinds_of_problems import INVALID
from cpq.platform.problems import Problem, ProblemError
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text


class PageQuery(Strict):
    """Which page of a list.

    列表的哪一页。
    """

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    """How many at most. / 最多几项。"""
    cursor: Annotated[str, Field(max_length=200)] | None = None
    """Where the page before ended: its `next`. / 上一页的 next。"""


@dataclass(frozen=True, slots=True)
class Rows:
    """A page, and the cursor of the one after it; None where it is the last."""

    rows: Sequence[RowMapping]
    next: str | None


def page(
    connection: Connection, query: Select[Any], key: Column[Any], asked: PageQuery, *, newest_first: bool = True
) -> Rows:
    """The rows of a page in the order of a key that no two rows share."""
    if asked.cursor is not None:
        last = _last(asked.cursor, key)
        query = query.where(key < last if newest_first else key > last)
    ordered = query.order_by(key.desc() if newest_first else key.asc()).limit(asked.limit + 1)
    rows = connection.execute(ordered).mappings().all()
    more = len(rows) > asked.limit
    rows = rows[: asked.limit]
    return Rows(rows, _cursor(rows[-1][key.name]) if more else None)


def cursor_after(name: str) -> str:
    """The cursor after a name, of a list that no query makes."""
    return _cursor(name)


def last_of(cursor: str) -> str:
    """The name that a cursor says. Raises a 422 problem for one that is none."""
    return _said(cursor, _CODE)


def _cursor(value: object) -> str:
    return base64.urlsafe_b64encode(str(value).encode()).decode().rstrip("=")


def _last(cursor: str, key: Column[Any]) -> object:
    """The key that a cursor says. Raises a 422 problem for one that is of no key: clients send what they like."""
    whole = key.type.python_type is int
    said = _said(cursor, _NUMBER if whole else _NAME)
    return int(said) if whole else said


def _said(cursor: str, form: re.Pattern[str]) -> str:
    try:
        said = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        said = ""
    if not form.fullmatch(said):
        text = Text(zh="cursor 须为上一页的 next", en="`cursor` is the `next` of the page before")
        raise Problem(INVALID, text, [ProblemError("bad-cursor", text, parameter="cursor")])
    return said


_NAME = re.compile(r"[0-9A-Za-z_-]+")
_CODE = re.compile(r"[0-9A-Za-z._-]+")
_NUMBER = re.compile(r"[0-9]{1,18}")
"""What every database holds as a number."""
