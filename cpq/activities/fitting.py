"""What does not fit together in an activity or a task, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from cpq.rulebook.text import Text

AHEAD = timedelta(days=1)
"""So far a phone's clock may be ahead."""
_HAVE: Mapping[str, tuple[frozenset[str], Text]] = {
    "direction": (frozenset({"call", "mail"}), Text(zh="电话与邮件", en="calls and mails")),
    "place": (frozenset({"visit", "meeting"}), Text(zh="拜访与会议", en="visits and meetings")),
    "attendees": (frozenset({"visit", "meeting"}), Text(zh="拜访与会议", en="visits and meetings")),
}
_NAMES: Mapping[str, Text] = {
    "occurred_at": Text(zh="时刻", en="moment"),
    "title": Text(zh="标题", en="title"),
    "priority": Text(zh="优先级", en="priority"),
    "assignee": Text(zh="办理人", en="assignee"),
    "state": Text(zh="状态", en="state"),
}

Misfit = tuple[str, str, Text]
"""Field, code, text."""


def misfits_of_activity(values: Mapping[str, Any], now: datetime) -> Iterator[Misfit]:
    """What is wrong in an activity as it is going to be."""
    for field, (kinds, names) in _HAVE.items():
        if values[field] and values["kind"] not in kinds:
            yield field, "other-kind", Text(zh=f"只有{names.zh}才写 {field}", en=f"only {names.en} have `{field}`")
    if values["occurred_at"] > now + AHEAD:
        text = Text(zh="往来不能发生在将来；将来的事请建任务", en="what is still to come is a task, not an activity")
        yield "occurred_at", "in-future", text
    place = values["place"]
    if place is None:
        return
    if (place["latitude"] is None) != (place["longitude"] is None):
        yield "place", "half-a-place", Text(zh="经度与纬度须同时写", en="write latitude and longitude, or neither")
    elif place["latitude"] is None and place["address"] is None:
        yield "place", "no-place", Text(zh="请写经纬度或地址", en="write latitude and longitude, or an address")


def missing(values: Mapping[str, Any], *needed: str) -> Iterator[Misfit]:
    """The fields that somebody takes away and that have to stay."""
    for field in needed:
        name = _NAMES[field]
        if field in values and values[field] is None:
            yield field, "needed", Text(zh=f"{name.zh}不能清除", en=f"the {name.en} cannot be taken away")
