"""What a field of an answer is marked with: whether it leaves the engine at all, and whether it leaves the house."""

from __future__ import annotations

from collections.abc import Mapping

UNSEEN: Mapping[str, bool] = {"json": False}
"""A field that no JSON has."""

INTERNAL: Mapping[str, bool] = {"internal": True}
"""A field that only the seller's own people may see: cost, margin, what else would tell them."""

CONFIDENTIAL: Mapping[str, bool] = {"confidential": True}
"""A field that is left empty for others where the thing itself is `confidential`."""
