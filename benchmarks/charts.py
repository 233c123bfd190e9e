"""Bars on a logarithmic scale, as SVG."""

from __future__ import annotations

from html import escape
from math import floor, log10
from typing import Any

Row = dict[str, Any]

WIDTH, LABELS, LINE = 760, 250, 18
COLOURS = ["#1f6feb", "#2da44e", "#bf8700", "#8250df", "#cf222e", "#57606a", "#0a7ea4"]


def bars(title: str, column: str, rows: list[Row]) -> str:
    """One bar for each row that has the column, in milliseconds."""
    shown = [row for row in rows if row.get(column)]
    values = [row[column] for row in shown] or [1.0]
    low, high = floor(log10(min(values))), log10(max(values)) + 0.1
    colours = {who: COLOURS[place % len(COLOURS)] for place, who in enumerate(dict.fromkeys(row["by"] for row in rows))}
    height = 40 + LINE * len(shown) + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="8" y="20" font-size="14">{escape(title)}, ms (logarithmic)</text>',
    ]
    for power in range(low, floor(high) + 1):
        x = _x(10.0**power, low, high)
        parts.append(f'<path d="M{x:.1f} 30V{height - 24}" stroke="#d0d7de"/>')
        parts.append(f'<text x="{x:.1f}" y="{height - 8}" text-anchor="middle">{10.0**power:g}</text>')
    for place, row in enumerate(shown):
        y, x = 36 + LINE * place, _x(row[column], low, high)
        label = f"{row['model']} · {row['by']}"
        parts.append(f'<text x="{LABELS - 6}" y="{y + 11}" text-anchor="end">{escape(label)}</text>')
        parts.append(
            f'<rect x="{LABELS}" y="{y}" width="{max(1.0, x - LABELS):.1f}" height="13" fill="{colours[row["by"]]}"/>'
        )
        parts.append(f'<text x="{x + 4:.1f}" y="{y + 11}">{_shown(row[column])}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _x(value: float, low: int, high: float) -> float:
    return LABELS + (WIDTH - LABELS - 60) * (log10(value) - low) / (high - low)


def _shown(value: float) -> str:
    """Three digits, and never an exponent."""
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"
