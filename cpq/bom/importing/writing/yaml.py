"""YAML as it is written here: flow values on one line, texts in double quotes where they need them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import cast

from cpq.rulebook.text import Text

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_LIKE_OTHERS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


def quoted(text: str) -> str:
    """A text as a scalar: plain where nothing can be misread."""
    if _PLAIN.fullmatch(text) and text.lower() not in _LIKE_OTHERS:
        return text
    if '"' in text and "'" not in text and "\\" not in text and text.isprintable():
        return f"'{text}'"  # an expression: its quotes need no escapes
    return json.dumps(text, ensure_ascii=not text.isprintable())


def flow(value: object) -> str:
    """A value on one line."""
    match value:
        case bool():
            return str(value).lower()
        case None:
            return ""
        case int():
            return str(value)
        case str():
            return quoted(value)
        case Text():
            return quoted(value.en) if value.zh == value.en else f"{{zh: {quoted(value.zh)}, en: {quoted(value.en)}}}"
        case Mapping():
            pairs = cast("Mapping[str, object]", value).items()
            return "{" + ", ".join(f"{quoted(str(key))}: {flow(each)}" for key, each in pairs) + "}"
        case Sequence():
            return "[" + ", ".join(flow(each) for each in cast("Sequence[object]", value)) + "]"
        case _:
            raise TypeError(value)
