"""What an order, an invoice or a payment cannot do, said as a finding."""

from __future__ import annotations

from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

NOWHERE = Place("")
"""Of what is about no value of a body."""


def refusal(code: str, zh: str, en: str, place: Place = NOWHERE) -> Refused:
    """One finding, to be raised."""
    return Refused([Finding(code, place, Text(zh=zh, en=en))])
