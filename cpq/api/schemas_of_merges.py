"""The schemas of merges and likely duplicates in the OpenAPI document."""

from __future__ import annotations

from cpq.platform.records.given import DuplicateChanged, MergeGiven
from cpq.platform.records.views import DuplicateView, MergeView
from cpq.rulebook.model import Strict

MERGE_REQUESTS: tuple[type[Strict], ...] = (MergeGiven, DuplicateChanged)
MERGE_LISTED = (MergeView, DuplicateView)
