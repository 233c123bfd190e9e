"""One table of all measurements, with the figures that are aimed at."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

COLUMNS = ["compile", "first", "click", "click p99", "conflict", "cheapest", "repairs", "count", "memory"]
AIMS = {
    ("generated car", "circuit"): {"click": 0.5, "click p99": 1.5, "repairs": 1.0, "cheapest": 1.0, "compile": 30_000},
    ("renault_medium", "circuit"): {"click": 0.1, "compile": 1_000},
    ("automotive01", "circuit"): {"click": 0.5, "compile": 5_000},
    ("linux_2_6_33", "sat"): {"first": 1_000, "click p99": 500, "conflict": 5},
}


def rows_of(rows: list[Row], *, head: bool) -> list[str]:
    """Markdown; milliseconds, memory in MB; what is aimed at in brackets."""
    lines = []
    if head:
        lines = [f"| model | by | {' | '.join(COLUMNS)} | |", "|---|---|" + "---:|" * len(COLUMNS) + "---|"]
    for row in rows:
        aims = AIMS.get((row["model"], row["by"]), {})
        cells = [_cell(row.get(column), aims.get(column)) for column in COLUMNS]
        lines.append(f"| {row['model']} | {row['by']} | {' | '.join(cells)} | {_note(row)} |")
    return lines


def _cell(value: float | None, aim: float | None) -> str:
    shown = "–" if value is None else number(value)
    return shown if aim is None else f"{shown} (≤ {number(aim)})"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _note(row: Row) -> str:
    notes = [row["note"]] if "note" in row else []
    if row.get("extrapolated"):
        notes.append("click extrapolated")
    if row.get("stopped"):
        notes.append(f"first click stopped, {row['found']:,} solutions seen")
    if "repair of one" in row:
        notes.append(f"repair of one option {number(row['repair of one'])}")
    if row.get("= cheapest", 0) is None:
        notes.append("cheapest not proven")
    if row.get("= repairs", 0) is None:
        notes.append("repairs not proven")
    if row.get("= count", 0) is None:
        notes.append("count a lower bound")
    return "; ".join(notes)
