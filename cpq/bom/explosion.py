"""Explosion: a request taken apart into the items that have a price."""

from __future__ import annotations

from dataclasses import dataclass

from cpq.bom.allowance import Allowances
from cpq.bom.continuation import continued_twice
from cpq.bom.item import Item
from cpq.bom.line import Line, Where
from cpq.bom.line_items import LineItems, Note
from cpq.bom.line_reading import read_line
from cpq.bom.request import QuoteRequest
from cpq.bom.situation import Situation
from cpq.money import arithmetic
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

__all__ = ["MOST_ITEMS", "Exploded", "Note", "Where", "explode_request", "nowhere"]

MOST_ITEMS = 200_000
"""Of one request."""


@dataclass(slots=True)
class Exploded:
    """The items of a request in the order of its lines, each parent before its children.

    With `findings` the request cannot be quoted; lines that have one are then missing from the items.
    """

    items: tuple[Item, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]


def nowhere(*path: str | int) -> Place:
    """The place in a request that came from no file: its path."""
    return Place("/".join(str(step) for step in ("request", *path)))


def explode_request(
    rulebook: Rulebook, request: QuoteRequest, situation: Situation, where: Where = nowhere
) -> Exploded:
    """Every line as items, with everything that is wrong with any of them."""
    items: list[Item] = []
    notes: list[Note] = []
    findings: list[Finding] = []
    allowances = Allowances()
    with arithmetic():
        findings += (Finding(each.code, where(*each.path), each.text) for each in continued_twice(request))
        for index, line in request.counted:
            taken_apart = LineItems(Line(rulebook, situation, line, index, where), allowances)
            try:
                items += taken_apart.of(read_line(taken_apart.line))
            except Refused as refused:
                findings += refused.findings
            else:
                notes += taken_apart.notes
            if len(items) > MOST_ITEMS:
                findings.append(_too_many(where("lines", index)))
                break
    return Exploded(tuple(items), tuple(notes), tuple(findings))


def _too_many(place: Place) -> Finding:
    zh = f"展开后超过 {MOST_ITEMS} 行，请拆成几份报价"
    en = f"the request explodes into more than {MOST_ITEMS} items; split it into several quotes"
    return Finding("too-many-items", place, Text(zh=zh, en=en))
