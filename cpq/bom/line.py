"""One line of a request, with all that it is read against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from cpq.bom.article import Article
from cpq.bom.catalogue import Catalogue
from cpq.bom.continuation import Continuation, amended, continuation_of, renewed
from cpq.bom.contract import Asked
from cpq.bom.ordering import Problem
from cpq.bom.request import LineRequest
from cpq.bom.sellability import Reason, why_not_sold
from cpq.bom.situation import Situation
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook

Where = Callable[..., Place]
"""The place of a value of the request by its path: `where("lines", 0, "quantity")`."""


@dataclass(slots=True)
class Line:
    """`index` is the line's position in the request, from 0."""

    rulebook: Rulebook
    situation: Situation
    request: LineRequest
    index: int
    where: Where
    catalogue: Catalogue = field(init=False)

    def __post_init__(self) -> None:
        self.catalogue = self.rulebook.derived(Catalogue)

    @property
    def start(self) -> date:
        """The first day of what is billed over time: as asked, else the quote's date."""
        return self.request.start or self.situation.date

    @property
    def continuation(self) -> Continuation | None:
        """The subscription that the line amends, renews, or ends with."""
        return continuation_of(self.request, self.situation.existing)

    @property
    def asked(self) -> Asked:
        """What the line says of the term of what stands in it."""
        line, continued = self.request, self.continuation
        if continued is not None and continued.link == "amends":
            return amended(continued, self.start, self.situation.proration)
        if continued is not None and continued.link == "renews":
            return renewed(continued, line, self.situation.proration)
        return Asked(
            start=self.start,
            proration=self.situation.proration,
            months=line.term,
            end=line.end,
            common_end=continued.existing.end if continued else self.situation.common_end,
            cycle_day=line.billing_day,
            free=line.free,
            ramp=line.ramp,
        )

    def place(self, *path: str | int) -> Place:
        """Where a value of the line is written."""
        return self.where("lines", self.index, *path)

    def finding(self, problem: Problem, *path: str | int) -> Finding:
        code, text = problem
        return Finding(code, self.place(*path), text)

    def why_not_sold(self, article: Article, *, alone: bool = False) -> tuple[Reason, ...]:
        """Each reason why the article may not be sold here."""
        return why_not_sold(self.rulebook, article.product, self.situation, article.code, alone=alone)

    def not_sold(self, article: Article, *path: str | int, alone: bool = False) -> list[Finding]:
        """A finding for each of those reasons."""
        reasons = self.why_not_sold(article, alone=alone)
        return [Finding(each.code, self.place(*path), each.text, related=(each.place,)) for each in reasons]
