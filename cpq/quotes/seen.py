"""A stored answer as far as differences look at it: its lines with names that stay, their amounts and steps, and the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cpq.quote_json import Json
from cpq.rulebook.text import Text


class Seen(BaseModel):
    """Part of the JSON of a quote; what differences do not look at is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)


def _text(given: object) -> object:
    return Text(**cast("dict[str, str]", given)) if isinstance(given, dict) else given


Words = Annotated[Text, BeforeValidator(_text)]


class SeenStep(Seen):
    """One step of a line's waterfall."""

    phase: str
    rule: str
    label: Words
    amount: Decimal
    place: str | None


class SeenTax(Seen):
    amount: Decimal


class SeenLine(Seen):
    """One line of the answer."""

    id: str
    number: str
    parent: str | None
    role: str
    code: str
    name: Words
    quantity: Decimal
    net: Decimal
    gross: Decimal
    tax: SeenTax
    estimated: bool
    trace: Sequence[SeenStep]


class SeenTotals(Seen):
    """The totals that are sums over the lines, and what comes after them."""

    list_amount: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    rounding: Decimal
    payable: Decimal
    usage_estimate: Decimal
    cost: Decimal | None = None
    margin: Decimal | None = None


class SeenApproval(Seen):
    """Who has to approve."""

    approver: str
    approver_name: Words


class SeenQuote(Seen):
    """A stored answer."""

    request: dict[str, Any]
    rulebook_version: str
    currency: str
    digits: int
    lines: Sequence[SeenLine]
    totals: SeenTotals
    approvals: Sequence[SeenApproval] = Field(default=())

    @property
    def asked(self) -> Mapping[str, dict[str, Json]]:
        """The lines of the request by their ids, in their order; one without goes by its number."""
        lines: list[dict[str, Json]] = self.request["lines"]
        return {str(line.get("id") or number): line for number, line in enumerate(lines, 1)}

    def keyed(self) -> Mapping[str, SeenLine]:
        """The lines by a name that is the same in every version: the id of the line asked for, then the codes on the way down.

        What stands twice in one place is counted; contract years and fees keep their mark.
        """
        ids, keys, seen = tuple(self.asked), dict[str, str](), Counter[str]()
        keyed: dict[str, SeenLine] = {}
        for line in self.lines:
            root, _, mark = line.number.partition("-")
            if line.parent is None:
                key = ids[int(root) - 1] if root.isdecimal() else f"{line.role} {line.code}"
            else:
                key = f"{keys.get(line.parent, line.parent)} › {line.code}"
            key = f"{key} {mark}".rstrip()
            seen[key] += 1
            keys[line.id] = key if seen[key] == 1 else f"{key} ({seen[key]})"
            keyed[keys[line.id]] = line
        return keyed


def seen(answer: Mapping[str, Json]) -> SeenQuote:
    """Of an answer as it is stored."""
    return SeenQuote.model_validate(answer)
