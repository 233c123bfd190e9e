"""The PDF file of a version: made once of what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from cpq.bom.request import QuoteRequest
from cpq.documents import render_pdf
from cpq.documents.render import Rendered
from cpq.platform.bodies import Bodies
from cpq.platform.in_force import InForce, UnknownVersion
from cpq.platform.kinds_of_problems import CONFLICT, REFUSED
from cpq.platform.problems import Problem, Reporting
from cpq.quote import price_quote
from cpq.quotes.life import State
from cpq.quotes.pricing import finished
from cpq.rulebook.finding import Refused
from cpq.rulebook.text import Locale, Text

FINAL = frozenset({State.APPROVED, State.SENT, State.ACCEPTED})
"""In these states a document is no draft."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which document: of a request as it was priced, by which rulebook, in which state."""

    told: str
    rulebook: str
    state: State
    locale: Locale
    view: Literal["customer", "internal"]

    def key(self, templates: Path) -> str:
        """The digest of everything that the file is made of."""
        digest = sha256(f"{self.rulebook} {self.state in FINAL} {self.locale} {self.view}\n{self.told}".encode())
        for file in sorted(each for each in templates.rglob("*") if each.is_file()):
            digest.update(f"\n{file.relative_to(templates).as_posix()}\n".encode() + file.read_bytes())
        return digest.hexdigest()


def rendered(wanted: Wanted, rulebooks: InForce, templates: Path) -> Rendered:
    """The file, by the very rulebook that priced the version. Raises a 409 problem where that is not kept any more."""
    try:
        rulebook = rulebooks.of(wanted.rulebook)
    except UnknownVersion:
        raise Problem(CONFLICT, _OTHER_RULEBOOK) from None
    body = Bodies(rulebook, Reporting()).read(QuoteRequest, wanted.told.encode())
    try:
        quote = price_quote(rulebook, body.value)
        return render_pdf(finished(quote) if wanted.state in FINAL else quote, templates, wanted.locale, wanted.view)
    except Refused as refused:
        raise Reporting().refusal(REFUSED, refused) from None


_OTHER_RULEBOOK = Text(
    zh="该版本所用的规则已不保存，其单据当时未生成；请重新计算",
    en="the rulebook that priced this version is not kept any more, and its document was not made then; recalculate the quote",
)
