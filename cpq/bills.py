"""The bills of materials of a request: a line, what is in it, what it costs and weighs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpq.bom.bill import BillLine, bill_of, needed
from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration import Configuration, Selection, configurator
from cpq.bom.graph import Cost
from cpq.bom.line import Line
from cpq.bom.line_reading import read_line
from cpq.bom.products import Configurable
from cpq.bom.request import QuoteRequest
from cpq.bom.roll_up import bill_cost, totals_of
from cpq.bom.situation import situation_of
from cpq.company.company import Company
from cpq.money import arithmetic
from cpq.quote_json import Json
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.written_request import where_of


@dataclass(frozen=True, slots=True)
class Bill:
    """The bill of a line of a request, or of one article. `cost` is in the company's currency.

    `totals`: attribute → what all in it comes to; `needed`: code → how many, over all levels.
    """

    number: str
    line: BillLine
    cost: Cost
    currency: str
    totals: Mapping[str, Decimal]
    needed: Mapping[str, Fraction]

    def as_json(self) -> dict[str, Json]:
        """Numbers are strings: quantities exact, as a fraction where they have no end; cost and totals to six decimals."""
        return {
            "number": self.number,
            **_line(self.line),
            "cost": None if self.cost.amount is None else _short(self.cost.amount),
            "currency": self.currency,
            "without_cost": list(self.cost.unknown),
            "totals": {name: _short(total) for name, total in self.totals.items()},
            "needed": {code: _exact(quantity) for code, quantity in self.needed.items()},
        }


def article_bill(rulebook: Rulebook, code: str) -> Bill:
    """One unit of an article; a configurable product as its defaults complete it, with the fewest parts that go, of the first products that do.

    Raises `Refused`, `TooManyLines`.
    """
    product = rulebook.derived(Catalogue).articles[code].product
    configuration = None
    if isinstance(product, Configurable):
        completed = configurator(rulebook, product).complete(Selection())
        if not isinstance(completed, Configuration):
            raise Refused([Finding("impossible-configuration", product.place, completed.text)])
        configuration = completed
    return _bill(rulebook, "1", bill_of(rulebook, code, configuration))


def request_bills(rulebook: Rulebook, request: QuoteRequest) -> Iterator[Bill]:
    """A bill for each line, in order. Raises `Refused`, `TooManyLines`."""
    situation = situation_of(rulebook, request)
    where = where_of(request)
    for index, asked in request.counted:
        ordered = read_line(Line(rulebook, situation, asked, index, where))
        bill = bill_of(rulebook, ordered.article.code, ordered.configuration, Fraction(asked.quantity))
        yield _bill(rulebook, str(index + 1), bill)


def _bill(rulebook: Rulebook, number: str, line: BillLine) -> Bill:
    currency = rulebook.one(Company).currency
    with arithmetic():
        return Bill(number, line, bill_cost(line), currency, totals_of(rulebook, line), needed(line))


def _line(line: BillLine) -> dict[str, Json]:
    name = line.article.name
    return {
        "code": line.article.code,
        "name": {"zh": name.zh, "en": name.en},
        "role": line.role,
        "group": line.group,
        "per_unit": _exact(line.per_unit),
        "quantity": _exact(line.quantity),
        "place": str(line.place),
        "inside": [_line(each) for each in line.inside],
    }


def _short(amount: Decimal) -> str:
    return f"{round(amount, 6).normalize():f}"


def _exact(quantity: Fraction) -> str:
    """As a decimal number where that has an end, else as a fraction."""
    decimal = Decimal(quantity.numerator) / Decimal(quantity.denominator)
    return f"{decimal.normalize():f}" if Fraction(decimal) == quantity else str(quantity)
