"""Why a rep decides something by hand."""

from __future__ import annotations

from typing import Annotated

from cpq.rulebook.fields import Longest, Words

Reason = Annotated[Words, Longest(500)]
