"""Telephone numbers of others' records: enough of them to tell two apart, and not enough to call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Right
from cpq.quote_json import Json

HIDDEN = "****"
_NUMBER = re.compile(r"\+?\d[\d \-()]{5,}\d")
"""A number as people write it, inside any text: seven digits or more."""


def sees_phones(caller: Caller, row: RowMapping | Mapping[str, Any], *, writes: bool = False) -> bool:
    """Whether the numbers of a record are whole for the caller: who may write it, or has the right `phones`; others see them `masked`.

    `row` has the record's `owner` and `team`; `writes` says that it was shared with the caller to write.
    """
    if Right.PHONES in caller.rights:
        return True
    return Right.SALES_WRITE in caller.rights and (writes or caller.sees(row["owner"], row["team"]))


def masked(phone: str) -> str:
    """`+86138****8000`: the four digits before the last four are hidden; of a short number all but the last two."""
    digits = [index for index, each in enumerate(phone) if each.isdigit()]
    if len(digits) < 9:
        return HIDDEN + "".join(phone[index] for index in digits[-2:])
    return phone[: digits[-8]] + HIDDEN + phone[digits[-4] :]


def hidden(field: str, value: Json) -> Json:
    """What is told of a field that has numbers, whatever its form: each number in part, an extension not at all."""
    return None if field.endswith("extension") else masked_inside(value)


def masked_inside(value: Json) -> Json:
    """A document with every number in it in part."""
    match value:
        case str():
            return _NUMBER.sub(lambda found: masked(found[0]), value)
        case list():
            return [masked_inside(each) for each in value]
        case dict():
            return {name: hidden(name, each) for name, each in value.items()}
        case _:
            return value
