"""Engines and what else one could use, side by side: `python benchmarks/configurator/measure.py [model …] [--seconds N]`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1]
sys.path.insert(0, str(HOME))

from cases import names  # noqa: E402
from charts import bars  # noqa: E402
from table import Row, rows_of  # noqa: E402

COMPARED = ["sat", "circuit", "cp-sat", "one solve per literal", "clingo", "python-constraint2", "rc2"]
CHARTS = HOME / "docs" / "assets"


def measured(who: str, model: str, seconds: float) -> Row:
    """Everything that was done in that time."""
    row: Row = {"model": model, "by": who}
    if who == "clingo" and find_spec("clingo") is None:
        return row | {"note": "not installed"}
    command = [sys.executable, str(HERE / "jobs.py"), who, model]
    path = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    )
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        row["note"] = f"stopped after {seconds:.0f} s"
    for line in out.splitlines():
        row |= json.loads(line)
    if process.returncode > 0:
        row["note"] = err.strip().splitlines()[-1][:90]
        assert "AssertionError" not in err, f"{model}, {who}: {err}"
    return row


def same_answers(rows: list[Row]) -> None:
    """Whoever proved an answer gave the same one."""
    for key in ("= conflict", "= cheapest", "= repairs", "= count"):
        answers = {row["by"]: row[key] for row in rows if row.get(key) is not None}
        assert len(set(map(str, answers.values()))) <= 1, f"{rows[0]['model']}: {key[2:]} differs: {answers}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", default=names())
    parser.add_argument("--by", nargs="*", default=COMPARED)
    parser.add_argument("--seconds", type=float, default=90, help="for one of them with one model")
    given = parser.parse_args()
    rows: list[Row] = []
    for model in given.models:
        found = [measured(who, model, given.seconds) for who in given.by]
        same_answers(found)
        rows += found
        print("\n".join(rows_of(found, head=len(rows) == len(found))), flush=True)
    CHARTS.mkdir(exist_ok=True)
    for column, title in (("click", "A click, median"), ("repairs", "Repair cost of every option")):
        (CHARTS / f"configurator-{column}.svg").write_text(bars(title, column, rows), "utf-8")


if __name__ == "__main__":
    main()
