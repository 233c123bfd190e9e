"""One table of all measurements, with the figures that are aimed at, and how many times quicker one is than another."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

Row = dict[str, Any]

COLUMNS = ["compile", "first", "click", "click p99", "conflict", "repairs", "cheapest", "count", "peak"]
MAIN = {"click": "A click, median", "repairs": "Repair cost of every option", "cheapest": "Cheapest completion"}
"""The columns that are drawn."""
AIMS = {
    ("generated car", "circuit"): {"click": 0.5, "click p99": 1.5, "repairs": 1.0, "cheapest": 1.0, "compile": 30_000},
    ("renault_medium", "circuit"): {"click": 0.1, "compile": 1_000},
    ("automotive01", "circuit"): {"click": 0.5, "compile": 5_000},
    ("linux_2_6_33", "sat"): {"first": 1_000, "click p99": 500},
    ("rack of 12", "coupled"): {"click p99": 15},
}
CONFLICT = 5
"""Milliseconds that are aimed at for a conflict on every model, by whoever answers its clicks."""
JOB = {
    "one solve per literal": "click",
    "clingo": "click",
    "python-constraint2": "click",
    "rc2": "cheapest",
    "cp-sat": "cheapest",
}
"""What each of the others is measured by."""
TIMES = [
    ("renault_medium", "click", "circuit", "python-constraint2", "click", 10_000),
    ("automotive01", "click", "circuit", "one solve per literal", "click", 1_000),
    ("generated car", "repairs", "circuit", "rc2", "repair of one", 1_000),
    ("generated car", "cheapest", "circuit", "cp-sat", "cheapest", 150),
]
"""How many times quicker an engine is to be at something than another at that or at something smaller."""


def rows_of(rows: list[Row], *, head: bool) -> list[str]:
    """Markdown; milliseconds, memory in MB; what is aimed at in brackets."""
    lines = []
    if head:
        lines = [f"| model | by | {' | '.join(COLUMNS)} | |", "|---|---|" + "---:|" * len(COLUMNS) + "---|"]
    for row in rows:
        aims = AIMS.get((row["model"], row["by"]), {}) | ({"conflict": CONFLICT} if "conflict" in row else {})
        cells = [_cell(_figure(row, column), aims.get(column)) for column in COLUMNS]
        lines.append(f"| {row['model']} | {row['by']} | {' | '.join(cells)} | {_note(row)} |")
    return lines


def _figure(row: Row, column: str) -> str:
    if column in row:
        return number(row[column])
    unfinished = "stopped after" in row and JOB.get(row["by"]) == column
    return f"> {row['stopped after']:.0f} s" if unfinished else "–"


def _cell(shown: str, aim: float | None) -> str:
    return shown if aim is None else f"{shown} (≤ {number(aim)})"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def compared(rows: list[Row]) -> list[str]:
    """How many times quicker, at least: of what was stopped the time until then counts, of what was not finished the first step."""
    found = {(row["model"], row["by"]): row for row in rows}
    lines = []
    for model, job, engine, other, its, aim in TIMES:
        mine, theirs = found.get((model, engine), {}).get(job), _spent(found.get((model, other), {}), its)
        if mine and theirs:
            lines.append(
                f"- {model}, {job}: {engine} is {number(theirs / mine)} times quicker than {other} ({its}); aim {aim:,}"
            )
    return lines


def _spent(row: Row, job: str) -> float | None:
    """Milliseconds."""
    return row.get(job) or (1000 * row["stopped after"] if "stopped after" in row else None)


def machine() -> str:
    """What all this was measured on."""
    listed = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.partition(":")[2].strip() for line in listed if line.startswith("model name")]
    processor = f"{len(models)} × {models[0]}" if models else platform.processor()
    return f"{processor}, {platform.system()}, Python {platform.python_version()}"


def _note(row: Row) -> str:
    notes = [row["note"]] if "note" in row else []
    if "stopped after" in row:
        notes.append(f"stopped after {row['stopped after']:.0f} s")
    if "first step" in row:
        notes.append(f"{row['step']} after {number(row['first step'])}")
    if row.get("extrapolated"):
        notes.append("click extrapolated")
    if "found" in row:
        notes.append(f"first click stopped, {row['found']:,} solutions seen")
    if "conflict most" in row:
        notes.append(f"conflict at most {number(row['conflict most'])}")
    if "repair of one" in row:
        notes.append(f"repair of one option {number(row['repair of one'])}")
    unproven = {"cheapest": "cheapest not proven", "repairs": "repairs not proven", "count": "count a lower bound"}
    notes += [text for job, text in unproven.items() if row.get(f"= {job}", 0) is None]
    return "; ".join(notes)
