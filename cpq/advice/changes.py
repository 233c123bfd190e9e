"""The changes of a request that can avoid a need: each a family from a small change to the largest, which is searched for the smallest that helps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.advice.needs import Need
from cpq.bom.by_hand import ManualDiscount, ManualPrice
from cpq.bom.request import LineRequest, QuoteRequest
from cpq.company.payment import PaymentTerm
from cpq.explanation.figures import Figures, each_unit, number, percent
from cpq.money import currency_digits
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.pricing.guardrail import Guardrail
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

_REASON = Text(zh="建议", en="suggested")
_TENTH = Decimal("0.001")
_LARGEST_SHARE = 3
"""Of a need of the whole quote so many lines are tried, those on which the rep gives away the largest shares."""


@dataclass(frozen=True, slots=True)
class Family:
    """Changes by a number of steps, 1 to `steps`: the more, the further from the request.

    `changed(n)` is the request, `said(n)` the sentence; `removed` the position of a line that is taken out.
    """

    steps: int
    changed: Callable[[int], QuoteRequest]
    said: Callable[[int], Text]
    removed: int | None = None


def families(need: Need, request: QuoteRequest, quote: PricedQuote | None, rulebook: Rulebook) -> Iterator[Family]:
    """What may avoid a need, the mildest first. `quote` tells the prices as they are; None where they are not known."""
    condition = rulebook.all(Guardrail)[need.subject[0]].condition
    names = condition.names if condition is not None else frozenset[str]()
    indexes = [need.index] if need.index is not None else _by_what_is_given(request, quote)
    for index in indexes:
        yield from _line_families(index, need, request, quote)
    if request.discount is not None:
        yield from _lower_on_the_whole(request, request.discount)
    if "payment_term" in names:
        yield from (_paid_by(term, request) for term in rulebook.all(PaymentTerm).values())
    for index, line in request.counted if "term" in names else ():
        if line.term is not None and line.term > 1 and need.index in (None, index):
            yield _shorter(index, line.term, request)
    if need.index is not None and len(request.counted) > 1:
        yield _without(need.index, request)


def _by_what_is_given(request: QuoteRequest, quote: PricedQuote | None) -> Sequence[int]:
    """The lines that have a discount or a price by hand, the largest share of their price first; where none has, those of most money."""
    by_hand = [index for index, line in request.counted if line.discount is not None or line.price is not None]
    if by_hand or quote is None:
        return sorted(by_hand, key=lambda index: -_given(index, request.lines[index], quote))[:_LARGEST_SHARE]
    sold = {index: line.net for index in range(len(request.lines)) if (line := quote.line(f"{index + 1}")) is not None}
    return sorted(sold, key=lambda index: -sold[index])[:_LARGEST_SHARE]


def _given(index: int, line: LineRequest, quote: PricedQuote | None) -> Decimal:
    """What share of the price a discount in percent, or a price that was set, takes off; 0 where it cannot be told from the request."""
    if line.discount is not None:
        return line.discount.percent or Decimal(0)
    sold = quote.line(f"{index + 1}") if quote is not None else None
    if sold is None or not sold.unit_list or line.price is None or line.price.unit is None:
        return Decimal(0)
    return 1 - line.price.unit / sold.unit_list


def _line_families(index: int, need: Need, request: QuoteRequest, quote: PricedQuote | None) -> Iterator[Family]:
    line = request.lines[index]
    if line.discount is not None:
        yield from _lower(line.discount, f"{index + 1}", request.currency, _on_line(request, index))
    elif quote is not None:
        for sold in _priced_by(index, need, line, quote):
            if not sold.included and sold.year is None:
                yield from _dearer(index, request, sold)


def _priced_by(index: int, need: Need, line: LineRequest, quote: PricedQuote) -> Sequence[PricedLine]:
    """The line whose price may go up: the one that the need names, or that of the request; of the whole also options whose price was set."""
    number = f"{index + 1}"
    numbers = need.lines if need.index is not None and not need.refusal else (number,)
    if need.index is None and line.price is not None and line.price.unit is None:
        options = line.price.options
        return [
            each
            for each in quote.lines
            if each.number.startswith(f"{number}.") and each.role != "main" and each.code in options
        ]
    sold = quote.line(numbers[0]) if len(numbers) == 1 else None
    return [] if sold is None else [sold]


def _on_line(request: QuoteRequest, index: int) -> Callable[[ManualDiscount | None], QuoteRequest]:
    return lambda discount: _with_line(request, index, request.lines[index].model_copy(update={"discount": discount}))


def _with_line(request: QuoteRequest, index: int, line: LineRequest) -> QuoteRequest:
    lines = (*request.lines[:index], line, *request.lines[index + 1 :])
    return request.model_copy(update={"lines": lines})


def _lower_on_the_whole(request: QuoteRequest, discount: ManualDiscount) -> Iterator[Family]:
    yield from _lower(discount, None, request.currency, lambda less: request.model_copy(update={"discount": less}))


def _lower(
    discount: ManualDiscount, line: str | None, currency: str, changed: Callable[[ManualDiscount | None], QuoteRequest]
) -> Iterator[Family]:
    """A smaller manual discount: by tenths of a percent, or by the currency's minor unit."""
    digits, figures = currency_digits(currency), Figures(currency, currency_digits(currency))
    field, most, unit = next(
        (name, value, step)
        for name, value, step in (
            ("percent", discount.percent, _TENTH),
            ("amount", discount.amount, Decimal(1).scaleb(-digits)),
            ("per_unit", discount.per_unit, Decimal(1).scaleb(-digits)),
        )
        if value is not None
    )
    steps = int(most / unit) + bool(most % unit)

    def value(step: int) -> Decimal:
        return max(steps - step, 0) * unit

    def less(step: int) -> QuoteRequest:
        return changed(discount.model_copy(update={field: value(step)}) if value(step) else None)

    def said(step: int) -> Text:
        shown = percent(value(step)) if field == "percent" else figures.money(value(step))
        return _lowered(line, shown if value(step) else None)

    if steps:
        yield Family(steps, less, said)


