"""What a line uses of a contract's limit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Use:
    """So many units, or such an amount at the contract's terms, of a contract's limit."""

    contract: str
    limit: str
    amount: Decimal
