"""The version of a set of rules: the hash of what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import cast

from cpq.rulebook.expressions import Expression
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text


def content_hash(rules: Strict) -> str:
    """SHA-256 (hex) of every value, with the defaults; how it is laid out in the file changes nothing."""
    return sha256(json.dumps(_plain(rules), ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case Strict():
            return {name: _plain(getattr(value, name)) for name in sorted(type(value).model_fields)}
        case Mapping():
            # The order of entries is part of what they say: of groups, of grades, of stages.
            return [[_plain(key), _plain(each)] for key, each in cast("Mapping[object, object]", value).items()]
        case Text():
            return asdict(value)
        case Expression():
            return value.text
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case Sequence() if not isinstance(value, str):
            return [_plain(each) for each in cast("Sequence[object]", value)]
        case _:
            return value
