"""How much of what is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one text; each is checked before the work that it bounds."""

    bytes: int = 2_000_000
    depth: int = 40
    """Mappings and lists inside each other, aliases followed."""
    aliases: int = 1_000
    values: int = 1_000_000
    """Values in all, those behind an alias counted each time."""
    findings: int = 200
    """Of the reading itself; more say nothing new."""


RULE_FILE = Limits()
REQUEST = Limits(bytes=20_000_000, values=4_000_000, aliases=0)
"""A quote request: 10,000 lines with their configurations fit."""

MOST_FILES = 2_000
MOST_BYTES = 64_000_000
"""Of a whole rulebook, without its tables of very many rows."""
MOST_BULK_BYTES = 512_000_000
"""Of one of these."""
