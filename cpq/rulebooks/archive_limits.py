"""How much of an archive is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Bounds of one archive, each checked before the work that it bounds."""

    entries: int = 4_000
    unpacked: int = 200_000_000
    ratio: int = 200
    """Bytes for each packed byte of a file above 1 MB."""
