"""Requests that a version is tried on, as somebody sends them: a list in a body, none of which need be right under any version."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cpq.rulebook.finding import Finding
from cpq.rulebook.limits import REQUEST
from cpq.rulebook.reader import read
from cpq.rulebook.source import Map, Seq, Source
from cpq.rulebook.text import Text
from cpq.rulebooks.effects import Recorded
from cpq.rulebooks.written_changes import written_json


def recorded_in(content: bytes, file: str, most: int) -> tuple[Sequence[Recorded], tuple[Finding, ...], Source]:
    """The requests of a body, `{requests: […]}`, or what is wrong with it. Each is called by its `id`, or by its number."""
    tree = read(file, content, REQUEST)
    source = tree.source
    if not tree.whole or tree.findings:
        return (), tree.findings, source
    items = source.found("requests")
    if not isinstance(items, Seq) or not isinstance(tree.root, Map) or len(tree.root) != 1:
        return (), (Finding("not-a-list", source.at("requests"), _WANTED),), source
    if not 1 <= len(items) <= most:
        text = Text(zh=f"须有 1 至 {most} 份请求", en=f"there are 1 to {most} requests")
        return (), (Finding("wrong-count", source.at("requests"), text),), source
    return [_recorded(each, number) for number, each in enumerate(items, 1)], (), source


def _recorded(item: object, number: int) -> Recorded:
    id = item.get("id") if isinstance(item, Map) else None
    called = id if isinstance(id, str) and id.isprintable() else str(number)
    return Recorded(called[:64], json.dumps(written_json(item)))


_WANTED = Text(zh="这里只写 requests：一个列表", en="this takes `requests`, a list, and nothing else")
