"""What the endpoints of records that people edit together share: which version was read, and what was written of it."""

from __future__ import annotations

from fastapi import Request

from cpq.platform.records.editing import Basis
from cpq.platform.versions import expected_version


def basis_of(request: Request, base: int | None) -> Basis:
    """By field where the body says its `base`; else as a whole by If-Match. Raises a 428 problem where neither is said."""
    return Basis(expected_version(request)) if base is None else Basis(base, by_field=True)