def _lowered(line: str | None, to: Text | None) -> Text:
    on = Text(zh="整单", en="on the whole") if line is None else Text(zh=f"第 {line} 行的", en=f"on line {line}")
    if to is None:
        return Text(zh=f"取消{on.zh}手工折扣", en=f"give no manual discount {on.en}")
    return Text(zh=f"把{on.zh}手工折扣降到 {to.zh}", en=f"lower the manual discount {on.en} to {to.en}")


def _dearer(index: int, request: QuoteRequest, sold: PricedLine) -> Iterator[Family]:
    """A higher unit price, of the line itself or of an option in it, up to twice the list price."""
    digits, line = currency_digits(request.currency), request.lines[index]
    unit, figures = Decimal(1).scaleb(-digits), Figures(request.currency, digits)
    written = line.price or ManualPrice(unit=sold.unit_net, reason=_REASON)
    option = sold.code if sold.role != "main" else None
    now = (written.unit if option is None else written.options.get(option)) or sold.unit_net
    first = now - now % unit
    steps = int((2 * max(sold.unit_list, now) - first) / unit)

    def changed(step: int) -> QuoteRequest:
        price = first + step * unit
        if option is None:
            update: dict[str, object] = {"unit": price}
        else:
            own = line.price.unit if line.price is not None else None
            update = {"unit": own, "options": {**written.options, option: price}}
        return _with_line(request, index, line.model_copy(update={"price": written.model_copy(update=update)}))

    def said(step: int) -> Text:
        price = each_unit(figures.price(first + step * unit), sold)
        return Text(zh=f"第 {sold.number} 行按{price.zh} 出售", en=f"sell line {sold.number} at {price.en}")

    if steps > 0:
        yield Family(steps, changed, said)


def _shorter(index: int, term: int, request: QuoteRequest) -> Family:
    line = request.lines[index]

    def said(step: int) -> Text:
        months = number(Decimal(term - step))
        return Text(
            zh=f"把第 {index + 1} 行的期限缩短到 {months.zh} 个月",
            en=f"shorten the term of line {index + 1} to {months.en} months",
        )

    return Family(
        term - 1, lambda step: _with_line(request, index, line.model_copy(update={"term": term - step})), said
    )


def _paid_by(term: PaymentTerm, request: QuoteRequest) -> Family:
    text = Text(zh=f"付款条件改为“{term.name.zh}”", en=f"agree on the payment term “{term.name.en}”")
    return Family(1, lambda _: request.model_copy(update={"payment_term": term.id}), lambda _: text)


def _without(index: int, request: QuoteRequest) -> Family:
    lines = (*request.lines[:index], *request.lines[index + 1 :])
    text = Text(zh=f"去掉第 {index + 1} 行", en=f"remove line {index + 1}")
    return Family(1, lambda _: request.model_copy(update={"lines": lines}), lambda _: text, index)
