"""The waterfall as SVG: one row a bar, readable without colour, in light and dark, and to a screen reader. No script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from unicodedata import east_asian_width

from cpq.documents.chart.bars import Bar, line_bars, quote_bars
from cpq.documents.formatting import Formats
from cpq.documents.printable import printable
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.rulebook.text import Locale, Text

_WIDTH, _LABELS, _BARS, _ROW, _TOP = 960, 330, 470, 30, 64
_MOST_COLUMNS = 38
"""Columns of a label, at two for a Chinese character; the whole of it stands in the row's tooltip."""

_STYLE = """
.ground { fill: #ffffff } .text { fill: #1b2733 } .quiet { fill: #566573 } .link { stroke: #9aa7b4 }
.level { fill: #34567a } .down { fill: #b4482c } .up { fill: #2c7a54 }
text { font: 14px system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif }
.head { font-size: 17px; font-weight: 600 } .strong { font-weight: 600 } .figure { text-anchor: end }
@media (prefers-color-scheme: dark) {
.ground { fill: #14191f } .text { fill: #e6edf3 } .quiet { fill: #9aa7b4 } .link { stroke: #566573 }
.level { fill: #7aa5d2 } .down { fill: #e58a6f } .up { fill: #6cc596 }
}
"""


def waterfall_svg(quote: PricedQuote, locale: Locale, line: PricedLine | None = None, *, internal: bool = False) -> str:
    """The chart of a quote or of one of its lines. What only the company may see is in it where `internal` is asked for."""
    bars = quote_bars(quote, internal=internal) if line is None else line_bars(quote, line, internal=internal)
    drawing = _Drawing(bars, locale, Formats(locale, quote.currency, quote.digits))
    return drawing.svg(_title(quote, line).to(locale), quote.currency)


def _title(quote: PricedQuote, line: PricedLine | None) -> Text:
    if line is None:
        return Text(zh=f"报价单 {quote.request.id} 的价格瀑布", en=f"Price waterfall of quote {quote.request.id}")
    id, number = quote.request.id, line.number
    return Text(
        zh=f"报价单 {id} 第 {number} 行的价格瀑布：{line.name.zh}",
        en=f"Price waterfall of line {number} of quote {id}: {line.name.en}",
    )


class _Drawing:
    """The bars with the scale that they share."""

    def __init__(self, bars: Sequence[Bar], locale: Locale, formats: Formats) -> None:
        self._bars = bars
        self._locale: Locale = locale
        self._formats = formats
        ends = [Decimal(0), *(bar.end for bar in bars), *(bar.start for bar in bars)]
        self._least, most = min(ends), max(ends)
        self._span = most - self._least or Decimal(1)

    def svg(self, title: str, currency: str) -> str:
        height = _TOP + _ROW * len(self._bars) + 20
        read = "; ".join(f"{self._label(bar)} {self._amount(bar)}" for bar in self._bars)
        said = f"{_text(_cut(title, 100))} ({currency})"
        size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        names = f'aria-labelledby="waterfall-title waterfall-desc" lang="{self._locale}"'
        head = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {names}>',
            f'<title id="waterfall-title">{_text(title)}</title>',
            f'<desc id="waterfall-desc">{_text(read)}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="ground" width="{_WIDTH}" height="{height}"/>',
            f'<text class="text head" x="20" y="36">{said}</text>',
        ]
        rows = [each for number, bar in enumerate(self._bars) for each in self._row(number, bar)]
        return "\n".join([*head, *rows, "</svg>\n"])

    def _row(self, number: int, bar: Bar) -> Iterator[str]:
        top, strong = _TOP + _ROW * number, " strong" if bar.level else ""
        label, low, high = self._label(bar), self._x(min(bar.start, bar.end)), self._x(max(bar.start, bar.end))
        kind = "level" if bar.level else "up" if bar.amount > 0 else "down"
        width = max(high - low, Decimal(1))
        yield f"<g><title>{_text(f'{label} {self._amount(bar)}')}</title>"
        yield f'<text class="text{strong}" x="{20 if bar.level else 34}" y="{top + 19}">{_text(_cut(label, _MOST_COLUMNS))}</text>'
        yield f'<rect class="{kind}" x="{low}" y="{top + 5}" width="{width}" height="{_ROW - 10}"/>'
        if number + 1 < len(self._bars):
            at = self._x(bar.end)
            yield f'<line class="link" x1="{at}" y1="{top + _ROW - 5}" x2="{at}" y2="{top + _ROW + 5}"/>'
        yield f'<text class="text figure{strong}" x="{_WIDTH - 20}" y="{top + 19}">{_text(self._amount(bar))}</text></g>'

    def _x(self, amount: Decimal) -> Decimal:
        return round(_LABELS + (amount - self._least) * _BARS / self._span, 1)

    def _label(self, bar: Bar) -> str:
        return " ".join(printable(bar.label.to(self._locale)).split())

    def _amount(self, bar: Bar) -> str:
        """A change says its sign, so that it can be told without its colour."""
        shown = self._formats.amount(f"{bar.amount:f}")
        return f"+{shown}" if bar.amount > 0 and not bar.level else shown


def _text(words: str) -> str:
    return escape(printable(words), quote=True)


def _cut(words: str, columns: int) -> str:
    """At most so many columns, with an ellipsis for what is left out."""
    width = 0
    for position, character in enumerate(words):
        width += 2 if east_asian_width(character) in "WF" else 1
        if width > columns:
            return words[: max(position - 1, 0)] + "…"
    return words
