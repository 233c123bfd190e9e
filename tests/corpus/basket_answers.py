"""What our quote of a basket says of everything that its case expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cpq.allocation import allocate
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.pricing.trace import Phase
from tests.corpus.basket_promotions import parts_of
from tests.corpus.baskets import ordered, quote_of
from tests.corpus.peer_cases import Case

ZERO = Decimal(0)
OWN = (Phase.DEAL, Phase.LINE_DISCOUNT)
"""The phases in which something is taken off a line by itself."""


def difference(case: Case) -> str | None:
    """What our quote says otherwise than the case expects; nothing where they agree."""
    quote = quote_of(case)
    answers = _Answers(case, quote)
    wrong = {key: said for key, wanted in case["expect"].items() if (said := answers.wrong(key, wanted)) is not None}
    return f"{wrong}, not {case['expect']}" if wrong else None


class _Answers:
    """The figures of a quote by the names and numbers of the case."""

    def __init__(self, case: Case, quote: PricedQuote) -> None:
        self._quote = quote
        self._digits = quote.digits
        numbers = {id: quote.line(str(position)) for position, id in enumerate(self._in_order(case), 1)}
        shipped = {each["id"]: quote.line(f"D{n}") for n, each in enumerate(case.get("shipping", []), 1)}
        self._lines = {id: line for id, line in {**numbers, **shipped}.items() if line is not None}
        self._ids = {line.number: id for id, line in self._lines.items()}
        self._parts = parts_of(case)

    def _in_order(self, case: Case) -> list[str]:
        return [case["lines"][number - 1]["id"] for number in ordered(case)]

    def wrong(self, key: str, wanted: Any) -> object:
        """What is said instead of what is wanted, None where that is it."""
        if key in ("lines", "shipping"):
            return {
                id: line for id, each in wanted.items() if (line := self._wrong_line(self._lines[id], each))
            } or None
        if key == "gifts":
            wanted = [{"unit_price": "0", **each} for each in wanted]
        said = _TOTALS[key](self)
        return None if self._agree(said, wanted) else said

    def _wrong_line(self, line: PricedLine, wanted: Mapping[str, Any]) -> Mapping[str, object]:
        said = {key: _OF_LINES[key](line, self._digits) for key in wanted}
        return {key: each for key, each in said.items() if not self._agree(each, wanted[key])}

    def _agree(self, said: Any, wanted: Any) -> bool:
        """The same; of an amount finer than the currency's minor unit, one of the two amounts around it that can be paid."""
        if isinstance(wanted, dict):
            return said.keys() == wanted.keys() and all(self._agree(said[key], wanted[key]) for key in wanted)
        if isinstance(said, Counter):
            return said == Counter(map(Decimal, wanted))
        if isinstance(wanted, list):
            return len(said) == len(wanted) and all(map(self._agree, said, wanted))
        if not isinstance(said, Decimal):
            return said == wanted
        unit, exact = Decimal(1).scaleb(-self._digits), Decimal(wanted)
        return said == exact if not exact % unit else abs(said - exact) < unit

    def goods(self) -> list[PricedLine]:
        return [line for line in self._quote.lines if line.role != "delivery"]

    def shipping_total(self) -> Decimal:
        return sum((line.gross for line in self._quote.lines if line.role == "delivery"), ZERO)

    def total(self, of: str) -> Decimal:
        return getattr(self._quote.totals, of)

    def by_promotion(self) -> dict[str, dict[str, Decimal]]:
        """Their promotion → line or delivery → what is taken off it."""
        found: dict[str, dict[str, Decimal]] = {}
        for outcome in self._quote.promotions:
            for given in outcome.on:
                row = found.setdefault(self._parts[outcome.promotion], {})
                row[self._ids[given.line]] = row.get(self._ids[given.line], ZERO) + given.amount
        return found

    def spent(self) -> list[str]:
        """The promotions that gave nothing, and say that it is for their budget or the number of their uses."""
        return [
            self._parts[each.promotion]
            for each in self._quote.promotions
            if each.status != "applied" and any(word in each.reason.en for word in ("budget", "used up"))
        ]

    def rejected(self) -> bool:
        return any(
            remark.code in ("unknown-coupon", "unused-coupon", "expired-coupon", "early-coupon")
            for remark in self._quote.remarks
        )

    def gifts(self) -> list[dict[str, object]]:
        """Each gift: of what, how many, and what one costs."""
        gifts = [line for line in self.goods() if line.role == "gift"]
        return [{"product": line.name.en, "qty": line.quantity, "unit_price": line.unit_net} for line in gifts]


_TOTALS: Mapping[str, Callable[[_Answers], object]] = {
    "total": lambda said: said.total("gross"),
    "tax_total": lambda said: said.total("tax"),
    "discount_total": lambda said: said.total("discount"),
    "shipping_total": _Answers.shipping_total,
    "subtotal_excl_tax": lambda said: sum((line.before_tax for line in said.goods()), ZERO),
    "subtotal_incl_tax": lambda said: sum((line.gross for line in said.goods()), ZERO),
    "by_promotion": _Answers.by_promotion,
    "budget_exceeded": _Answers.spent,
    "coupon_rejected": _Answers.rejected,
    "gifts": _Answers.gifts,
}


def _by_unit(line: PricedLine, digits: int) -> Counter[Decimal]:
    """What is taken off each unit, where a line's discount is shared out over its units."""
    return Counter(allocate(line.discount, [Decimal(1)] * int(line.quantity), digits))


def _own(line: PricedLine, _: int) -> Decimal:
    return -sum((step.amount for step in line.trace if step.phase in OWN), ZERO)


_OF_LINES: Mapping[str, Callable[[PricedLine, int], object]] = {
    "discount": lambda line, _: line.discount,
    "total": lambda line, _: line.gross,
    "unit_discounts": _by_unit,
    "own_level_discount": _own,
}
