"""What the endpoints of records that several people edit share: changed as a whole by If-Match, or field by field by `base`."""

from __future__ import annotations

from fastapi import Request

from cpq.api.describing import Description, asks
from cpq.platform.records.editing import Basis
from cpq.platform.versions import expected_version


def basis_of(request: Request, base: int | None) -> Basis:
    """What the writer had read: the version in the body, then field by field; else that of If-Match. Raises a 428 problem where neither is said."""
    return Basis(expected_version(request)) if base is None else Basis(base, by_field=True)


def edits(name: str, examples: dict[str, object]) -> Description:
    """The body of a PATCH that takes a `base` instead of If-Match, too."""
    described = asks(name, examples, stores=True, versioned=True)
    for each in described["parameters"]:
        if each["name"] == "If-Match":
            each["required"] = False
            each["description"] += " Or `base` in the body. · 或在正文写 base。"
    return described
