"""The price waterfall as a picture."""

from cpq.documents.chart.bars import Bar, line_bars, quote_bars
from cpq.documents.chart.svg import waterfall_svg

__all__ = ["Bar", "line_bars", "quote_bars", "waterfall_svg"]
